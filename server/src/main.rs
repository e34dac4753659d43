//! Textgate's server, on a socket or on AWS Lambda. The composition root: it chooses, connects and starts.

mod config;
mod gateway_identity;
mod lambda;
mod model;
mod socket;
mod telemetry;

use std::error::Error as StdError;
use std::process::ExitCode;
use std::sync::Arc;

use config::{Arguments, Config, Entry};
use textgate_api::IdSource;
use textgate_core::Chain;
use textgate_core::generation::Generator;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::read();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", Chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn StdError + Send + Sync>> {
    let config = Config::from_arguments(arguments)?;
    telemetry::start(matches!(config.entry, Entry::Lambda(_)));
    let model = model::connect(&config).await?;
    let generator = Generator::new(config.catalogue, model);
    let ids: IdSource = Arc::new(|| Uuid::now_v7().simple().to_string());
    let stopping = CancellationToken::new();
    let app = textgate_api::app(generator, config.callers, ids, config.origins, stopping.clone())?;
    match config.entry {
        Entry::Socket(address) => socket::serve(app, address, stopping).await,
        Entry::Lambda(mode) => lambda::serve(app, mode).await,
    }
}
