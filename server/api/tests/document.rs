//! The published document as a whole: what must hold for every error code and every request body.

use serde_json::Value;
use textgate_api::{Code, MAX_BODY_BYTES, published};
use textgate_openapi::NOT_BLANK;

fn document() -> Value {
    published().expect("lowers")
}

/// The names of the schemas of request bodies.
fn request_bodies(document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for item in document["paths"].as_object().expect("paths").values() {
        for operation in item.as_object().expect("a path item").values() {
            let reference = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            names.extend(reference.and_then(Value::as_str).map(schema_name));
        }
    }
    assert!(names.len() >= 6, "{names:?}");
    names
}

fn schema_name(reference: &str) -> String {
    reference.rsplit('/').next().expect("a name").to_owned()
}

#[test]
fn each_code_is_documented_with_its_status_and_meaning_and_each_documented_code_exists() {
    let document = document();
    let description = &document["components"]["schemas"]["ErrorBody"]["properties"]["code"]["description"];
    let documented: Vec<_> =
        description.as_str().expect("text").lines().filter_map(|line| line.strip_prefix("- `")).collect();
    let codes: Vec<_> = Code::ALL
        .iter()
        .map(|code| format!("{}` ({}): {}", code.as_str(), code.status().as_u16(), code.meaning()))
        .collect();
    assert_eq!(documented, codes);
}

#[test]
fn a_request_object_refuses_unknown_fields() {
    let document = document();
    for body in request_bodies(&document) {
        assert_eq!(document["components"]["schemas"][&body]["additionalProperties"], false, "{body}");
    }
}

/// The texts of a request's schema, each with its name: of the property, or of the schema that a list's elements have.
fn texts<'s>(schemas: &'s Value, label: &str, schema: &'s Value, found: &mut Vec<(String, &'s Value)>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = schema_name(reference);
        return texts(schemas, &name, &schemas[&name], found);
    }
    match schema["type"].as_str() {
        Some("string") if schema["enum"].is_null() => found.push((label.to_owned(), schema)),
        Some("array") => texts(schemas, label, &schema["items"], found),
        Some("object") => {
            for (property, schema) in schema["properties"].as_object().expect("properties") {
                texts(schemas, property, schema, found);
            }
        }
        _ => {}
    }
}

/// utoipa takes a pattern only as a literal, so each field repeats it. This test compares it with the constant.
#[test]
fn each_text_of_a_request_must_not_be_blank_except_names_of_models_and_stop_sequences() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut found = Vec::new();
    for body in request_bodies(&document) {
        texts(schemas, &body, &schemas[&body], &mut found);
    }
    assert!(found.len() >= 8, "{found:?}");
    for (label, schema) in found {
        let may_be_blank = ["model", "StopSequence"].contains(&label.as_str());
        let pattern = if may_be_blank { Value::Null } else { NOT_BLANK.into() };
        assert_eq!(schema["pattern"], pattern, "{label}");
    }
}

/// The largest number of bytes that a value of a request's schema takes in a body. A character takes up to 12: a surrogate
/// pair with each half written as \uXXXX.
fn max_bytes(schemas: &Value, schema: &Value) -> u64 {
    if let Some(reference) = schema["$ref"].as_str() {
        return max_bytes(schemas, &schemas[schema_name(reference)]);
    }
    let bound = |keyword: &str| schema[keyword].as_u64().unwrap_or_else(|| panic!("{keyword} of {schema}"));
    match schema["type"].as_str() {
        Some("string") if schema["enum"].is_array() => 64,
        Some("string") => 12 * bound("maxLength"),
        Some("array") => bound("maxItems") * (8 + max_bytes(schemas, &schema["items"])),
        Some("object") => {
            let properties = schema["properties"].as_object().expect("properties");
            properties.values().map(|property| 256 + max_bytes(schemas, property)).sum()
        }
        Some("integer" | "number" | "boolean") => 64,
        other => panic!("a request has no {other:?}"),
    }
}

#[test]
fn the_body_limit_lies_above_the_largest_valid_body() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    for body in request_bodies(&document) {
        let bytes = max_bytes(schemas, &schemas[&body]);
        assert!(bytes < MAX_BODY_BYTES as u64, "{body} may take {bytes} bytes");
    }
}
