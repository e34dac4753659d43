//! Why a document is rejected.

use super::pointer::Pointer;

/// A fault of a document, with the place where it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// A keyword is in an object that must not have it.
    #[error("{pointer}: the keyword {keyword:?} is not allowed in {article} {object}", article = article(object))]
    Keyword {
        /// The place of the keyword in the document.
        pointer: Pointer,
        /// The keyword.
        keyword: String,
        /// The kind of object that has the keyword, such as `schema`.
        object: &'static str,
    },
    /// A value is invalid, or tools would read it in different ways.
    #[error("{pointer}: {reason}")]
    Value {
        /// The place of the value in the document.
        pointer: Pointer,
        /// What is wrong, and what to do about it.
        reason: String,
    },
}

impl DocumentError {
    /// The error for the value at `pointer`.
    pub(crate) fn value(pointer: &Pointer, reason: impl Into<String>) -> Self {
        Self::Value { pointer: pointer.clone(), reason: reason.into() }
    }
}

/// The indefinite article of a kind of object.
fn article(object: &str) -> &'static str {
    if object.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
