//! The accepted changes: which breaking changes a version makes nevertheless, and why.

use std::path::Path;
use std::{fmt, fs, io};

use semver::Version;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use textgate_openapi::compat::{Change, Severity};

use crate::paths::ACCEPTED;
use crate::released::plain_version;

/// An entry of the file: one breaking change that one version makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The version of the contract that makes the change.
    #[serde(deserialize_with = "version")]
    pub version: Version,
    /// The name of the rule that covers the change.
    pub rule: String,
    /// The place in the new document.
    pub pointer: String,
    /// The value that the new document has at this place. `None` if it has none. Without it, the entry would also accept a
    /// further change of the same keyword.
    pub value: Option<Value>,
    /// Why clients do not suffer from the change.
    #[serde(deserialize_with = "reason")]
    pub reason: String,
}

/// Why the accepted changes cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcceptanceError {
    /// The file cannot be read.
    #[error("{ACCEPTED}: {0}")]
    File(#[from] io::Error),
    /// The file is not TOML, or an entry is incomplete.
    #[error("{ACCEPTED}: {0}")]
    Toml(#[from] toml::de::Error),
}

/// The changes of one version, divided by the entries of the file.
#[derive(Debug, Default)]
pub(crate) struct Divided {
    /// The changes that no entry accepts, and those that need no entry.
    pub(crate) others: Vec<Change>,
    pub(crate) accepted: Vec<(Change, Acceptance)>,
    /// The entries that accept no change of the version.
    pub(crate) unused: Vec<Acceptance>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Acceptance>,
}

/// The entries of the file of a project. There are none if the file does not exist.
pub(crate) fn read(root: &Path) -> Result<Vec<Acceptance>, AcceptanceError> {
    match fs::read_to_string(root.join(ACCEPTED)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        text => Ok(toml::from_str::<File>(&text?)?.accepted),
    }
}

/// Divides the changes that lead to the document `new`. Each entry accepts at most one change.
pub(crate) fn divide(changes: Vec<Change>, new: &Value, mut entries: Vec<Acceptance>) -> Divided {
    let mut divided = Divided::default();
    for change in changes {
        match entries.iter().position(|entry| entry.accepts(&change, new)) {
            Some(index) => divided.accepted.push((change, entries.remove(index))),
            None => divided.others.push(change),
        }
    }
    divided.unused = entries;
    divided
}

impl Acceptance {
    fn accepts(&self, change: &Change, new: &Value) -> bool {
        change.severity() == Severity::Breaking
            && change.rule.name == self.rule
            && change.new.as_str() == self.pointer
            && new.pointer(&self.pointer) == self.value.as_ref()
    }
}

impl fmt::Display for Acceptance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, rule, pointer, value, .. } = self;
        write!(f, "{rule} at {pointer}")?;
        match value {
            Some(value) => write!(f, " with the value {value}")?,
            None => f.write_str(" without a value")?,
        }
        write!(f, " in version {version}")
    }
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
    plain_version(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let reason = String::deserialize(deserializer)?;
    if reason.trim().is_empty() {
        return Err(serde::de::Error::custom("an accepted change needs a reason; say why no client suffers from it"));
    }
    Ok(reason)
}
