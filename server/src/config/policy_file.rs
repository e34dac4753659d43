//! Finds and reads the policy: the file that the user named, else the file beside the program, else the built-in policy.

use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io};

use textgate_core::policy::{Policy, PolicyError};

/// The name of the policy file beside the program. On Lambda, a file with this name in the function's archive takes effect
/// without a setting.
const NAME: &str = "textgate.toml";

/// Where a policy was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PolicySource {
    BuiltIn,
    File(PathBuf),
}

impl fmt::Display for PolicySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built-in"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// Why a policy file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PolicyFileError {
    #[error("the policy {path} cannot be read")]
    Unreadable { path: PathBuf, source: io::Error },
    // The findings are part of the message and not its source, because each of them has a line of its own.
    #[error("the policy {path} is not valid:\n{findings}")]
    Invalid { path: PathBuf, findings: PolicyError },
}

/// The path of the policy file beside the program, whether the file exists or not.
pub(crate) fn beside_program() -> Option<PathBuf> {
    Some(env::current_exe().ok()?.with_file_name(NAME))
}

/// Reads the policy `named`; without one, the policy `beside` the program if it exists; else the built-in policy.
pub(crate) fn find(named: Option<PathBuf>, beside: Option<PathBuf>) -> Result<(Policy, PolicySource), PolicyFileError> {
    let path = match (named, beside) {
        (Some(path), _) => path,
        // A file that exists and cannot be read is an error. The built-in policy must not replace it.
        (None, Some(path)) if fs::symlink_metadata(&path).is_ok() => path,
        (None, _) => return Ok((Policy::embedded(), PolicySource::BuiltIn)),
    };
    Ok((read(&path)?, PolicySource::File(path)))
}

/// Reads and checks the policy at `path`.
pub(crate) fn read(path: &Path) -> Result<Policy, PolicyFileError> {
    let text = fs::read(path).map_err(|source| PolicyFileError::Unreadable { path: path.to_owned(), source })?;
    Policy::parse(text).map_err(|findings| PolicyFileError::Invalid { path: path.to_owned(), findings })
}
