//! Textgate's server, on a socket or on AWS Lambda. This package is the composition root: it chooses the parts, connects them
//! and starts them.
//!
//! From the ground up:
//!
//! - [`config`]: the options, the environment and the policy file.
//! - [`telemetry`]: the log and the metrics.
//! - [`serve`]: connects the models and answers requests.
//! - [`commands`]: the subcommands, which do something instead of serving.

mod commands;
mod config;
mod serve;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;
use commands::Command;
use config::{Config, Options};
use textgate_core::Chain;

/// A governed text-to-text service: HTTP in front of a foundation model.
///
/// Without options it serves a small local model on 127.0.0.1:8080. On AWS Lambda it answers the events of an Amazon API
/// Gateway REST API.
#[derive(Debug, Parser)]
#[command(name = "textgate-server", version)]
struct CommandLine {
    /// What to do instead of serving.
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    options: Options,
}

#[tokio::main]
async fn main() -> ExitCode {
    // If an argument or a variable is wrong, this prints why and ends the process.
    let CommandLine { command, options } = CommandLine::parse();
    let result = match command {
        Some(command) => commands::run(command),
        None => match Config::resolve(options) {
            Ok(config) => serve::run(config).await.map(|()| ExitCode::SUCCESS),
            Err(error) => Err(error.into()),
        },
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {}", Chain(error.as_ref()));
        ExitCode::FAILURE
    })
}
