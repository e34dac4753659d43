//! Releases the contract: writes it as a document that clients may rely on.

use std::path::Path;
use std::{fs, io};

use semver::Version;
use serde_json::Value;
use textgate_openapi::compat::Bump;

use crate::compat::{Comparison, CompatError, VersionFault, minor, patch, version_of};
use crate::files::{Derived, FileError, check};
use crate::paths::{CHANGELOG, DOCUMENT, RELEASED};
use crate::released;

/// The result of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// Nothing was written, because the contract is already released.
    Nothing(Version),
    /// A document was written. This is its path from the root of the project.
    Written(String),
}

/// Why the contract was not released.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// The checked-in files differ from what the contract derives.
    #[error("derived files are stale; run `cargo openapi generate` and commit them")]
    Stale,
    /// A derived file cannot be read.
    #[error("{0}")]
    Derived(#[from] FileError),
    /// The changelog cannot be read, or the document cannot be written.
    #[error("{path}: {source}")]
    File {
        /// The path from the root of the project.
        path: String,
        /// Why the file cannot be read or written.
        source: io::Error,
    },
    /// The contract cannot be compared with the released document.
    #[error("{0}")]
    Compat(#[from] CompatError),
    /// The contract breaks clients, or its version is too low.
    #[error("{0}; `cargo openapi compat` shows the changes")]
    Version(VersionFault),
    /// Only the version differs from the released document.
    #[error("the contract differs from version {released} only in its info.version {actual}; set it back")]
    OnlyVersion {
        /// The version of the released document.
        released: Version,
        /// The version of the contract.
        actual: Version,
    },
    /// The version skips a version.
    #[error("the version after {released} must be {next}, not {actual}; correct the contract's info.version")]
    Skipped {
        /// The version of the released document.
        released: Version,
        /// The versions that may come next.
        next: String,
        /// The version of the contract.
        actual: Version,
    },
    /// There is no released document, and the version is not the first of its major version.
    #[error("the first released version must be {major}.0.0, not {actual}; correct the contract's info.version", major = actual.major)]
    First {
        /// The version of the contract.
        actual: Version,
    },
    /// The changelog does not mention the version.
    #[error("{CHANGELOG} has no line that begins with `- API {0}:`; add one that says what users notice")]
    Changelog(Version),
}

/// Writes the contract as a released document. `files` are the derived files.
///
/// # Errors
///
/// The derived files are stale, the contract breaks clients, its version is not the next one, or the changelog does not mention
/// it.
pub fn release(root: &Path, files: &[Derived]) -> Result<Release, ReleaseError> {
    if !check(root, files)?.is_empty() {
        return Err(ReleaseError::Stale);
    }
    let text = files.iter().find(|file| file.path == DOCUMENT).map(|file| file.content.as_str()).unwrap_or_default();
    // The text is valid JSON, because it was derived before.
    let contract: Value = serde_json::from_str(text).unwrap_or_default();
    let version = version_of(&contract)?;
    match Comparison::with_newest(root, &contract)? {
        None if (version.minor, version.patch) == (0, 0) => {}
        None => return Err(ReleaseError::First { actual: version }),
        Some(comparison) => {
            if let Some(fault) = comparison.fault() {
                return Err(ReleaseError::Version(fault));
            }
            if comparison.bump() == Bump::None && comparison.version == comparison.released {
                return Ok(Release::Nothing(version));
            }
            check_version(&comparison)?;
        }
    }
    check_changelog(root, &version)?;
    let path = released::path(&version);
    write(root, &path, text).map_err(|source| ReleaseError::File { path: path.clone(), source })?;
    Ok(Release::Written(path))
}

/// Checks that the version is the next one for the changes, or the next one for greater changes.
fn check_version(comparison: &Comparison) -> Result<(), ReleaseError> {
    let Comparison { released, version, .. } = comparison;
    let (released, actual) = (released.clone(), version.clone());
    let next = match comparison.bump() {
        Bump::None => return Err(ReleaseError::OnlyVersion { released, actual }),
        Bump::Patch => vec![patch(&released), minor(&released)],
        Bump::Minor | Bump::Major => vec![minor(&released)],
    };
    if next.contains(&actual) {
        return Ok(());
    }
    let next = next.iter().map(Version::to_string).collect::<Vec<_>>().join(" or ");
    Err(ReleaseError::Skipped { released, next, actual })
}

/// Checks that the changelog has a line for the version.
fn check_changelog(root: &Path, version: &Version) -> Result<(), ReleaseError> {
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
    fs::create_dir_all(root.join(RELEASED))?;
    fs::write(root.join(path), text)
}
