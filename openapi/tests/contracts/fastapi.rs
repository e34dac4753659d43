//! A document of `FastAPI` and Pydantic: OpenAPI 3.1 with titles everywhere, `anyOf` with null, and `const`.

use serde_json::{Value, json};

use crate::checks::{self, body};

fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "FastAPI", "version": "0.1.0" },
        "paths": { "/items/{item_id}": { "put": {
            "summary": "Update Item",
            "operationId": "update_item_items__item_id__put",
            "parameters": [
                { "name": "item_id", "in": "path", "required": true, "schema": { "type": "string", "title": "Item Id" } },
                { "name": "dry", "in": "query", "required": false, "schema": { "type": "boolean", "title": "Dry" } },
            ],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Item-Input" } } },
            },
            "responses": {
                "200": { "description": "Successful Response", "content": { "application/json": { "schema": {} } } },
                "422": {
                    "description": "Validation Error",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/HTTPValidationError" } } },
                },
            },
        } } },
        "components": { "schemas": {
            "Item-Input": {
                "type": "object",
                "title": "Item",
                "required": ["name", "kind"],
                "properties": {
                    "name": { "type": "string", "maxLength": 50, "title": "Name", "examples": ["Foo", "Bar"] },
                    "kind": { "type": "string", "const": "widget", "title": "Kind" },
                    "description": { "anyOf": [{ "type": "string", "maxLength": 9 }, { "type": "null" }], "title": "Description" },
                    "colour": { "anyOf": [{ "$ref": "#/components/schemas/Colour" }, { "type": "null" }] },
                    "tags": { "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "null" }] },
                    "extra": { "type": "object", "additionalProperties": true, "title": "Extra" },
                    "anything": { "title": "Anything" },
                },
            },
            "Colour": { "type": "string", "title": "Colour", "enum": ["red", "green"] },
            "HTTPValidationError": {
                "type": "object",
                "properties": { "detail": { "type": "array", "items": { "$ref": "#/components/schemas/ValidationError" } } },
            },
            "ValidationError": {
                "type": "object",
                "required": ["loc"],
                "properties": { "loc": {
                    "type": "array",
                    "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
                } },
            },
        } },
    })
}

fn with_property(schema: Value) -> Value {
    let mut document = document();
    document["components"]["schemas"]["Item-Input"]["properties"]["added"] = schema;
    document
}

#[test]
fn it_lowers_to_plain_types_without_null() {
    let lowered = checks::lowered(&document());
    let properties = &lowered["components"]["schemas"]["Item-Input"]["properties"];
    assert_eq!(
        *properties,
        json!({
            "name": { "type": "string", "maxLength": 50, "title": "Name", "example": "Foo" },
            "kind": { "type": "string", "title": "Kind", "enum": ["widget"] },
            "description": { "type": "string", "maxLength": 9, "title": "Description" },
            "colour": { "$ref": "#/components/schemas/Colour" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "extra": { "type": "object", "additionalProperties": true, "title": "Extra" },
            "anything": { "title": "Anything" },
        })
    );
}

#[test]
fn it_validates_bodies_as_it_describes_them() {
    let item = |colour: Value| json!({ "name": "a", "kind": "widget", "colour": colour, "extra": { "b": 1 }, "anything": [null] });
    let place = "/paths/~1items~1{item_id}/put/requestBody/content/application~1json";
    let violation = ("/colour", r#"must be one of "red", "green""#);
    let with_enum = body::<Value>(place, item(json!("red")), item(json!("blue")), violation);
    checks::validates(&checks::lowered(&document()), &[with_enum]);
    let null = body::<Value>(place, item(json!("red")), item(Value::Null), ("/colour", "must be a string"));
    checks::validates(&checks::lowered(&document()), &[null]);
}

#[test]
fn it_derives_without_a_finding_and_models_have_no_titles() {
    let derived = checks::derives(&checks::lowered(&document()), &[]);
    let model = &derived["components"]["schemas"]["ItemInput"];
    assert_eq!(model.get("title"), None);
    assert_eq!(model["properties"]["colour"], json!({ "type": "string", "enum": ["red", "green"] }));
    assert_eq!(model["properties"]["anything"], json!({}));
}

#[test]
fn other_keywords_of_pydantic_are_refused_by_name() {
    let place = |keyword: &str| format!("/components/schemas/Item-Input/properties/added{keyword}");
    for (schema, keyword, position) in [
        (json!({ "type": "boolean", "default": true }), "/default", "schema"),
        (json!({ "anyOf": [{ "type": "string" }, { "type": "null" }], "default": null }), "/default", "schema"),
        (json!({ "type": "number", "exclusiveMinimum": 0 }), "/exclusiveMinimum", "schema"),
        (json!({ "type": "string", "contentMediaType": "image/png" }), "/contentMediaType", "schema"),
        (json!({ "type": "object", "patternProperties": { "^a": {} } }), "/patternProperties", "schema"),
        (json!({ "type": "array", "prefixItems": [{}], "items": false }), "/additionalItems", "schema"),
        (json!({ "anyOf": [{ "type": "string" }, { "type": "number" }] }), "/anyOf", "request schema"),
        (json!({ "type": "array", "items": {}, "uniqueItems": true }), "/uniqueItems", "request schema"),
        (json!({ "type": "array", "items": { "type": ["string", "null"] } }), "/items/nullable", "request schema"),
    ] {
        checks::refused_keyword(&with_property(schema), &place(keyword), position);
    }
    let discriminated = json!({
        "oneOf": [{ "$ref": "#/components/schemas/Colour" }],
        "discriminator": { "propertyName": "kind", "mapping": { "a": "#/components/schemas/Colour" } },
    });
    checks::refused_keyword(&with_property(discriminated), &place("/discriminator"), "schema");
    assert_eq!(
        checks::refusal(&with_property(json!({ "anyOf": [{ "type": "integer" }, { "type": "null" }] }))),
        format!("{}: an integer in a request needs a minimum, because its Rust type has one; add it", place(""))
    );
}
