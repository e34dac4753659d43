//! The tasks by name, and what their prompts may show.

use super::explain::ExplainRequest;
use super::reply::ReplyRequest;
use super::run::TaskRequest as _;
use super::summarize::SummarizeRequest;

/// A task by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskName {
    /// A text becomes a summary.
    Summarize,
    /// Data become an explanation.
    Explain,
    /// A customer's message becomes a draft of a reply.
    Reply,
}

/// What a prompt may show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
}

/// What a variable holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// The caller's words, between delimiters of this name. Where they are optional, the variable may be empty.
    Words { delimiter: &'static str, optional: bool },
    /// One of these.
    Choice(&'static [&'static str]),
}

impl TaskName {
    /// Every task.
    pub const ALL: [Self; 3] = [Self::Summarize, Self::Explain, Self::Reply];

    /// The name, in the policy and in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Summarize => "summarize",
            Self::Explain => "explain",
            Self::Reply => "reply",
        }
    }

    /// Whether the answer is an object and not a text.
    pub(crate) fn is_structured(self) -> bool {
        !matches!(self, Self::Summarize)
    }

    /// What the prompts of the task may show.
    pub(crate) fn variables(self) -> &'static [Variable] {
        match self {
            Self::Summarize => SummarizeRequest::VARIABLES,
            Self::Explain => ExplainRequest::VARIABLES,
            Self::Reply => ReplyRequest::VARIABLES,
        }
    }
}

impl Variable {
    /// The caller's words, between delimiters of the variable's own name.
    pub(super) const fn words(name: &'static str) -> Self {
        Self { name, holds: Holds::Words { delimiter: name, optional: false } }
    }

    pub(super) const fn choice(name: &'static str, names: &'static [&'static str]) -> Self {
        Self { name, holds: Holds::Choice(names) }
    }

    /// Whether it holds what the caller wrote.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self.holds, Holds::Words { .. })
    }
}
