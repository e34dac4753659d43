//! What two documents have to be for a comparison to mean something.

use serde_json::Value;

use crate::grammar::{self, DOCUMENT, Kind};
use crate::lower::{self, LowerError, refusal};
use crate::pointer::Pointer;
use crate::references;

/// The version of OpenAPI that is compared.
const OPENAPI: &str = "3.0.3";

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one that clients know.
    Old,
    /// The one that they will meet.
    New,
}

/// Why two documents cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A document is not a lowered one.
    #[error("the {side} document is not a lowered one: {reason}")]
    NotLowered {
        /// Which document.
        side: Side,
        /// What is wrong with it.
        reason: LowerError,
    },
    /// The crate drift cannot read one of the documents.
    #[error("the documents cannot be compared by drift: {0}")]
    SecondOpinion(String),
}

/// Judges whether a document is what lowering gives.
pub(super) fn check(document: &Value, side: Side) -> Result<(), CompareError> {
    is_lowered(document).map_err(|reason| CompareError::NotLowered { side, reason })
}

fn is_lowered(document: &Value) -> Result<(), LowerError> {
    if document["openapi"] != OPENAPI {
        return Err(refusal(&Pointer::from("/openapi"), "the version has to be 3.0.3"));
    }
    lower::check_frame(document)?;
    grammar::visit(document, &DOCUMENT, &Pointer::default(), &mut lower::check)?;
    references::check(document)?;
    grammar::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind, pointer| {
        leads_somewhere(document, value, kind, pointer)
    })?;
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, _) in paths {
        if !path.split('{').skip(1).all(|rest| rest.contains('}')) {
            return Err(refusal(&Pointer::from("/paths").child(path), "the path has a brace that nothing closes"));
        }
    }
    Ok(())
}

/// Outside of schemas a reference leads, in one step, to what is no reference itself.
fn leads_somewhere(document: &Value, value: &Value, kind: &'static Kind, pointer: &Pointer) -> Result<(), LowerError> {
    let Some(reference) = value.get("$ref").filter(|_| !kind.is_schema()) else { return Ok(()) };
    let target = reference.as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    match target.filter(|target| target.is_object() && target.get("$ref").is_none()) {
        Some(_) => Ok(()),
        None => Err(refusal(&pointer.child("$ref"), "the reference leads nowhere")),
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}
