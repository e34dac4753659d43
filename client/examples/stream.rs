//! Prints the text of a running Textgate piece by piece: `cargo run -p textgate --example stream ["your input"]`.
//!
//! By default it calls the service that `cargo run` starts. `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` select another
//! one.

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
            eprintln!("error: {error}");
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
            // The client returns an `error` event as an error.
            Ok(StreamEvent::ErrorEvent(_)) => {}
            Err(error) => {
                println!();
                eprintln!("error: the text is incomplete: {error}");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
