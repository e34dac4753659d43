//! What two documents have to be for a comparison to mean something.

use serde_json::Value;

use crate::grammar::{self, DOCUMENT, Kind, MEDIA_TYPE};
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

/// The document, if it is what lowering gives, without what says nothing.
pub(super) fn read(document: &Value, side: Side) -> Result<Value, CompareError> {
    let mut document = document.clone();
    grammar::rewrite(&mut document, &DOCUMENT, &mut forget_denial);
    is_lowered(&document).map_err(|reason| CompareError::NotLowered { side, reason })?;
    Ok(document)
}

/// Takes out that a streamed text is `not` one of its items. No text is; it stands there so that linters see the items used.
fn forget_denial(value: &mut Value, kind: &'static Kind) {
    if kind.is(&MEDIA_TYPE)
        && let Some(item) = value.get("x-item-schema").cloned()
        && let Some(schema) = value.get_mut("schema").and_then(Value::as_object_mut)
        && schema.get("not") == Some(&item)
    {
        schema.remove("not");
    }
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
