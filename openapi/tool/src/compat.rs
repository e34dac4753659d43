//! Compares the contract with the newest released document: which clients break, and which version the contract must have.

use std::fmt;
use std::path::Path;

use semver::Version;
use serde_json::Value;
use textgate_openapi::compat::{self, Bump, Change, CompareError, Severity};

use crate::paths::RELEASED;
use crate::released::{self, Released, ReleasedError, plain_version};

/// The comparison of the contract with the newest released document.
#[derive(Debug)]
pub struct Comparison {
    /// The version of the released document.
    pub released: Version,
    /// The version of the contract.
    pub version: Version,
    /// The changes. Breaking changes come first.
    pub changes: Vec<Change>,
}

/// Why the contract cannot be compared with a released document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompatError {
    /// There is no released document.
    #[error("there is no released document in {RELEASED}; make one by `cargo openapi release`")]
    NothingReleased,
    /// A released document cannot be read.
    #[error("{0}")]
    Released(#[from] ReleasedError),
    /// The version of the contract is not valid.
    #[error("the contract's info.version {0:?} is not a valid version: {1}")]
    Version(String, String),
    /// The documents cannot be compared.
    #[error("{0}; the old document is {RELEASED}/{1}.json, the new document is the contract")]
    Compare(#[source] CompareError, Version),
}

/// Why the contract must not be released with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionFault {
    /// Clients would break.
    Breaking {
        /// The number of breaking changes.
        changes: usize,
    },
    /// The version is too low for the changes.
    TooLow {
        /// The lowest version that is high enough.
        minimum: Version,
        /// The version of the contract.
        actual: Version,
    },
}

/// Compares the contract with the newest released document of the project.
pub fn compare(root: &Path, contract: &Value) -> Result<Comparison, CompatError> {
    let released = Released::newest(root)?.ok_or(CompatError::NothingReleased)?;
    Comparison::new(&released, contract)
}

impl Comparison {
    pub(crate) fn new(released: &Released, contract: &Value) -> Result<Self, CompatError> {
        let changes = compat::compare(&released.document, contract)
            .map_err(|error| CompatError::Compare(error, released.version.clone()))?;
        Ok(Self { released: released.version.clone(), version: version_of(contract)?, changes })
    }

    /// Which part of the version must grow.
    pub fn bump(&self) -> Bump {
        Bump::of(&self.changes)
    }

    /// What prevents the release of the contract with its version, if anything. A higher version does not allow a breaking
    /// change: it requires a document of its own.
    pub fn fault(&self) -> Option<VersionFault> {
        let minimum = match self.bump() {
            Bump::Major => {
                let changes = self.of(Severity::Breaking).count();
                return Some(VersionFault::Breaking { changes });
            }
            Bump::Minor => minor(&self.released),
            Bump::Patch => patch(&self.released),
            Bump::None => self.released.clone(),
        };
        (self.version < minimum).then(|| VersionFault::TooLow { minimum, actual: self.version.clone() })
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.severity() == severity)
    }
}

/// The version of the contract.
pub(crate) fn version_of(contract: &Value) -> Result<Version, CompatError> {
    let text = contract["info"]["version"].as_str().unwrap_or_default();
    plain_version(text).map_err(|reason| CompatError::Version(text.to_owned(), reason))
}

/// The next minor version.
pub(crate) fn minor(version: &Version) -> Version {
    Version::new(version.major, version.minor + 1, 0)
}

/// The next patch version.
pub(crate) fn patch(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch + 1)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { released, version, .. } = self;
        writeln!(f, "the contract, version {version}, compared with {}", released::path(released))?;
        for severity in [Severity::Breaking, Severity::Additive, Severity::Editorial] {
            let mut changes = self.of(severity).peekable();
            if changes.peek().is_some() {
                writeln!(f, "\n{severity}:")?;
            }
            for change in changes {
                writeln!(f, "- {change}")?;
            }
        }
        let needed = match self.bump() {
            Bump::None => "there are no changes".to_owned(),
            Bump::Major => "the changes require a new document beside the old one".to_owned(),
            bump @ Bump::Minor => format!("the changes require a {bump} version: {} or higher", minor(released)),
            bump @ Bump::Patch => format!("the changes require a {bump} version: {} or higher", patch(released)),
        };
        write!(f, "\n{needed}")
    }
}

impl fmt::Display for VersionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Breaking { changes } => {
                let (plural, them) = if *changes == 1 { ("", "it") } else { ("s", "them") };
                write!(
                    f,
                    "{changes} breaking change{plural}: undo {them}, or make a new document and a new deployment beside the \
                     old one"
                )
            }
            Self::TooLow { minimum, actual } => {
                write!(f, "the contract's info.version is {actual}, but must be at least {minimum}; raise it")
            }
        }
    }
}
