//! Why two documents cannot be compared.

use std::fmt;

use crate::document::DocumentError;

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The document that clients know.
    Old,
    /// The document that replaces it.
    New,
}

/// Why two documents cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A document is not a lowered one.
    #[error("the {side} document is not a lowered OpenAPI document: {reason}")]
    NotLowered {
        /// Which document.
        side: Side,
        /// What is wrong with it.
        reason: DocumentError,
    },
    /// The crate drift cannot read one of the documents.
    #[error("the crate drift cannot compare the documents: {0}")]
    Drift(String),
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}
