//! Compares the contract with the newest released document: which clients break, and which version the contract must have.

use std::fmt;
use std::path::Path;

use semver::Version;
use serde_json::Value;
use textgate_openapi::compat::{self, Bump, Change, CompareError, Severity};

use crate::accepted::{self, Acceptance, AcceptanceError, Divided, divide};
use crate::paths::{ACCEPTED, RELEASED};
use crate::released::{self, Released, ReleasedError, plain_version};

/// The comparison of the contract with the newest released document.
#[derive(Debug)]
pub struct Comparison {
    /// The version of the released document.
    pub released: Version,
    /// The version of the contract.
    pub version: Version,
    /// The changes without the accepted ones. Breaking changes come first.
    pub changes: Vec<Change>,
    /// The breaking changes that are accepted, each with the entry that accepts it.
    pub accepted: Vec<(Change, Acceptance)>,
    record: Record,
}

/// What is wrong with the record of accepted changes.
#[derive(Debug, Default)]
struct Record {
    /// Entries that accept nothing.
    unused: Vec<Acceptance>,
    /// A released version, and the number of its breaking changes that no entry accepts.
    incomplete: Option<(Version, usize)>,
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
    /// The accepted changes cannot be read.
    #[error("{0}")]
    Accepted(#[from] AcceptanceError),
    /// The documents cannot be compared.
    #[error("{0}; {1}")]
    Compare(#[source] CompareError, String),
}

/// Why the contract must not be released with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionFault {
    /// The file of accepted changes has entries that accept nothing.
    Unused {
        /// The entries.
        entries: Vec<String>,
    },
    /// The file of accepted changes lacks entries of a released version.
    Incomplete {
        /// The released version.
        version: Version,
        /// The number of breaking changes without an entry.
        changes: usize,
    },
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
    Comparison::with_newest(root, contract)?.ok_or(CompatError::NothingReleased)
}

/// The changes between two documents, divided by those of the entries that are for the new version. Takes these entries.
fn divided_changes(
    old: &Released,
    new: (&Value, &Version),
    name: &str,
    entries: &mut Vec<Acceptance>,
) -> Result<Divided, CompatError> {
    let (document, version) = new;
    let changes = compat::compare(&old.document, document).map_err(|error| {
        let documents = format!("the old document is {}, the new document is {name}", released::path(&old.version));
        CompatError::Compare(error, documents)
    })?;
    // A version that is released already makes no further change.
    let is_new = *version > old.version;
    Ok(divide(changes, document, entries.extract_if(.., |entry| is_new && entry.version == *version).collect()))
}

impl Comparison {
    /// The comparison with the newest released document. `None` if there is none.
    pub(crate) fn with_newest(root: &Path, contract: &Value) -> Result<Option<Self>, CompatError> {
        let (released, mut entries) = (Released::all(root)?, accepted::read(root)?);
        let Some(newest) = released.last() else { return Ok(None) };
        let mut record = Record::default();
        for (old, new) in released.iter().zip(released.iter().skip(1)) {
            let name = released::path(&new.version);
            let divided = divided_changes(old, (&new.document, &new.version), &name, &mut entries)?;
            record.unused.extend(divided.unused);
            let changes = of_severity(&divided.others, Severity::Breaking).count();
            if changes > 0 && record.incomplete.is_none() {
                record.incomplete = Some((new.version.clone(), changes));
            }
        }
        let version = version_of(contract)?;
        let Divided { others: changes, accepted, unused } =
            divided_changes(newest, (contract, &version), "the contract", &mut entries)?;
        record.unused.extend(unused);
        // The entries that are left are for versions that do not exist.
        record.unused.extend(entries);
        Ok(Some(Self { released: newest.version.clone(), version, changes, accepted, record }))
    }

    /// Which part of the version must grow. An accepted change requires as much as an additive one.
    pub fn bump(&self) -> Bump {
        let accepted = if self.accepted.is_empty() { Bump::None } else { Bump::Minor };
        Bump::of(&self.changes).max(accepted)
    }

    /// What prevents the release of the contract with its version, if anything. A higher version does not allow a breaking
    /// change: it requires a document of its own.
    pub fn fault(&self) -> Option<VersionFault> {
        if !self.record.unused.is_empty() {
            let entries = self.record.unused.iter().map(Acceptance::to_string).collect();
            return Some(VersionFault::Unused { entries });
        }
        if let Some((version, changes)) = self.record.incomplete.clone() {
            return Some(VersionFault::Incomplete { version, changes });
        }
        let minimum = match self.bump() {
            Bump::Major => {
                let changes = of_severity(&self.changes, Severity::Breaking).count();
                return Some(VersionFault::Breaking { changes });
            }
            Bump::Minor => minor(&self.released),
            Bump::Patch => patch(&self.released),
            Bump::None => self.released.clone(),
        };
        (self.version < minimum).then(|| VersionFault::TooLow { minimum, actual: self.version.clone() })
    }
}

fn of_severity(changes: &[Change], severity: Severity) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |change| change.severity() == severity)
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
            let mut changes = of_severity(&self.changes, severity).peekable();
            if changes.peek().is_some() {
                writeln!(f, "\n{severity}:")?;
            }
            for change in changes {
                writeln!(f, "- {change}")?;
            }
            if severity == Severity::Breaking && !self.accepted.is_empty() {
                writeln!(f, "\naccepted:")?;
                for (change, Acceptance { reason, .. }) in &self.accepted {
                    writeln!(f, "- {change}\n  reason: {reason}")?;
                }
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
            Self::Unused { entries } => write!(
                f,
                "{ACCEPTED} accepts what no version does; correct or remove:\n{}",
                entries.iter().map(|entry| format!("- {entry}")).collect::<Vec<_>>().join("\n")
            ),
            Self::Incomplete { version, changes } => {
                let plural = if *changes == 1 { "" } else { "s" };
                write!(
                    f,
                    "the released version {version} makes {changes} breaking change{plural} that {ACCEPTED} does not \
                     accept; restore the entries"
                )
            }
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
