//! `cargo openapi`: derive the documents and the client from the contract, or check that they are up to date.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use textgate_openapi_tool::{check, derive, generate, project_root};

#[derive(Parser)]
#[command(name = "cargo openapi", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write openapi/v1.json and client/src/generated.rs.
    Generate,
    /// Print how they differ from the contract, and fail if they do.
    Check,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (root, files) = (project_root(), derive()?);
    match command {
        Command::Generate => {
            for path in generate(&root, &files)? {
                println!("wrote {path}");
            }
        }
        Command::Check => {
            let differences = check(&root, &files)?;
            for difference in &differences {
                println!("{difference}");
            }
            if !differences.is_empty() {
                eprintln!("error: derived files are stale; run `cargo openapi generate` and commit them");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
