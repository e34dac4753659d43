//! The command line of Textgate: one command for each operation, on the client crate `textgate`.

mod arguments;
mod commands;
mod enum_parser;
mod error;
mod generation;
mod input;
mod output;
mod service;

use std::process::ExitCode;

use clap::CommandFactory as _;

use arguments::{Arguments, Command};
use error::CommandError;

/// One request needs only one thread.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}

async fn run() -> Result<(), CommandError> {
    let Arguments { service, command } = Arguments::read()?;
    match command {
        Command::Generate(command) => command.run(&service).await,
        Command::Summarize(command) => command.run(&service).await,
        Command::Explain(command) => command.run(&service).await,
        Command::Reply(command) => command.run(&service).await,
        Command::Models(command) => command.run(&service).await,
        Command::Completions(command) => command.run(Arguments::command()),
    }
}
