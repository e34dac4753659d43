//! Unusual documents: newer or older versions, webhooks, references in every place.

use serde_json::{Value, json};

use crate::checks;

fn document(paths: Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "Odd", "version": "1" }, "paths": paths })
}

#[test]
fn keywords_that_the_lowered_document_cannot_have_are_refused_by_name() {
    let answers = json!({ "204": { "description": "d" } });
    let with = |place: &str, value: Value| {
        let mut document = document(json!({ "/a": { "get": { "responses": answers } } }));
        let (parent, keyword) = place.rsplit_once('/').expect("a pointer");
        document.pointer_mut(parent).expect("a place")[keyword] = value;
        document
    };
    for (place, value, position) in [
        ("/swagger", json!("2.0"), "document"),
        ("/webhooks", json!({ "paid": { "post": { "responses": answers } } }), "document"),
        ("/jsonSchemaDialect", json!("https://spec.openapis.org/oas/3.1/dialect/base"), "document"),
        ("/info/summary", json!("s"), "info"),
        ("/paths/~1a/$ref", json!("paths.json#/a"), "path item"),
        ("/paths/~1a/query", json!({ "responses": answers }), "path item"),
        ("/paths/~1a/get/callbacks", json!({}), "operation"),
    ] {
        checks::refused_keyword(&with(place, value), place, position);
    }
    let parameter = json!([{ "name": "q", "in": "query", "content": { "application/json": { "schema": {} } } }]);
    let document = with("/paths/~1a/get/parameters", parameter);
    checks::refused_keyword(&document, "/paths/~1a/get/parameters/0/content", "parameter");
}

#[test]
fn extensions_outside_of_schemas_are_kept() {
    let operation = json!({ "x-codegen": [1], "responses": { "204": { "description": "d", "x-note": null } } });
    let lowered = checks::lowered(&document(json!({ "/a": { "x-owner": "me", "get": operation } })));
    assert_eq!(lowered["paths"]["/a"], json!({ "x-owner": "me", "get": operation }));
}

#[test]
fn a_body_by_reference_is_checked_where_it_is_defined() {
    let mut document = document(json!({ "/a": { "post": {
        "requestBody": { "$ref": "#/components/requestBodies/Count" },
        "responses": { "204": { "description": "d" } },
    } } }));
    document["components"]["requestBodies"]["Count"] =
        json!({ "required": true, "content": { "application/json": { "schema": { "type": "integer" } } } });
    assert_eq!(
        checks::refusal(&document),
        "/components/requestBodies/Count/content/application~1json/schema: an integer in a request needs a minimum, \
         because its Rust type has one; add it"
    );
}

#[test]
fn parameters_with_unions_and_in_cookies_are_findings() {
    let maybe = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "title": "Q" });
    let parameters = json!([
        { "name": "q", "in": "query", "schema": maybe },
        { "name": "session", "in": "cookie", "schema": { "type": "string" } },
    ]);
    let responses = json!({ "204": { "description": "d" } });
    checks::derives(
        &checks::lowered(&document(json!({ "/a": { "get": { "parameters": parameters, "responses": responses } } }))),
        &[
            ("parameter_constraint", "/paths/~1a/get/parameters/0/schema/anyOf"),
            ("cookie_parameter", "/paths/~1a/get/parameters/1"),
        ],
    );
}

#[test]
fn a_reference_to_a_parameter_or_body_without_a_target_is_a_finding() {
    let operation = json!({
        "parameters": [{ "$ref": "#/components/parameters/Nowhere" }, { "$ref": "shared.json#/Trace" }],
        "requestBody": { "$ref": "#/components/requestBodies/Nowhere" },
        "responses": { "204": { "description": "d" } },
    });
    let found = checks::findings(&checks::lowered(&document(json!({ "/a": { "post": operation } }))));
    let expected = [
        ("dangling_reference", "/paths/~1a/post/parameters/0/$ref"),
        ("external_reference", "/paths/~1a/post/parameters/1/$ref"),
        ("dangling_reference", "/paths/~1a/post/requestBody/$ref"),
    ];
    assert_eq!(found, expected.map(|(rule, place)| (rule.to_owned(), place.to_owned())));
}

#[test]
fn paths_that_the_gateway_does_not_support_are_findings() {
    let item = json!({ "get": { "responses": { "204": { "description": "d" } } } });
    let mut paths = serde_json::Map::new();
    for path in ["/ping", "/files/{name}.json", "/a/{x}/b", "/a/{y}/c"] {
        paths.insert(path.to_owned(), item.clone());
    }
    paths.insert("/t".to_owned(), json!({ "trace": { "responses": { "204": { "description": "d" } } } }));
    checks::derives(
        &checks::lowered(&document(paths.into())),
        &[
            ("reserved_path", "/paths/~1ping"),
            ("path_parameter", "/paths/~1files~1{name}.json"),
            ("sibling_parameters", "/paths/~1a~1{y}~1c"),
            ("method", "/paths/~1t/trace"),
        ],
    );
}
