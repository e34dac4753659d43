//! Asks a service that may be in trouble, and says what came of it: `cargo run -p textgate --example retries ["your input"]`.
//!
//! `RUST_LOG=textgate=debug` shows each attempt. `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` name another service than the one that
//! `cargo run` starts.

use std::time::Duration;
use std::{env, process::ExitCode};

use textgate::{Client, ErrorCode, ErrorKind, RequestOptions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(env::var("RUST_LOG").unwrap_or_default()).init();
    let input = env::args().nth(1).unwrap_or_else(|| "Explain serverless in 2 sentences.".to_owned());
    let client = Client::from_env()?;
    let options = RequestOptions::new().timeout(Duration::from_mins(1)).max_attempts(5);

    let error = match client.with(options).generate().input(input).send().await {
        Ok(answer) => {
            println!("{}", answer.output);
            eprintln!("(request {}, {} attempts)", answer.request_id(), answer.attempts());
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => error,
    };
    eprintln!("no answer: {error}");
    match (error.kind(), error.code()) {
        (ErrorKind::Connection, _) => eprintln!("Is the service running? Start it with `cargo run`."),
        (_, Some(ErrorCode::Unauthorized | ErrorCode::Forbidden)) => eprintln!("Is TEXTGATE_API_KEY right?"),
        (_, Some(ErrorCode::QuotaExceeded)) => eprintln!("The key has no more requests for now."),
        _ if error.is_budget_exhausted() => eprintln!("Too much has failed of late for another attempt."),
        _ if error.is_retryable() => eprintln!("Later it may work; wait for {:?}.", error.retry_after()),
        _ => {}
    }
    for violation in error.violations() {
        eprintln!("{}: {}", violation.pointer, violation.message);
    }
    Ok(ExitCode::FAILURE)
}
