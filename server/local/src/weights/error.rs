//! Why there is no file with the weights: what was tried, why it failed and what the user can do.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;

use textgate_core::Chain;

/// Why there is no file with the weights.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file that the user named cannot be read.
    #[error("the weights at {} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file that the user named has another format.
    #[error("the weights at {} are not a GGUF file: pass another file with --weights", path.display())]
    NotGguf {
        /// The file.
        path: PathBuf,
    },
    /// The cache folder cannot be used.
    #[error("the cache folder {} cannot be used; pass another one with --cache", path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// Every download failed.
    #[error(
        "the weights of the local model cannot be downloaded:\n{failures}\
         pass `--weights PATH` with a GGUF file, give this machine network access, or use `--model bedrock`"
    )]
    Download {
        /// Each download that was tried, and its error.
        failures: FailedDownloads,
    },
    /// The weights were downloaded, but could not be converted.
    #[error("the downloaded weights cannot be converted in {}", path.display())]
    Convert {
        /// The cache folder.
        path: PathBuf,
        /// The cause.
        source: Box<dyn StdError + Send + Sync>,
    },
}

/// The downloads that were tried, and the error of each. `Display` writes one per line.
#[derive(Debug, Default)]
pub struct FailedDownloads(Vec<FailedDownload>);

#[derive(Debug)]
struct FailedDownload {
    source: String,
    error: DownloadError,
}

/// Why one download failed.
pub(super) type DownloadError = Box<dyn StdError + Send + Sync>;

impl FailedDownloads {
    pub(super) fn push(&mut self, source: impl Into<String>, error: DownloadError) {
        self.0.push(FailedDownload { source: source.into(), error });
    }
}

impl fmt::Display for FailedDownloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for FailedDownload { source, error } in &self.0 {
            // The last cause is the one that helps: no route, no such host.
            writeln!(f, "  {source}: {}", Chain(error.as_ref()))?;
        }
        Ok(())
    }
}
