//! Checks that each reference between schemas ends at a schema of the document.

use serde_json::Value;

use super::error::DocumentError;
use super::grammar::{self, DOCUMENT, ObjectKind};
use super::pointer::Pointer;

/// Checks the reference of each schema. References of other objects are not checked here.
pub(crate) fn check_references(document: &Value) -> Result<(), DocumentError> {
    grammar::visit(
        document,
        &DOCUMENT,
        &Pointer::default(),
        &mut |value, kind: &'static ObjectKind, pointer: &Pointer| {
            let Some(reference) = value.get("$ref").and_then(Value::as_str).filter(|_| kind.is_schema()) else {
                return Ok(());
            };
            match fault(document, reference, pointer) {
                Some(reason) => Err(DocumentError::value(&pointer.child("$ref"), reason)),
                None => Ok(()),
            }
        },
    )
}

/// Why the reference of the schema at `pointer` does not end at a schema, if it does not. Each further reference on the way
/// is checked at its own place.
fn fault(document: &Value, reference: &str, pointer: &Pointer) -> Option<&'static str> {
    let target = |reference: &str| reference.strip_prefix('#').map(str::to_owned);
    let mut next = target(reference);
    if next.as_deref().and_then(|next| document.pointer(next)).is_none() {
        return Some("the reference has no target in this document; define the target or correct the reference");
    }
    let mut followed = Vec::new();
    while let Some(place) = next.take_if(|place| !followed.contains(place)) {
        if place == pointer.as_str() {
            return Some("the reference refers to itself; it must end at a schema");
        }
        next = document.pointer(&place).and_then(|schema| schema.get("$ref")?.as_str()).and_then(target);
        followed.push(place);
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(schemas: &Value) -> String {
        check_references(&json!({ "components": { "schemas": schemas } })).expect_err("refused").to_string()
    }

    #[test]
    fn a_reference_without_a_target_is_refused() {
        let message = refused(&json!({ "A": { "items": { "$ref": "#/components/schemas/B" } } }));
        assert_eq!(
            message,
            "/components/schemas/A/items/$ref: the reference has no target in this document; define the target or \
             correct the reference"
        );
    }

    #[test]
    fn circular_references_are_refused_and_a_recursive_schema_is_not() {
        let other = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let message = refused(&json!({ "A": other("B"), "B": other("A") }));
        assert_eq!(message, "/components/schemas/A/$ref: the reference refers to itself; it must end at a schema");
        let recursive = json!({ "A": { "properties": { "a": other("A") } } });
        check_references(&json!({ "components": { "schemas": recursive } })).expect("accepted");
    }
}
