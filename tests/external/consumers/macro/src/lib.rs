//! The same consumer with progenitor's macro. The macro's client has no events, no error codes and no timeouts.

progenitor::generate_api!(spec = "v1.json", interface = Builder);

/// The text that a model generates for this input.
pub async fn answer(url: &str, input: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::new(url);
    Ok(client.generate().body_map(|body| body.input(input)).send().await?.into_inner().output)
}
