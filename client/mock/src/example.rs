//! The examples of the contract, as values of the client's types.

use serde::de::DeserializeOwned;

/// A type for which the contract has an example.
pub trait Example: DeserializeOwned {
    /// The example as the contract has it, in JSON.
    const JSON: &'static str;
}

/// The contract's example of a type. A test sets the fields that it depends on, and takes all other fields from the
/// example:
///
/// ```
/// use textgate::types::SummarizeResponse;
///
/// let response = SummarizeResponse { summary: "All is well.".to_owned(), ..textgate_mock::example() };
/// ```
///
/// # Panics
///
/// If the example does not match its type. A test makes sure that every example of the contract does.
pub fn example<T: Example>() -> T {
    match serde_json::from_str(T::JSON) {
        Ok(example) => example,
        Err(error) => panic!("the contract's example does not match its type: {error}"),
    }
}
