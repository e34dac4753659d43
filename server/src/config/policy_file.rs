//! Where the policy comes from: a file that is named, else the one beside the program, else the built-in one.

use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io};

use textgate_core::policy::{Policy, PolicyError};

/// Found beside the program, so that a file in Lambda's archive is in force without a setting.
const NAME: &str = "textgate.toml";

/// Which policy is in force.
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

/// Why a policy file is not in force.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PolicyFileError {
    #[error("the policy {path} cannot be read")]
    Unreadable { path: PathBuf, source: io::Error },
    // The faults are not a source: they are lines of their own.
    #[error("the policy {path} is not valid:\n{faults}")]
    Invalid { path: PathBuf, faults: PolicyError },
}

/// The path at which a policy is looked for that nobody named.
pub(crate) fn beside_program() -> Option<PathBuf> {
    Some(env::current_exe().ok()?.with_file_name(NAME))
}

/// The policy `named`; else the one `beside` the program, if it is there; else the built-in one.
pub(crate) fn find(named: Option<PathBuf>, beside: Option<PathBuf>) -> Result<(Policy, PolicySource), PolicyFileError> {
    let path = match (named, beside) {
        (Some(path), _) => path,
        // What is there and cannot be read is an error, not an absence.
        (None, Some(path)) if fs::symlink_metadata(&path).is_ok() => path,
        (None, _) => return Ok((Policy::embedded(), PolicySource::BuiltIn)),
    };
    Ok((read(&path)?, PolicySource::File(path)))
}

/// Reads and checks the policy at `path`.
pub(crate) fn read(path: &Path) -> Result<Policy, PolicyFileError> {
    let text = fs::read(path).map_err(|source| PolicyFileError::Unreadable { path: path.to_owned(), source })?;
    Policy::parse(text).map_err(|faults| PolicyFileError::Invalid { path: path.to_owned(), faults })
}
