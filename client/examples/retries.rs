//! Calls a service that may be in trouble, with retries, and explains the outcome:
//! `cargo run -p textgate --example retries ["your input"]`.
//!
//! `RUST_LOG=textgate=debug` shows each attempt. By default the example calls the service that `cargo run` starts.
//! `TEXTGATE_BASE_URL` and `TEXTGATE_API_KEY` select another one.

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
        Ok(response) => {
            println!("{}", response.output);
            eprintln!("(request {}, {} attempts)", response.request_id(), response.attempts());
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => error,
    };
    eprintln!("error: {error}");
    match (error.kind(), error.code()) {
        (ErrorKind::Connection, _) => eprintln!("Is the service running? Start it with `cargo run`."),
        (_, Some(ErrorCode::Unauthorized | ErrorCode::Forbidden)) => {
            eprintln!("Check the API key in TEXTGATE_API_KEY.");
        }
        (_, Some(ErrorCode::QuotaExceeded)) => eprintln!("The quota of the API key is used up."),
        _ if error.is_budget_exhausted() => {
            eprintln!("There was no further retry, because too many calls have failed recently.");
        }
        _ if error.is_retryable() => match error.retry_after() {
            Some(wait) => eprintln!("Try again in {} s.", wait.as_secs()),
            None => eprintln!("Try again later."),
        },
        _ => {}
    }
    for violation in error.violations() {
        eprintln!("{}: {}", violation.pointer, violation.message);
    }
    Ok(ExitCode::FAILURE)
}
