//! The command line of Textgate: one command an operation, on the client `textgate`.

mod answer;
mod arguments;
mod choice;
mod completions;
mod connection;
mod explain;
mod failure;
mod generate;
mod input;
mod models;
mod output;
mod reply;
mod summarize;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use failure::Failure;

/// One request needs one thread.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

async fn run() -> Result<(), Failure> {
    let Arguments { connection, command } = Arguments::read()?;
    match command {
        Command::Generate(command) => command.run(&connection).await,
        Command::Summarize(command) => command.run(&connection).await,
        Command::Explain(command) => command.run(&connection).await,
        Command::Reply(command) => command.run(&connection).await,
        Command::Models(command) => command.run(&connection).await,
        Command::Completions(command) => command.run(),
    }
}
