//! `textgate-server key`: API keys for the callers of a server on a socket.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use textgate_core::identity::KeyDigest;
use textgate_core::policy::check_consumer_name;

/// Says in a leaked file or a log what leaked.
const PREFIX: &str = "textgate_";

/// Of 64 bits. As many bits as the digest has, so that guessing the key is no easier than inverting it.
const RANDOM_NUMBERS: usize = 4;

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Print a new key, once, and what to add to the policy for it.
    New {
        /// The consumer who will use it.
        #[arg(value_parser = name)]
        name: String,
    },
}

pub(crate) fn run(KeyCommand::New { name }: KeyCommand) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    let key = new_key()?;
    let digest = KeyDigest::of(key.as_bytes()).to_hex();
    println!(
        "The key of {name}. It is shown this once and kept nowhere; callers send it in the header x-api-key:\n\n\
         {key}\n\n\
         What the policy has of it; a consumer may have several, so that one can take the place of another:\n\n\
         [[consumers]]\n\
         name = \"{name}\"\n\
         api_key_sha256 = [\"{digest}\"]"
    );
    Ok(ExitCode::SUCCESS)
}

/// A key from the system's random source.
fn new_key() -> Result<String, Box<dyn StdError + Send + Sync>> {
    let mut key = PREFIX.to_owned();
    for _ in 0..RANDOM_NUMBERS {
        write!(key, "{:016x}", getrandom::u64()?)?;
    }
    Ok(key)
}

fn name(text: &str) -> Result<String, String> {
    check_consumer_name(text).map(|()| text.to_owned())
}
