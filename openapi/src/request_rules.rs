//! Rules for the schemas that a request body can reach: every judge must come to the same verdict.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::grammar::{self, DOCUMENT, Kind, REQUEST_BODY, REQUEST_SCHEMA};
use crate::lower::{self, LowerError, refusal};
use crate::numbers;
use crate::pattern;
use crate::pointer::Pointer;

/// Formats of strings that Rust types judge as they are read.
const JUDGED_FORMATS: [&str; 9] = ["date", "date-time", "duration", "ipv4", "ipv6", "time", "ulid", "uri", "uuid"];

/// Judges each schema that a request body can reach.
pub(crate) fn check(document: &Value) -> Result<(), LowerError> {
    let mut open = Vec::new();
    grammar::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind: &'static Kind, pointer: &Pointer| {
        if kind.is(&REQUEST_BODY)
            && let Some(content) = value.get("content").and_then(Value::as_object)
        {
            for (media_type, described) in content {
                if let Some(schema) = described.get("schema") {
                    open.push((schema, pointer.child("content").child(media_type).child("schema")));
                }
            }
        }
        Ok::<(), LowerError>(())
    })?;
    let mut seen = BTreeSet::new();
    while let Some((schema, pointer)) = open.pop() {
        grammar::visit(schema, &REQUEST_SCHEMA, &pointer, &mut |value, kind: &'static Kind, pointer: &Pointer| {
            lower::check(value, kind, pointer)?;
            check_values(value, pointer)?;
            if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
                let target = reference.strip_prefix('#').unwrap_or(reference);
                // That it leads somewhere is known by now.
                if let Some(schema) = document.pointer(target)
                    && seen.insert(target.to_owned())
                {
                    open.push((schema, Pointer::from(target)));
                }
            }
            Ok::<(), LowerError>(())
        })?;
    }
    Ok(())
}

fn check_values(schema: &Value, pointer: &Pointer) -> Result<(), LowerError> {
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        pattern::check_portable(pattern).map_err(|reason| refusal(&pointer.child("pattern"), &reason))?;
    }
    // serde refuses what does not fit the Rust type, and only the document can say so beforehand: the edge and other
    // clients ignore `format`.
    let is_integer = schema.get("type").is_some_and(|kind| kind == "integer");
    let is_enumerated = schema.get("enum").is_some();
    if is_integer && !is_enumerated {
        for bound in ["minimum", "maximum"] {
            if schema.get(bound).is_none() {
                return Err(refusal(
                    pointer,
                    &format!(
                        "an integer of a request needs a {bound}: its Rust type has one, and nothing else says so"
                    ),
                ));
            }
        }
    }
    for bound in ["minimum", "maximum"] {
        let number = schema.get(bound).and_then(Value::as_number);
        if !is_integer && number.is_some_and(|number| !numbers::may_be_a_bound(number)) {
            let reason = "a bound has at most 15 significant digits: judges that read doubles cannot tell more apart";
            return Err(refusal(&pointer.child(bound), reason));
        }
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str)
        && JUDGED_FORMATS.contains(&format)
        && !is_enumerated
        && schema.get("pattern").is_none()
    {
        let reason = format!("a {format} of a request needs a pattern: its Rust type takes no other text");
        return Err(refusal(pointer, &reason));
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
            message.starts_with("/components/schemas/A/items: an integer of a request needs a maximum"),
            "{message}"
        );
    }

    #[test]
    fn a_pattern_that_engines_read_differently_is_refused() {
        let message = refused(&json!({ "type": "string", "pattern": "^\\w+$" }));
        assert!(message.starts_with("/components/schemas/A/items/pattern: "), "{message}");
    }

    #[test]
    fn a_bound_that_doubles_cannot_tell_from_its_neighbours_is_refused() {
        let message = refused(&json!({ "type": "number", "maximum": 0.123_456_789_012_345_67 }));
        assert!(message.starts_with("/components/schemas/A/items/maximum: a bound has at most"), "{message}");
    }

    #[test]
    fn a_recursive_request_is_judged_once() {
        let tree = json!({ "type": "object", "properties": { "left": { "$ref": "#/components/schemas/A" } } });
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/A" } } });
        let document = json!({
            "paths": { "/": { "post": { "requestBody": { "content": content } } } },
            "components": { "schemas": { "A": tree } },
        });
        check(&document).expect("accepted");
    }
}
