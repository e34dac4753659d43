//! Unusual but valid schemas, in a request and in a response.

use serde_json::{Value, json};
use textgate_openapi::{Validator, lower};

use crate::checks;

/// A document whose request and response have this schema.
fn document(schema: Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Odd" } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Odd", "version": "1" },
        "paths": { "/odd": { "post": {
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "d", "content": content } },
        } } },
        "components": { "schemas": { "Odd": schema, "Other": { "type": "object" } } },
    })
}

/// As [`document`], but without the request.
fn response(schema: Value) -> Value {
    let mut document = document(schema);
    document["paths"]["/odd"]["post"]["requestBody"].take();
    document["paths"]["/odd"]["post"].as_object_mut().expect("an operation").remove("requestBody");
    document
}

#[test]
fn schemas_with_an_equivalent_are_rewritten_and_validate_the_same_values() {
    let any = [json!(null), json!(1), json!("a"), json!({})];
    let rows: Vec<(Value, Value, Vec<Value>, Vec<Value>)> = vec![
        (json!({}), json!({}), any.to_vec(), vec![]),
        (json!(true), json!({}), any.to_vec(), vec![]),
        (
            json!({ "type": "object", "properties": { "a": true } }),
            json!({ "type": "object", "properties": { "a": {} } }),
            vec![json!({ "a": null }), json!({ "b": 1 })],
            vec![json!([])],
        ),
        (
            json!({ "type": "array", "items": true }),
            json!({ "type": "array", "items": {} }),
            vec![json!([1, null])],
            vec![json!({})],
        ),
        (
            json!({ "type": "object", "additionalProperties": true }),
            json!({ "type": "object", "additionalProperties": true }),
            vec![json!({ "a": 1 })],
            vec![json!(1)],
        ),
        (
            json!({ "type": "object", "additionalProperties": {} }),
            json!({ "type": "object", "additionalProperties": {} }),
            vec![json!({ "a": null })],
            vec![json!(1)],
        ),
        (
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "unevaluatedProperties": false }),
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": false }),
            vec![json!({ "a": "b" })],
            vec![json!({ "b": "a" })],
        ),
        (json!({ "const": "a" }), json!({ "enum": ["a"] }), vec![json!("a")], vec![json!("b"), json!(null)]),
        (
            json!({ "type": "string", "examples": ["a", "b"] }),
            json!({ "type": "string", "example": "a" }),
            vec![json!("c")],
            vec![json!(1)],
        ),
        // The names of properties and the parts of an example are not keywords.
        (
            json!({ "type": "object", "properties": { "const": { "type": "string" }, "$ref": { "type": "boolean" } } }),
            json!({ "type": "object", "properties": { "const": { "type": "string" }, "$ref": { "type": "boolean" } } }),
            vec![json!({ "const": "a", "$ref": true })],
            vec![json!({ "const": 1 })],
        ),
        (
            json!({ "type": "object", "example": { "properties": { "const": 1 }, "type": ["a"] } }),
            json!({ "type": "object", "example": { "properties": { "const": 1 }, "type": ["a"] } }),
            vec![json!({})],
            vec![json!([])],
        ),
    ];
    for (schema, expected, good, bad) in rows {
        let lowered = lower(&document(schema.clone())).unwrap_or_else(|error| panic!("{schema}: {error}"));
        assert_eq!(lowered["components"]["schemas"]["Odd"], expected, "{schema}");
        let validator = Validator::compile(&lowered, "/components/schemas/Odd").expect("compiles");
        for value in good {
            assert_eq!(validator.violations(&value), [], "{schema} {value}");
        }
        for value in bad {
            assert_eq!(validator.violations(&value).len(), 1, "{schema} {value}");
        }
    }
}

#[test]
fn schemas_without_an_equivalent_are_refused_by_name() {
    let not_allowed = |keyword: &str, position: &str| format!("the keyword {keyword:?} is not allowed in a {position}");
    let one_type = "a schema must have one type; replace the list by a union of named schemas".to_owned();
    for (schema, place, reason) in [
        (json!(false), "/not", not_allowed("not", "schema")),
        (json!({ "properties": { "a": false } }), "/properties/a/not", not_allowed("not", "schema")),
        (json!({ "type": ["string", "integer"] }), "/type", one_type.clone()),
        (json!({ "type": ["string", "integer", "null"] }), "/type", one_type),
        (json!({ "$comment": "c" }), "/$comment", not_allowed("$comment", "schema")),
        (json!({ "x-enum-varnames": ["A"] }), "/x-enum-varnames", not_allowed("x-enum-varnames", "schema")),
        (json!({ "$defs": { "A": {} }, "$ref": "#/$defs/A" }), "/$defs", not_allowed("$defs", "schema")),
        (json!({ "if": {}, "then": {} }), "/if", not_allowed("if", "schema")),
        (json!({ "unevaluatedItems": false }), "/unevaluatedItems", not_allowed("unevaluatedItems", "schema")),
    ] {
        let expected = format!("/components/schemas/Odd{place}: {reason}");
        assert_eq!(checks::refusal(&document(schema.clone())), expected);
        assert_eq!(checks::refusal(&response(schema)), expected);
    }
}

#[test]
fn keywords_that_only_a_response_may_have_are_refused_in_a_request() {
    for (schema, keyword) in [
        (json!({ "type": ["string", "null"] }), "nullable"),
        (json!({ "type": "null" }), "nullable"),
        (json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }), "oneOf"),
        (json!({ "$ref": "#/components/schemas/Other", "minProperties": 1 }), "minProperties"),
        (json!({ "allOf": [{ "$ref": "#/components/schemas/Other" }] }), "allOf"),
        (json!({ "type": "object", "maxProperties": 3 }), "maxProperties"),
    ] {
        let place = format!("/components/schemas/Odd/{keyword}");
        checks::refused_keyword(&document(schema.clone()), &place, "request schema");
        checks::lowered(&response(schema));
    }
}

#[test]
fn constraints_beside_a_reference_are_kept_in_a_response() {
    let beside = json!({ "$ref": "#/components/schemas/Other", "minProperties": 1, "description": "d" });
    let lowered = checks::lowered(&response(beside));
    let expected =
        json!({ "minProperties": 1, "description": "d", "allOf": [{ "$ref": "#/components/schemas/Other" }] });
    assert_eq!(lowered["components"]["schemas"]["Odd"], expected);
}

#[test]
fn a_reference_that_cannot_be_followed_is_refused_in_a_request() {
    for reference in ["#/components/schemas/Nowhere", "other.json#/Other", "https://a.example/b", "#Other"] {
        let schema = json!({ "type": "object", "properties": { "a": { "$ref": reference } } });
        let message = checks::refusal(&document(schema));
        assert_eq!(
            message,
            "/components/schemas/Odd/properties/a/$ref: the reference has no target in this document; define the target or correct the reference",
            "{reference}"
        );
    }
    // The document is not a schema.
    checks::refused_keyword(&document(json!({ "$ref": "#" })), "/openapi", "request schema");
}

#[test]
fn a_reference_to_a_part_of_a_schema_is_followed_by_the_validator_and_is_a_finding_for_the_gateway() {
    let properties = json!({
        "a": { "type": "string", "maxLength": 1 },
        "b": { "$ref": "#/components/schemas/Odd/properties/a" },
    });
    let lowered = checks::lowered(&document(json!({ "type": "object", "properties": properties })));
    let validator = Validator::compile(&lowered, "/components/schemas/Odd").expect("compiles");
    assert_eq!(validator.violations(&json!({ "b": "ab" }))[0].pointer.as_str(), "/b");
    let place = "/components/schemas/Odd/properties/b/$ref".to_owned();
    assert_eq!(checks::findings(&lowered), [("dangling_reference".to_owned(), place)]);
}
