//! Checks the objects of a document against the grammar and the meta-schema.

use serde_json::Value;

use super::error::DocumentError;
use super::grammar::{self, ObjectKind, SECURITY_SCHEME};
use super::metaschema;
use super::pointer::Pointer;

/// Checks that the document has the objects that OpenAPI 3.0 requires: `info` and `paths`.
pub(crate) fn check_root(document: &Value) -> Result<(), DocumentError> {
    for required in ["info", "paths"] {
        if !document.get(required).is_some_and(Value::is_object) {
            let pointer = Pointer::default().child(required);
            return Err(DocumentError::value(&pointer, "an OpenAPI document must have an object here"));
        }
    }
    Ok(())
}

/// Checks one object: its keywords and, for schemas and security schemes, the values of the keywords.
pub(crate) fn check_object(value: &Value, kind: &'static ObjectKind, pointer: &Pointer) -> Result<(), DocumentError> {
    if let Some(keyword) = grammar::disallowed_keyword(value, kind) {
        let pointer = pointer.child(keyword);
        return Err(DocumentError::Keyword { pointer, keyword: keyword.to_owned(), object: kind.name });
    }
    if kind.is_schema() {
        metaschema::check(value, pointer)?;
    }
    if kind.is(&SECURITY_SCHEME) && value.get("type").is_some_and(|name| name == "mutualTLS") {
        let reason = "OpenAPI 3.0 does not have the security scheme mutualTLS; remove the scheme";
        return Err(DocumentError::value(&pointer.child("type"), reason));
    }
    Ok(())
}
