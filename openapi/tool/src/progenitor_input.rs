//! The document that progenitor reads: the published document without what the generated Rust code must not check.

use serde_json::{Map, Value};

/// The document that progenitor reads.
pub(crate) fn progenitor_input(document: &Value) -> Result<openapiv3::OpenAPI, serde_json::Error> {
    let mut document = document.clone();
    remove_patterns(&mut document);
    serde_json::from_value(document)
}

/// Removes the patterns of texts.
///
/// progenitor would check them with the crate `regress`, so that each user of the client would compile an engine for regular
/// expressions. The server checks the patterns anyway, and its violations name the fields.
///
/// A member `pattern` of an example is removed, too. The generated code has no examples.
fn remove_patterns(value: &mut Value) {
    if let Some(object) = value.as_object_mut()
        // The schema of a property with the name `pattern` is an object.
        && object.get("pattern").is_some_and(Value::is_string)
    {
        object.shift_remove("pattern");
    }
    let members = value.as_object_mut().into_iter().flat_map(Map::values_mut);
    members.for_each(remove_patterns);
    let elements = value.as_array_mut().into_iter().flatten();
    elements.for_each(remove_patterns);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_are_removed_at_every_depth_and_a_property_with_that_name_stays() {
        let text = |name: &str| json!({ "type": "string", "pattern": name, "maxLength": 9 });
        let mut schema = json!({
            "type": "object",
            "required": ["pattern"],
            "properties": { "pattern": text("^a$"), "list": { "type": "array", "items": text("^b$") } },
            "oneOf": [text("^c$")],
        });
        remove_patterns(&mut schema);
        let text = json!({ "type": "string", "maxLength": 9 });
        let expected = json!({
            "type": "object",
            "required": ["pattern"],
            "properties": { "pattern": text, "list": { "type": "array", "items": text } },
            "oneOf": [text],
        });
        assert_eq!(schema, expected);
    }
}
