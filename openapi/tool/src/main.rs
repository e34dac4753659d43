//! `cargo openapi`: derives the documents and the client from the contract, checks that they are up to date and that no client
//! breaks, and releases the contract.

use std::process::ExitCode;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use textgate_openapi::apigateway::{Access, Rendering};
use textgate_openapi_tool::{Release, check, compare, derive, gateway_document, generate, project_root, release};

#[derive(Parser)]
#[command(name = "cargo openapi", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write openapi/v1.json, openapi/api-gateway.json, server/textgate.schema.json, and the generated sources in client/src and
    /// client/mock/src.
    Generate,
    /// Print how these files differ from what the contract derives, and fail if they differ.
    Check,
    /// Print the changes since the newest document in openapi/released/ and which clients they break. Fail if a client breaks,
    /// or if the version of the contract is too low for the changes.
    Compat,
    /// Write the contract to openapi/released/. `check` and `compat` must pass, the version must be the next one, and
    /// CHANGELOG.md must have a line for it that begins with `- API <version>:`.
    Release,
    /// Print the document that API Gateway imports, with other integrations or for other callers than
    /// openapi/api-gateway.json.
    Gateway(Gateway),
}

#[derive(Args)]
#[command(group = ArgGroup::new("integrations").required(true))]
struct Gateway {
    /// Who may call the operations that the contract protects.
    #[arg(long, value_enum, default_value_t, value_name = "WHO")]
    auth: Auth,
    /// The ARN of the Cognito user pool whose tokens `--auth cognito` requires.
    #[arg(long, value_name = "ARN", required_if_eq("auth", "cognito"))]
    user_pool_arn: Option<String>,
    /// Integrate the functions of infra/template.yaml.
    #[arg(long, group = "integrations")]
    template: bool,
    /// Integrate the Lambda function with this ARN.
    #[arg(long, value_name = "ARN", group = "integrations")]
    function_arn: Option<String>,
    /// The ARN of the function that streams its responses. By default it is the one of --function-arn.
    #[arg(long, value_name = "ARN", requires = "function_arn")]
    streaming_function_arn: Option<String>,
    /// Integrate the server with this base URL instead of Lambda.
    #[arg(long, value_name = "URL", group = "integrations")]
    proxy_to: Option<String>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Auth {
    /// Callers with an API key of the gateway, as the contract says.
    #[default]
    ApiKey,
    /// IAM users and roles that have the permission. They sign their requests.
    Iam,
    /// Callers with a token of the user pool.
    Cognito,
    /// Everybody who knows the URL.
    NoneEverybodyMayCall,
}

impl Gateway {
    fn access(&self) -> Access {
        match self.auth {
            Auth::ApiKey => Access::Contract,
            Auth::Iam => Access::Iam,
            Auth::Cognito => Access::Cognito { user_pool_arn: self.user_pool_arn.clone().unwrap_or_default() },
            Auth::NoneEverybodyMayCall => Access::Open,
        }
    }
}

impl From<Gateway> for Rendering {
    fn from(arguments: Gateway) -> Self {
        match (arguments.function_arn, arguments.proxy_to) {
            (Some(buffered), _) => {
                let streaming = arguments.streaming_function_arn.unwrap_or_else(|| buffered.clone());
                Self::Literal { buffered, streaming }
            }
            (None, Some(url)) => Self::Proxy { url },
            (None, None) => Self::Template,
        }
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let root = project_root();
    match command {
        Command::Generate => {
            for path in generate(&root, &derive(&root)?)? {
                println!("wrote {path}");
            }
        }
        Command::Check => {
            let differences = check(&root, &derive(&root)?)?;
            for difference in &differences {
                println!("{difference}");
            }
            if !differences.is_empty() {
                eprintln!("error: derived files are stale; run `cargo openapi generate` and commit them");
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Compat => {
            let comparison = compare(&root, &textgate_api::published()?)?;
            println!("{comparison}");
            if let Some(fault) = comparison.fault() {
                eprintln!("error: {fault}");
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Release => match release(&root, &derive(&root)?)? {
            Release::Nothing(version) => {
                println!("nothing to release: version {version} of the contract is already released");
            }
            Release::Written(path) => println!("wrote {path}; commit it"),
        },
        Command::Gateway(arguments) => {
            let access = arguments.access();
            print!("{}", gateway_document(&root, &arguments.into(), &access)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}
