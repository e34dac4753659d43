//! What the contract does to the clients of the last released document, and which version that asks for.

use std::fmt;
use std::path::Path;

use semver::Version;
use serde_json::Value;
use textgate_openapi::compat::{self, Bump, Change, CompareError, Severity};

use crate::released::{self, Released, ReleasedError, plain_version};

/// A contract beside the last released document.
#[derive(Debug)]
pub struct Comparison {
    /// The version of the released document.
    pub released: Version,
    /// The version that the contract says it has.
    pub version: Version,
    /// What differs, the worst first.
    pub changes: Vec<Change>,
}

/// Why a contract cannot be compared with what was released.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompatError {
    /// Nothing has been released.
    #[error("there is no released document in {folder}; `cargo openapi release` makes one", folder = released::RELEASED)]
    NothingReleased,
    /// A released document cannot be read.
    #[error("{0}")]
    Released(#[from] ReleasedError),
    /// The contract's version is none.
    #[error("the contract's info.version {0:?} is no version: {1}")]
    Version(String, String),
    /// The documents cannot be compared.
    #[error("{0}; the old document is {RELEASED}/{1}.json, the new one is the contract", RELEASED = released::RELEASED)]
    Compare(#[source] CompareError, Version),
}

/// Why a contract may not follow the last released document under its version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Clients would break.
    Breaking {
        /// By how many changes.
        changes: usize,
    },
    /// The version says too little.
    Version {
        /// The least version that says enough.
        least: Version,
        /// The contract's.
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

    /// How the version has to grow.
    pub fn bump(&self) -> Bump {
        Bump::of(&self.changes)
    }

    /// What keeps the contract from being released, if anything. A breaking change needs no higher version but a document of
    /// its own.
    pub fn fault(&self) -> Option<Fault> {
        let least = match self.bump() {
            Bump::Major => {
                let changes = self.of(Severity::Breaking).count();
                return Some(Fault::Breaking { changes });
            }
            Bump::Minor => minor(&self.released),
            Bump::Patch => patch(&self.released),
            Bump::None => self.released.clone(),
        };
        (self.version < least).then(|| Fault::Version { least, actual: self.version.clone() })
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.severity() == severity)
    }
}

/// The contract's own version.
pub(crate) fn version_of(contract: &Value) -> Result<Version, CompatError> {
    let text = contract["info"]["version"].as_str().unwrap_or_default();
    plain_version(text).map_err(|reason| CompatError::Version(text.to_owned(), reason))
}

/// The next version with new features.
pub(crate) fn minor(version: &Version) -> Version {
    Version::new(version.major, version.minor + 1, 0)
}

/// The next version with other words.
pub(crate) fn patch(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch + 1)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { released, version, .. } = self;
        writeln!(f, "the contract, version {version}, beside {}", released::path(released))?;
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
            Bump::None => "nothing differs".to_owned(),
            Bump::Major => "this asks for a new document beside the old one".to_owned(),
            bump @ Bump::Minor => format!("this asks for a {bump} version: {} or higher", minor(released)),
            bump @ Bump::Patch => format!("this asks for a {bump} version: {} or higher", patch(released)),
        };
        write!(f, "\n{needed}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Breaking { changes } => write!(
                f,
                "{changes} breaking change{}: take back what breaks, or make a new document and a new deployment beside the \
                 old one",
                if *changes == 1 { "" } else { "s" }
            ),
            Self::Version { least, actual } => {
                write!(f, "the contract's info.version is {actual} and has to be {least} at least: raise it")
            }
        }
    }
}
