//! Asks a running Textgate for text: `cargo run -p textgate --example quickstart ["your input"]`.
//!
//! `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` name another service than the one that `cargo run` starts.

use std::{env, process::ExitCode};

use textgate::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let input = env::args().nth(1).unwrap_or_else(|| "Explain serverless in 2 sentences.".to_owned());

    let client = Client::from_env()?;

    match client.generate().input(input).send().await {
        Ok(answer) => {
            println!("{}", answer.output);
            eprintln!("({}, {} tokens, {})", answer.model, answer.usage.total_tokens, answer.stop_reason);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("no answer: {error}");
            if error.kind() == ErrorKind::Connection {
                eprintln!("Is the service running? Start it with `cargo run`.");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
