//! References between schemas: each leads to a schema of the document.

use serde_json::Value;

use crate::grammar::{self, DOCUMENT, Kind};
use crate::lower::{LowerError, refusal};
use crate::pointer::Pointer;

/// Judges the reference of each schema. A reference of anything else is for the derivation to judge.
pub(crate) fn check(document: &Value) -> Result<(), LowerError> {
    grammar::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind: &'static Kind, pointer: &Pointer| {
        let Some(reference) = value.get("$ref").and_then(Value::as_str).filter(|_| kind.is_schema()) else {
            return Ok(());
        };
        match fault(document, reference, pointer) {
            Some(reason) => Err(refusal(&pointer.child("$ref"), reason)),
            None => Ok(()),
        }
    })
}

/// Why the reference at `pointer` leads to no schema, if so. What lies behind it is judged where it stands.
fn fault(document: &Value, reference: &str, pointer: &Pointer) -> Option<&'static str> {
    let target = |reference: &str| reference.strip_prefix('#').map(str::to_owned);
    let mut next = target(reference);
    if next.as_deref().and_then(|next| document.pointer(next)).is_none() {
        return Some("the reference leads nowhere");
    }
    let mut followed = Vec::new();
    while let Some(place) = next.take_if(|place| !followed.contains(place)) {
        if place == pointer.as_str() {
            return Some("the reference leads to itself");
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
        check(&json!({ "components": { "schemas": schemas } })).expect_err("refused").to_string()
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        let message = refused(&json!({ "A": { "items": { "$ref": "#/components/schemas/B" } } }));
        assert_eq!(message, "/components/schemas/A/items/$ref: the reference leads nowhere");
    }

    #[test]
    fn references_in_a_circle_are_refused_and_a_recursive_schema_is_not() {
        let other = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let message = refused(&json!({ "A": other("B"), "B": other("A") }));
        assert_eq!(message, "/components/schemas/A/$ref: the reference leads to itself");
        let recursive = json!({ "A": { "properties": { "a": other("A") } } });
        check(&json!({ "components": { "schemas": recursive } })).expect("accepted");
    }
}
