//! Textgate's server, on a socket or on AWS Lambda. The composition root: it chooses, connects and starts.

mod command;
mod config;
mod gateway_identity;
mod key_command;
mod lambda;
mod model;
mod policy_command;
mod policy_file;
mod socket;
mod telemetry;

use std::error::Error as StdError;
use std::process::ExitCode;
use std::sync::Arc;

use config::{Arguments, Config, Entry};
use textgate_api::IdSource;
use textgate_core::Chain;
use textgate_core::generation::Generator;
use textgate_core::policy::Provider;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = Arguments::read();
    let result = match arguments.command.take() {
        Some(command) => command::run(command),
        None => serve(arguments).await.map(|()| ExitCode::SUCCESS),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", Chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn StdError + Send + Sync>> {
    let config = Config::from_arguments(arguments)?;
    telemetry::start(matches!(config.entry, Entry::Lambda(_)));
    let (model, catalogue) = model::connect(&config).await?;
    let generator = match config.provider {
        Provider::Bedrock => Generator::new(catalogue, model).within(config.model_timeout),
        // On a slow machine an answer may take its time: there is nobody else to ask.
        Provider::Local => Generator::new(catalogue, model),
    };
    let ids: IdSource = Arc::new(|| Uuid::now_v7().simple().to_string());
    let observer = telemetry::observer(config.entry, config.metrics_address).await?;
    let stopping = CancellationToken::new();
    let app = textgate_api::app(generator, config.callers, ids, config.origins, observer, stopping.clone())?;
    match config.entry {
        Entry::Socket(address) => socket::serve(app, address, stopping).await,
        Entry::Lambda(mode) => lambda::serve(app, mode, config.key_names).await,
    }
}
