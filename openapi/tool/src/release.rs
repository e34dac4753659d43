//! A release: the contract becomes a document that clients may rely on.

use std::path::Path;
use std::{fs, io};

use semver::Version;
use serde_json::Value;
use textgate_openapi::compat::Bump;

use crate::compat::{Comparison, CompatError, Fault, minor, patch, version_of};
use crate::derived::{Derived, FileError, check};
use crate::released::{self, Released};

/// Where a release is told to its users, from the project's root.
const CHANGELOG: &str = "CHANGELOG.md";

/// The derived file that is released.
const DOCUMENT: &str = "openapi/v1.json";

/// What a release did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// Nothing: the contract is the released one.
    Nothing(Version),
    /// Wrote a document, here by its path from the project's root.
    Written(String),
}

/// Why the contract was not released.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// The checked-in files are not the contract's.
    #[error("derived files are stale; run `cargo openapi generate` and commit them")]
    Stale,
    /// A file cannot be read or written.
    #[error("{0}")]
    Derived(#[from] FileError),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Its path from the project's root.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// The contract cannot be compared with what was released.
    #[error("{0}")]
    Compat(#[from] CompatError),
    /// The contract may not follow what was released.
    #[error("{0}; `cargo openapi compat` says what changed")]
    Fault(Fault),
    /// The version grew though nothing else changed.
    #[error(
        "nothing differs from version {released} but the version {actual}: set it back, or change what it stands for"
    )]
    NothingButVersion {
        /// The version of the released document.
        released: Version,
        /// The contract's.
        actual: Version,
    },
    /// The version leaves numbers out.
    #[error("after version {released} comes {next}, not {actual}: set the contract's info.version")]
    Skipped {
        /// The version of the released document.
        released: Version,
        /// What may come next.
        next: String,
        /// The contract's.
        actual: Version,
    },
    /// The first version is not the first of its major version.
    #[error("the first released version is {major}.0.0, not {actual}: set the contract's info.version", major = actual.major)]
    First {
        /// The contract's.
        actual: Version,
    },
    /// Users are not told.
    #[error("{CHANGELOG} has no line that begins with `- API {0}:`: say there what users notice")]
    Changelog(Version),
}

/// Writes the contract as a released document, if everything speaks for it. `files` are what the contract derives.
pub fn release(root: &Path, files: &[Derived]) -> Result<Release, ReleaseError> {
    if !check(root, files)?.is_empty() {
        return Err(ReleaseError::Stale);
    }
    let text = files.iter().find(|file| file.path == DOCUMENT).map(|file| file.content.as_str()).unwrap_or_default();
    // What has just been derived is JSON.
    let contract: Value = serde_json::from_str(text).unwrap_or_default();
    let version = version_of(&contract)?;
    match Released::newest(root).map_err(CompatError::from)? {
        None if (version.minor, version.patch) == (0, 0) => {}
        None => return Err(ReleaseError::First { actual: version }),
        Some(released) => {
            let comparison = Comparison::new(&released, &contract)?;
            if comparison.bump() == Bump::None && comparison.version == released.version {
                return Ok(Release::Nothing(version));
            }
            follows(&comparison)?;
        }
    }
    announced(root, &version)?;
    let path = released::path(&version);
    write(root, &path, text).map_err(|source| ReleaseError::File { path: path.clone(), source })?;
    Ok(Release::Written(path))
}

/// The version is the next one for what changed, or the next one for more than that.
fn follows(comparison: &Comparison) -> Result<(), ReleaseError> {
    if let Some(fault) = comparison.fault() {
        return Err(ReleaseError::Fault(fault));
    }
    let Comparison { released, version, .. } = comparison;
    let (released, actual) = (released.clone(), version.clone());
    let next = match comparison.bump() {
        Bump::None => return Err(ReleaseError::NothingButVersion { released, actual }),
        Bump::Patch => vec![patch(&released), minor(&released)],
        Bump::Minor | Bump::Major => vec![minor(&released)],
    };
    if next.contains(&actual) {
        return Ok(());
    }
    let next = next.iter().map(Version::to_string).collect::<Vec<_>>().join(" or ");
    Err(ReleaseError::Skipped { released, next, actual })
}

fn announced(root: &Path, version: &Version) -> Result<(), ReleaseError> {
    let text = fs::read_to_string(root.join(CHANGELOG))
        .map_err(|source| ReleaseError::File { path: CHANGELOG.to_owned(), source })?;
    let entry = format!("- API {version}:");
    if text.lines().any(|line| line.starts_with(&entry)) {
        Ok(())
    } else {
        Err(ReleaseError::Changelog(version.clone()))
    }
}

fn write(root: &Path, path: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(root.join(released::RELEASED))?;
    fs::write(root.join(path), text)
}
