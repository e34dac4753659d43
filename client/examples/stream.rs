//! Prints what a running Textgate generates, as it comes: `cargo run -p textgate --example stream ["your input"]`.
//!
//! `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` name another service than the one that `cargo run` starts.

use std::io::{self, Write};
use std::{env, process::ExitCode};

use textgate::types::StreamEvent;
use textgate::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let input = env::args().nth(1).unwrap_or_else(|| "Explain serverless in 2 sentences.".to_owned());

    let client = Client::from_env()?;

    let mut events = match client.generate_stream().input(input).events().await {
        Ok(events) => events,
        Err(error) => {
            eprintln!("no answer: {error}");
            if error.kind() == ErrorKind::Connection {
                eprintln!("Is the service running? Start it with `cargo run`.");
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    while let Some(event) = events.next().await {
        match event {
            Ok(StreamEvent::DeltaEvent(delta)) => {
                print!("{}", delta.text);
                io::stdout().flush()?;
            }
            Ok(StreamEvent::DoneEvent(done)) => {
                println!();
                eprintln!("({}, {} tokens, {})", done.model, done.usage.total_tokens, done.stop_reason);
            }
            // An `error` event comes as an error.
            Ok(StreamEvent::ErrorEvent(_)) => {}
            Err(error) => {
                println!();
                eprintln!("cut short: {error}");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
