//! The shapes of a schema's values: the meta-schema of OpenAPI 3.0.3, as far as the grammar has keywords.
//!
//! Every tool reads a misshapen value in its own way, or not at all; here it is refused where it stands.

use serde_json::Value;

use crate::lower::{LowerError, refusal};
use crate::pointer::Pointer;

/// The types of OpenAPI 3.0.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Judges one schema, without the schemas within.
pub(crate) fn check(schema: &Value, pointer: &Pointer) -> Result<(), LowerError> {
    let Some(keywords) = schema.as_object() else {
        return Err(refusal(pointer, "a schema is an object; for a tuple, name its parts as properties"));
    };
    match keywords.iter().find_map(|(keyword, value)| fault(keyword, value).map(|reason| (keyword, reason))) {
        Some((keyword, reason)) => Err(refusal(&pointer.child(keyword), reason)),
        None => Ok(()),
    }
}

/// What is wrong with the value of a keyword, if anything.
fn fault(keyword: &str, value: &Value) -> Option<&'static str> {
    let (is_well_shaped, reason) = match keyword {
        "type" if value.is_array() => (false, "a schema has one type; make the alternatives a union of named types"),
        "type" => (value.as_str().is_some_and(|name| TYPES.contains(&name)), "OpenAPI has no such type"),
        "$ref" | "format" | "title" | "description" | "pattern" => (value.is_string(), "the value has to be a string"),
        "nullable" | "deprecated" | "uniqueItems" => (value.is_boolean(), "the value has to be true or false"),
        "minimum" | "maximum" => (value.is_number(), "the value has to be a number"),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            (value.is_u64(), "the value has to be a whole number that is not negative")
        }
        "properties" => (value.is_object(), "the value has to be an object of schemas"),
        "additionalProperties" => {
            (value.is_boolean() || value.is_object(), "the value has to be a schema or a boolean")
        }
        "oneOf" | "anyOf" | "allOf" => (value.is_array(), "the value has to be a list of schemas"),
        "required" => {
            let is_list_of_names = value.as_array().is_some_and(|names| names.iter().all(Value::is_string));
            (is_list_of_names, "the value has to be a list of names")
        }
        "enum" => {
            let has_elements = value.as_array().is_some_and(|elements| !elements.is_empty());
            (has_elements, "the value has to be a list of at least one value: draft 4 has no empty one")
        }
        _ => return None,
    };
    (!is_well_shaped).then_some(reason)
}
