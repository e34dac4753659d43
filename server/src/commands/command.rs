//! What the program does in place of serving.

use std::error::Error as StdError;
use std::process::ExitCode;

use clap::Subcommand;

use crate::key_command::{self, KeyCommand};
use crate::policy_command::{self, PolicyCommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a policy file, print the built-in one, or the permissions that a server needs under one.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Make API keys for callers of a server on a socket.
    #[command(subcommand)]
    Key(KeyCommand),
}

pub(crate) fn run(command: Command) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    match command {
        Command::Policy(command) => policy_command::run(command),
        Command::Key(command) => key_command::run(command),
    }
}
