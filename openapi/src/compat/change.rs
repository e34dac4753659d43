//! A change, and what it asks of the version.

use std::fmt;

use super::rules::Rule;
use crate::pointer::Pointer;

/// Where a change shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// In what clients send.
    Request,
    /// In what clients read.
    Response,
    /// In what stands around both: operations, names, servers.
    Structure,
}

/// How much a change does to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing: it is for readers.
    Editorial,
    /// Nothing to old clients; new ones can do more, or have to rely on less.
    Additive,
    /// A client of the old document fails, or its source code does not compile with a newly generated client.
    Breaking,
}

/// By what the version has to grow: the parts of Semantic Versioning 2.0.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing differs.
    None,
    /// For readers only.
    Patch,
    /// For clients, none of which breaks.
    Minor,
    /// At least one client breaks.
    Major,
}

/// A difference between two documents, judged.
#[derive(Clone, Debug)]
pub struct Change {
    /// The rule that judged it.
    pub rule: &'static Rule,
    /// Where it shows.
    pub position: Position,
    /// Its place in the old document, or where that would be.
    pub old: Pointer,
    /// Its place in the new document, or where that would be.
    pub new: Pointer,
    /// What changed, which client breaks and how, for people.
    pub sentence: String,
    /// The operations that it reaches, by id, or by method and path where there is none.
    pub operations: Vec<String>,
}

impl Change {
    /// How much it does to clients.
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }
}

impl Bump {
    /// What all of these changes together ask for.
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

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Editorial => "editorial",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        })
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
