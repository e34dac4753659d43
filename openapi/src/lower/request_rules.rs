//! Rules for the schemas that a request body can reach. They make sure that API Gateway, the server and every client accept
//! the same values.

use std::collections::BTreeSet;

use serde_json::Value;

use super::portable_pattern;
use crate::document::{
    self, DOCUMENT, DocumentError, ObjectKind, Pointer, REQUEST_BODY, REQUEST_SCHEMA, can_be_bound, check_object,
};

/// Formats of strings that Rust types check when they are deserialised.
const CHECKED_FORMATS: [&str; 9] = ["date", "date-time", "duration", "ipv4", "ipv6", "time", "ulid", "uri", "uuid"];

/// Checks each schema that a request body can reach.
pub(crate) fn check(document: &Value) -> Result<(), DocumentError> {
    let mut open = Vec::new();
    document::visit(
        document,
        &DOCUMENT,
        &Pointer::default(),
        &mut |value, kind: &'static ObjectKind, pointer: &Pointer| {
            if kind.is(&REQUEST_BODY)
                && let Some(content) = value.get("content").and_then(Value::as_object)
            {
                for (media_type, described) in content {
                    if let Some(schema) = described.get("schema") {
                        open.push((schema, pointer.child("content").child(media_type).child("schema")));
                    }
                }
            }
            Ok::<(), DocumentError>(())
        },
    )?;
    let mut seen = BTreeSet::new();
    while let Some((schema, pointer)) = open.pop() {
        document::visit(
            schema,
            &REQUEST_SCHEMA,
            &pointer,
            &mut |value, kind: &'static ObjectKind, pointer: &Pointer| {
                check_object(value, kind, pointer)?;
                check_values(value, pointer)?;
                if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
                    let target = reference.strip_prefix('#').unwrap_or(reference);
                    // The target exists: the references were checked before.
                    if let Some(schema) = document.pointer(target)
                        && seen.insert(target.to_owned())
                    {
                        open.push((schema, Pointer::from(target)));
                    }
                }
                Ok::<(), DocumentError>(())
            },
        )?;
    }
    Ok(())
}

/// Checks the values of the keywords of one schema.
fn check_values(schema: &Value, pointer: &Pointer) -> Result<(), DocumentError> {
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        portable_pattern::check(pattern).map_err(|reason| DocumentError::value(&pointer.child("pattern"), reason))?;
    }
    // serde rejects an integer that does not fit its Rust type. API Gateway and clients learn the limits of the type only from
    // explicit bounds, because they ignore `format`.
    let is_integer = schema.get("type").is_some_and(|kind| kind == "integer");
    let is_enumerated = schema.get("enum").is_some();
    if is_integer && !is_enumerated {
        for bound in ["minimum", "maximum"] {
            if schema.get(bound).is_none() {
                let reason = format!("an integer in a request needs a {bound}, because its Rust type has one; add it");
                return Err(DocumentError::value(pointer, reason));
            }
        }
    }
    for bound in ["minimum", "maximum"] {
        let number = schema.get(bound).and_then(Value::as_number);
        if !is_integer && number.is_some_and(|number| !can_be_bound(number)) {
            let reason = "a bound may have at most 15 significant digits, because doubles do not distinguish more";
            return Err(DocumentError::value(&pointer.child(bound), reason));
        }
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str)
        && CHECKED_FORMATS.contains(&format)
        && !is_enumerated
        && schema.get("pattern").is_none()
    {
        let reason = format!(
            "a string of the format {format} in a request needs a pattern, because its Rust type accepts no other text; \
             add it"
        );
        return Err(DocumentError::value(pointer, reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(schema: &Value) -> String {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/A" } } });
        let document = json!({
            "paths": { "/": { "post": { "requestBody": { "content": content } } } },
            "components": { "schemas": { "A": { "type": "array", "items": schema } } },
        });
        check(&document).expect_err("refused").to_string()
    }

    #[test]
    fn an_unbounded_integer_is_refused_wherever_a_request_can_reach_it() {
        let message = refused(&json!({ "type": "integer", "minimum": 0 }));
        assert!(
            message.starts_with("/components/schemas/A/items: an integer in a request needs a maximum"),
            "{message}"
        );
    }

    #[test]
    fn a_pattern_that_engines_read_differently_is_refused() {
        let message = refused(&json!({ "type": "string", "pattern": "^\\w+$" }));
        assert!(message.starts_with("/components/schemas/A/items/pattern: "), "{message}");
    }

    #[test]
    fn a_bound_that_doubles_do_not_distinguish_from_its_neighbours_is_refused() {
        let message = refused(&json!({ "type": "number", "maximum": 0.123_456_789_012_345_67 }));
        assert!(message.starts_with("/components/schemas/A/items/maximum: a bound may have at most"), "{message}");
    }

    #[test]
    fn a_recursive_request_is_checked_once() {
        let tree = json!({ "type": "object", "properties": { "left": { "$ref": "#/components/schemas/A" } } });
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/A" } } });
        let document = json!({
            "paths": { "/": { "post": { "requestBody": { "content": content } } } },
            "components": { "schemas": { "A": tree } },
        });
        check(&document).expect("accepted");
    }
}
