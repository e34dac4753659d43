//! Asks a running Textgate for text: `cargo run -p textgate --example quickstart ["your input"]`.
//!
//! `TEXTGATE_URL` and `TEXTGATE_API_KEY` name another service than the one that `cargo run` starts.

use std::{env, process::ExitCode};

use textgate::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let url = env::var("TEXTGATE_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let input = env::args().nth(1).unwrap_or_else(|| "Explain serverless in 2 sentences.".to_owned());

    let mut builder = Client::builder(&url);
    if let Ok(key) = env::var("TEXTGATE_API_KEY") {
        builder = builder.api_key(key);
    }
    let client = builder.build()?;

    match client.generate().body_map(|body| body.input(input)).send().await {
        Ok(answer) => {
            println!("{}", answer.output);
            eprintln!("({}, {} tokens, {})", answer.model, answer.usage.total_tokens, answer.stop_reason);
            Ok(ExitCode::SUCCESS)
        }
        Err(Error::ErrorResponse(refusal)) => {
            eprintln!("refused ({}): {}", refusal.code, refusal.error);
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            eprintln!("no answer from {url}: {error}\nIs the service running? Start it with `cargo run`.");
            Ok(ExitCode::FAILURE)
        }
    }
}
