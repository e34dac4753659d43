//! References, and the names that they give to schemas.

use serde_json::Value;

use crate::document::Pointer;

/// The pointer to the schemas of the components, which have names.
pub(super) const NAMED_SCHEMAS: &str = "/components/schemas";

/// The value that `value` or its references end at, and its pointer. The references have been checked: each has a target.
pub(super) fn target<'d>(document: &'d Value, value: &'d Value, pointer: &Pointer) -> (&'d Value, Pointer) {
    let (mut value, mut pointer) = (value, pointer.clone());
    while let Some(reference) = value.get("$ref").and_then(Value::as_str)
        && let Some(next) = reference.strip_prefix('#')
        && let Some(target) = document.pointer(next)
    {
        value = target;
        pointer = Pointer::from(next);
    }
    (value, pointer)
}

/// The name of the schema that a schema refers to, if it is a reference.
pub(super) fn referenced_name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}
