//! What is said when there are no weights: what was tried, why it failed and what to do.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;

use textgate_core::Chain;

/// Why there are no weights.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file that the user named cannot be read.
    #[error("the weights at {} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file that the user named is something else.
    #[error("the weights at {} are no GGUF file", path.display())]
    NotGguf {
        /// The file.
        path: PathBuf,
    },
    /// The cache folder cannot be used.
    #[error("the cache folder {} cannot be used", path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Nobody has them.
    #[error(
        "the local model's weights cannot be fetched:\n{attempts}\
         pass `--weights PATH` with a GGUF file, give this machine network access, or use `--model bedrock`"
    )]
    Fetch {
        /// What was tried.
        attempts: Attempts,
    },
    /// They were fetched and could not be prepared.
    #[error("the fetched weights cannot be prepared in {}", path.display())]
    Prepare {
        /// The cache folder.
        path: PathBuf,
        /// What went wrong.
        source: Box<dyn StdError + Send + Sync>,
    },
}

/// What was tried to fetch the weights, and why each failed. Shown one a line.
#[derive(Debug, Default)]
pub struct Attempts(Vec<Attempt>);

#[derive(Debug)]
struct Attempt {
    source: String,
    error: AttemptError,
}

/// Why one attempt failed.
pub(super) type AttemptError = Box<dyn StdError + Send + Sync>;

impl Attempts {
    pub(super) fn push(&mut self, source: impl Into<String>, error: AttemptError) {
        self.0.push(Attempt { source: source.into(), error });
    }
}

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Attempt { source, error } in &self.0 {
            // The reason that helps (no route, no such host) is at the end of the chain.
            writeln!(f, "  {source}: {}", Chain(error.as_ref()))?;
        }
        Ok(())
    }
}
