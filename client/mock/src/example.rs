//! The contract's examples, as values of the client's types.

use serde::de::DeserializeOwned;

/// A type of which the contract has an example.
pub trait Example: DeserializeOwned {
    /// The example, as the contract has it.
    const JSON: &'static str;
}

/// The contract's example of a type: whole, and of no meaning to a test. So a test names what it is about, and takes the rest
/// from here:
///
/// ```
/// use textgate::types::SummarizeResponse;
///
/// let answer = SummarizeResponse { summary: "All is well.".to_owned(), ..textgate_mock::example() };
/// ```
///
/// # Panics
///
/// Never with the types of the contract, whose examples are read by a test.
pub fn example<T: Example>() -> T {
    match serde_json::from_str(T::JSON) {
        Ok(example) => example,
        Err(error) => panic!("the contract's example is not of its type: {error}"),
    }
}
