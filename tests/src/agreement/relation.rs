//! How a judge's verdict must compare with that of the published document.

use super::judge::Verdict;

/// How a judge's verdict must compare with that of the published document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It must be the same.
    Equal,
    /// It must be the same as that of the document without its array lengths.
    EqualButForArrayLengths,
    /// It must accept what the document accepts, and may accept more.
    AcceptsAtLeast,
}

impl Relation {
    /// Whether the verdict contradicts the expected one.
    pub(super) fn is_broken(self, expected: &Verdict, verdict: &Verdict) -> bool {
        match self {
            Self::Equal | Self::EqualButForArrayLengths => verdict.accepted != expected.accepted,
            Self::AcceptsAtLeast => expected.accepts() && !verdict.accepts(),
        }
    }
}
