//! The list of subcommands.

use std::error::Error as StdError;
use std::process::ExitCode;

use clap::Subcommand;

use super::key::{self, KeyCommand};
use super::policy::{self, PolicyCommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a policy file, print the built-in policy, or print the API keys or the permissions that a policy needs.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Make API keys for the callers of a server on a socket.
    #[command(subcommand)]
    Key(KeyCommand),
}

pub(crate) fn run(command: Command) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    match command {
        Command::Policy(command) => policy::run(command),
        Command::Key(command) => key::run(command),
    }
}
