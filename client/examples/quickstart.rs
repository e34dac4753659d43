//! Generates text with a running Textgate: `cargo run -p textgate --example quickstart ["your input"]`.
//!
//! By default it calls the service that `cargo run` starts. `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` select another
//! one.

use std::{env, process::ExitCode};

use textgate::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let input = env::args().nth(1).unwrap_or_else(|| "Explain serverless in 2 sentences.".to_owned());

    let client = Client::from_env()?;

    match client.generate().input(input).send().await {
        Ok(response) => {
            println!("{}", response.output);
            eprintln!("({}, {} tokens, {})", response.model, response.usage.total_tokens, response.stop_reason);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("error: {error}");
            if error.kind() == ErrorKind::Connection {
                eprintln!("Is the service running? Start it with `cargo run`.");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
