//! The same consumer with progenitor's macro. It has no events, no errors' codes and no timeouts of its own.

progenitor::generate_api!(spec = "v1.json", interface = Builder);

/// The text that a model makes of this input.
pub async fn answer(url: &str, input: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::new(url);
    Ok(client.generate().body_map(|body| body.input(input)).send().await?.into_inner().output)
}
