//! A change, and how the version must grow because of it.

use std::fmt;

use super::location::Position;
use super::rules::{Rule, Severity};
use crate::document::Pointer;

/// A difference between two documents and the rule that covers it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The rule.
    pub rule: &'static Rule,
    /// The direction in which the changed part is sent.
    pub position: Position,
    /// The place in the old document, or where it would be.
    pub old: Pointer,
    /// The place in the new document, or where it would be.
    pub new: Pointer,
    /// What changed, which client breaks and how.
    pub sentence: String,
    /// The operations that the change affects: operation ids, or methods and paths of operations without an id.
    pub operations: Vec<String>,
}

/// Which part of a version must grow (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// None, because nothing differs.
    None,
    /// The patch version, because the changes are for readers only.
    Patch,
    /// The minor version, because the changes affect clients and break none.
    Minor,
    /// The major version, because a change breaks a client.
    Major,
}

impl Change {
    /// How much the change affects clients.
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }
}

impl Bump {
    /// The bump that all of these changes together require.
    pub fn of(changes: &[Change]) -> Self {
        match changes.iter().map(Change::severity).max() {
            None => Self::None,
            Some(Severity::Editorial) => Self::Patch,
            Some(Severity::Additive) => Self::Minor,
            Some(Severity::Breaking) => Self::Major,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}; {}", self.sentence, self.rule.name, self.old)?;
        if self.new != self.old {
            write!(f, " → {}", self.new)?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
