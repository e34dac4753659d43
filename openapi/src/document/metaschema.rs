//! The meta-schema of OpenAPI 3.0.3: the type of value that each keyword of a schema must have.
//!
//! Tools read an invalid value in different ways, or ignore it. Here it is an error that names its place. Only keywords of
//! the grammar are checked.

use serde_json::Value;

use super::error::DocumentError;
use super::pointer::Pointer;

/// The types of OpenAPI 3.0.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Checks the keywords of one schema, without the schemas inside it.
pub(crate) fn check(schema: &Value, pointer: &Pointer) -> Result<(), DocumentError> {
    let Some(keywords) = schema.as_object() else {
        let reason = "a schema must be an object; replace a tuple by an object with named properties";
        return Err(DocumentError::value(pointer, reason));
    };
    match keywords.iter().find_map(|(keyword, value)| fault(keyword, value).map(|reason| (keyword, reason))) {
        Some((keyword, reason)) => Err(DocumentError::value(&pointer.child(keyword), reason)),
        None => Ok(()),
    }
}

/// What is wrong with the value of a keyword, if anything.
fn fault(keyword: &str, value: &Value) -> Option<&'static str> {
    let (is_valid, reason) = match keyword {
        "type" if value.is_array() => {
            (false, "a schema must have one type; replace the list by a union of named schemas")
        }
        "type" => (
            value.as_str().is_some_and(|name| TYPES.contains(&name)),
            "the type must be array, boolean, integer, number, object or string",
        ),
        "$ref" | "format" | "title" | "description" | "pattern" => (value.is_string(), "the value must be a string"),
        "nullable" | "deprecated" | "uniqueItems" => (value.is_boolean(), "the value must be true or false"),
        "minimum" | "maximum" => (value.is_number(), "the value must be a number"),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            (value.is_u64(), "the value must be a whole number that is not negative")
        }
        "properties" => (value.is_object(), "the value must be an object of schemas"),
        "additionalProperties" => {
            (value.is_boolean() || value.is_object(), "the value must be a schema, true or false")
        }
        "oneOf" | "anyOf" | "allOf" => (value.is_array(), "the value must be a list of schemas"),
        "required" => {
            let is_list_of_names = value.as_array().is_some_and(|names| names.iter().all(Value::is_string));
            (is_list_of_names, "the value must be a list of names")
        }
        "enum" => {
            let has_elements = value.as_array().is_some_and(|elements| !elements.is_empty());
            (has_elements, "the value must be a list with at least one element, as JSON Schema draft 4 requires")
        }
        _ => return None,
    };
    (!is_valid).then_some(reason)
}
