//! `textgate-server policy`: what the author of a policy file needs, without starting a server.

use std::error::Error as StdError;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use textgate_bedrock::permissions::{ArnScope, Calls, iam_policy};
use textgate_core::policy::{EMBEDDED, Provider};

use crate::config::LambdaMode;
use crate::config::policy_file::{self, PolicyFileError};

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Check a policy file: print every fault with its line and column, and fail if there is one.
    Check {
        /// The policy file, in TOML.
        file: PathBuf,
    },
    /// Print the built-in policy, as the start of a policy file.
    Show,
    /// Print the names of the API keys that a policy expects at API Gateway, one per line.
    ApiKeys {
        /// The policy file, in TOML. If not given, it is `textgate.toml` in the folder of this program; if that file does
        /// not exist, the built-in policy is used.
        file: Option<PathBuf>,
    },
    /// Print, in JSON, the IAM policy document that a server needs to call Amazon Bedrock under a policy.
    Iam {
        /// The policy file, in TOML. If not given, it is `textgate.toml` in the folder of this program; if that file does
        /// not exist, the built-in policy is used.
        file: Option<PathBuf>,
        /// The AWS region of the server.
        #[arg(long)]
        region: String,
        /// The AWS account of the server, 12 digits. If not given, the ARNs are for a CloudFormation template: `Fn::Sub`
        /// with the account in which the template is deployed.
        #[arg(long)]
        account: Option<String>,
        /// The Lambda mode of the function that needs the permissions. If not given, they are for a server that answers all
        /// requests.
        #[arg(long, value_name = "MODE")]
        function: Option<LambdaMode>,
    },
}

pub(super) fn run(command: PolicyCommand) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
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
    let scope = ArnScope::new(region, account)?;
    let catalogue = policy.catalogue(Provider::Bedrock, Some(region))?;
    let calls = match function {
        // The gateway sends requests for a stream to the streaming function, and all other requests to the buffered one.
        Some(LambdaMode::Buffered) => Calls::Converse,
        Some(LambdaMode::Streaming) => Calls::ConverseStream,
        None => Calls::Both,
    };
    let document = iam_policy(&catalogue, &scope, calls)?;
    writeln!(io::stdout(), "{document:#}")?;
    Ok(ExitCode::SUCCESS)
}

/// Prints one line per fault, in the form that terminals and editors turn into a link: `FILE:LINE:COLUMN: MESSAGE`.
fn check(file: PathBuf) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    match policy_file::read(&file) {
        Ok(policy) => {
            let names: Vec<_> = policy.model_names().collect();
            println!("{}: ok: {} models: {}", file.display(), names.len(), names.join(", "));
            Ok(ExitCode::SUCCESS)
        }
        Err(PolicyFileError::Invalid { path, findings }) => {
            for finding in findings.findings() {
                eprintln!("{}:{}:{}: {}", path.display(), finding.line, finding.column, finding.message);
            }
            if findings.omitted() > 0 {
                eprintln!("{}: {} more findings are not shown", path.display(), findings.omitted());
            }
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
