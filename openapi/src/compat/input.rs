//! Reads the two documents of a comparison, and checks that they are lowered documents.

use serde_json::Value;

use super::error::{CompareError, Side};
use crate::document::{
    self, DOCUMENT, DocumentError, MEDIA_TYPE, ObjectKind, Pointer, check_object, check_references, check_root,
};

/// The version of OpenAPI of a lowered document.
const OPENAPI: &str = "3.0.3";

/// The document, without the markers that lowering adds to streamed bodies.
///
/// # Errors
///
/// What keeps it from being a lowered document.
pub(super) fn read(document: &Value, side: Side) -> Result<Value, CompareError> {
    let mut document = document.clone();
    document::rewrite(&mut document, &DOCUMENT, &mut remove_item_schema_marker);
    check_lowered(&document).map_err(|reason| CompareError::NotLowered { side, reason })?;
    Ok(document)
}

/// Removes the `not` of a streamed body, which lowering adds so that linters count the schema of the items as used.
fn remove_item_schema_marker(value: &mut Value, kind: &'static ObjectKind) {
    if kind.is(&MEDIA_TYPE)
        && let Some(item) = value.get("x-item-schema").cloned()
        && let Some(schema) = value.get_mut("schema").and_then(Value::as_object_mut)
        && schema.get("not") == Some(&item)
    {
        schema.remove("not");
    }
}

fn check_lowered(document: &Value) -> Result<(), DocumentError> {
    if document["openapi"] != OPENAPI {
        let reason = "the version must be 3.0.3; lower the document first";
        return Err(DocumentError::value(&Pointer::from("/openapi"), reason));
    }
    check_root(document)?;
    document::visit(document, &DOCUMENT, &Pointer::default(), &mut check_object)?;
    check_references(document)?;
    document::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind, pointer| {
        check_reference_of_object(document, value, kind, pointer)
    })?;
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, _) in paths {
        if !path.split('{').skip(1).all(|rest| rest.contains('}')) {
            let pointer = Pointer::from("/paths").child(path);
            return Err(DocumentError::value(&pointer, "a brace in the path is not closed; close it"));
        }
    }
    Ok(())
}

/// Checks the reference of an object that is not a schema: its target must be an object that is not a reference itself.
fn check_reference_of_object(
    document: &Value,
    value: &Value,
    kind: &'static ObjectKind,
    pointer: &Pointer,
) -> Result<(), DocumentError> {
    let Some(reference) = value.get("$ref").filter(|_| !kind.is_schema()) else { return Ok(()) };
    let target = reference.as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    if target.is_some_and(|target| target.is_object() && target.get("$ref").is_none()) {
        return Ok(());
    }
    let reason = "the reference must have a target in this document that is not a reference itself; correct it";
    Err(DocumentError::value(&pointer.child("$ref"), reason))
}
