//! `textgate-server policy`: what an author of a policy file needs, without a start.

use std::error::Error as StdError;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use textgate_bedrock::permissions::{self, Calls, Place};
use textgate_core::policy::{EMBEDDED, Provider};

use crate::config::LambdaMode;
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
        /// The policy, a TOML file. If not given `textgate.toml` beside this program, and without that the built-in one.
        file: Option<PathBuf>,
    },
    /// Print the IAM policy document of what a server needs to call Amazon Bedrock under a policy, in JSON.
    Iam {
        /// The policy, a TOML file. If not given `textgate.toml` beside this program, and without that the built-in one.
        file: Option<PathBuf>,
        /// The region of the server.
        #[arg(long)]
        region: String,
        /// The server's account, 12 digits. If not given, ARNs are for a CloudFormation template: `Fn::Sub` with its own.
        #[arg(long)]
        account: Option<String>,
        /// What the function of one Lambda mode needs. If not given, what a server needs that answers all requests.
        #[arg(long, value_name = "MODE")]
        function: Option<LambdaMode>,
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
            let (policy, _) = policy_file::find(file, policy_file::beside_program())?;
            policy.gateway_key_names().iter().for_each(|name| println!("{name}"));
            Ok(ExitCode::SUCCESS)
        }
        PolicyCommand::Iam { file, region, account, function } => iam(file, &region, account.as_deref(), function),
    }
}

fn iam(
    file: Option<PathBuf>,
    region: &str,
    account: Option<&str>,
    function: Option<LambdaMode>,
) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    let (policy, _) = policy_file::find(file, policy_file::beside_program())?;
    let place = Place::new(region, account)?;
    let catalogue = policy.catalogue(Provider::Bedrock, Some(region))?;
    let calls = match function {
        // The gateway sends what is streamed to the streaming function and all else to the buffered one.
        Some(LambdaMode::Buffered) => Calls::Whole,
        Some(LambdaMode::Streaming) => Calls::Streamed,
        None => Calls::All,
    };
    let document = permissions::document(&catalogue, &place, calls)?;
    writeln!(io::stdout(), "{document:#}")?;
    Ok(ExitCode::SUCCESS)
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
            for fault in faults.findings() {
                eprintln!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.message);
            }
            if faults.omitted() > 0 {
                eprintln!("{}: and {} more", path.display(), faults.omitted());
            }
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
