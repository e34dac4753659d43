//! A consumer of the service, with the crate `textgate` alone.

use textgate::{Client, Error};

/// The text that a model generates for this input.
pub async fn answer(url: &str, input: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::builder(url).build()?;
    Ok(client.generate().input(input).send().await?.into_inner().output)
}

/// The same text, collected from the pieces of a stream.
pub async fn stream(url: &str, input: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::builder(url).build()?;
    Ok(client.generate_stream().input(input).events().await?.collect().await?.output)
}

/// The error code for a model that the policy does not have.
pub async fn refusal(url: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::builder(url).build()?;
    let refused: Result<_, Error> = client.generate().input("Hello").model("no-such-model").send().await;
    let error = refused.err().ok_or("the service knows the model")?;
    Ok(error.code().map(ToString::to_string).ok_or("no code")?)
}
