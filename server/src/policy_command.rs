//! `textgate-server policy`: what an author of a policy file needs, without a start.

use std::error::Error as StdError;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use textgate_core::policy::{EMBEDDED, Policy};

use crate::policy_file::{self, PolicyFileError};

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Tell every fault of a policy file with line and column, and fail if there is one.
    Check {
        /// The policy, a TOML file.
        file: PathBuf,
    },
    /// Print the built-in policy, to start a file from.
    Show,
    /// Print the names of the API keys that API Gateway has to have for a policy, one a line.
    ApiKeys {
        /// The policy, a TOML file. The built-in one if not given.
        file: Option<PathBuf>,
    },
}

pub(crate) fn run(command: PolicyCommand) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    match command {
        PolicyCommand::Check { file } => check(file),
        PolicyCommand::Show => {
            io::stdout().write_all(EMBEDDED.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        PolicyCommand::ApiKeys { file } => {
            let policy = file.map_or_else(|| Ok(Policy::embedded()), |file| policy_file::read(&file))?;
            policy.gateway_key_names().iter().for_each(|name| println!("{name}"));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// One line a fault, in the form that terminals and editors make a link to the place of.
fn check(file: PathBuf) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    match policy_file::read(&file) {
        Ok(policy) => {
            let names: Vec<_> = policy.model_names().collect();
            println!("{}: ok: {} models: {}", file.display(), names.len(), names.join(", "));
            Ok(ExitCode::SUCCESS)
        }
        Err(PolicyFileError::Invalid { path, faults }) => {
            for fault in faults.faults() {
                eprintln!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.sentence);
            }
            if faults.untold() > 0 {
                eprintln!("{}: and {} more", path.display(), faults.untold());
            }
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
