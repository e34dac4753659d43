//! `textgate-server key`: API keys for the callers of a server on a socket.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use textgate_core::identity::KeyDigest;
use textgate_core::policy::check_consumer_name;

/// The beginning of every key, so that a key in a leaked file or a log can be recognised.
const PREFIX: &str = "textgate_";

/// Random numbers of 64 bits in a key. Together they have the 256 bits of the digest, so guessing a key is no easier than
/// inverting its digest.
const RANDOM_NUMBERS: usize = 4;

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a new key, print it once, and print what to add to the policy for it.
    New {
        /// The name of the consumer that will use the key.
        #[arg(value_parser = name)]
        name: String,
    },
}

pub(super) fn run(KeyCommand::New { name }: KeyCommand) -> Result<ExitCode, Box<dyn StdError + Send + Sync>> {
    let key = new_key()?;
    let digest = KeyDigest::of(key.as_bytes()).to_hex();
    println!(
        "The API key of {name}. It is shown only now and is not stored. Callers send it in the header x-api-key:\n\n\
         {key}\n\n\
         Add this to the policy. A consumer may have several keys, so that a new key can replace an old one:\n\n\
         [[consumers]]\n\
         name = \"{name}\"\n\
         api_key_sha256 = [\"{digest}\"]"
    );
    Ok(ExitCode::SUCCESS)
}

/// A new key, from the random numbers of the operating system.
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
