//! A document of `NestJS` and older generators: OpenAPI 3.0 with `nullable`, `allOf` around references, shared components, and
//! every kind of security.

use serde_json::{Value, json};

use crate::checks::{self, body};

fn document() -> Value {
    json!({
        "openapi": "3.0.0",
        "info": { "title": "Cats", "description": "", "version": "1.0", "contact": {} },
        "tags": [],
        "servers": [],
        "security": [{ "key": [] }],
        "paths": { "/owners/{owner}/cats": {
            "parameters": [{ "name": "owner", "in": "path", "required": true, "schema": { "type": "string" } }],
            "post": {
                "operationId": "CatsController_create",
                "parameters": [{ "$ref": "#/components/parameters/Trace" }],
                "requestBody": { "$ref": "#/components/requestBodies/Cat" },
                "responses": { "201": { "description": "", "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Cat" } },
                } } },
            },
            "get": {
                "operationId": "CatsController_findAll",
                "responses": { "200": { "description": "", "content": {
                    "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Cat" } } },
                } } },
                "security": [],
            },
        } },
        "components": {
            "parameters": { "Trace": { "name": "x-trace", "in": "header", "required": true, "schema": { "type": "string" } } },
            "requestBodies": { "Cat": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CreateCatDto" } } },
            } },
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "x-api-key" } },
            "schemas": {
                "CreateCatDto": {
                    "type": "object",
                    "properties": { "name": { "type": "string", "minLength": 1 }, "breed": { "$ref": "#/components/schemas/Breed" } },
                    "required": ["name"],
                },
                "Breed": { "type": "string", "enum": (0..2000).map(|n| format!("breed_{n}")).collect::<Vec<_>>() },
                "Cat": {
                    "allOf": [{ "$ref": "#/components/schemas/CreateCatDto" }],
                    "properties": {
                        "owner": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Owner" }] },
                        "age": { "type": "number", "nullable": true },
                    },
                    "required": ["owner", "age"],
                },
                "Owner": { "type": "object", "properties": { "cats": { "type": "array", "items": { "$ref": "#/components/schemas/Cat" } } } },
            },
        },
    })
}

#[test]
fn a_document_of_openapi_3_0_is_unchanged() {
    let mut expected = document();
    expected["openapi"] = "3.0.3".into();
    assert_eq!(checks::lowered(&document()), expected);
}

#[test]
fn a_value_outside_of_a_huge_enumeration_is_one_violation() {
    let lowered = checks::lowered(&document());
    let validator =
        textgate_openapi::Validator::compile(&lowered, "/components/schemas/CreateCatDto").expect("compiles");
    assert_eq!(validator.violations(&json!({ "name": "Tom", "breed": "breed_1999" })), []);
    let violations = validator.violations(&json!({ "name": "Tom", "breed": "breed_2000" }));
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer.as_str(), "/breed");
}

#[test]
fn shared_parameters_and_bodies_are_validated_by_the_gateway() {
    let derived = checks::derives(&checks::lowered(&document()), &[]);
    let cats = &derived["paths"]["/owners/{owner}/cats"];
    let names: Vec<_> =
        cats["post"]["parameters"].as_array().expect("parameters").iter().map(|parameter| &parameter["name"]).collect();
    assert_eq!(names, ["owner", "x-trace"]);
    assert_eq!(
        cats["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/CreateCatDto"
    );
    assert_eq!(cats["post"]["security"], json!([{ "key": [] }]));
    assert_eq!(cats["get"].get("security"), None);
}

#[test]
fn nullable_and_all_of_are_refused_where_a_request_reaches_them() {
    let added = |schema: Value| {
        let mut document = document();
        document["components"]["schemas"]["CreateCatDto"]["properties"]["added"] = schema;
        document
    };
    let place = "/components/schemas/CreateCatDto/properties/added";
    let nullable = added(json!({ "type": "string", "nullable": true }));
    checks::refused_keyword(&nullable, &format!("{place}/nullable"), "request schema");
    let all_of = added(json!({ "allOf": [{ "$ref": "#/components/schemas/Breed" }] }));
    checks::refused_keyword(&all_of, &format!("{place}/allOf"), "request schema");
    let exclusive = added(json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }));
    checks::refused_keyword(&exclusive, &format!("{place}/exclusiveMinimum"), "schema");
    let read_only = added(json!({ "type": "string", "readOnly": true }));
    checks::refused_keyword(&read_only, &format!("{place}/readOnly"), "schema");
}

#[test]
fn a_body_without_required_is_one_finding() {
    let mut document = document();
    document["components"]["requestBodies"]["Cat"]["required"] = false.into();
    checks::derives(
        &checks::lowered(&document),
        &[("body_not_required", "/paths/~1owners~1{owner}~1cats/post/requestBody")],
    );
}

#[test]
fn a_body_without_json_is_validated_only_by_the_server() {
    let mut document = document();
    let schema = json!({ "type": "object", "required": ["file"], "properties": { "file": { "type": "string", "format": "binary" } } });
    document["paths"]["/owners/{owner}/cats"]["post"]["requestBody"] =
        json!({ "required": true, "content": { "multipart/form-data": { "schema": schema } } });
    let lowered = checks::lowered(&document);
    let place = "/paths/~1owners~1{owner}~1cats/post/requestBody/content/multipart~1form-data";
    checks::validates(&lowered, &[body::<Value>(place, json!({ "file": "a" }), json!({}), ("/file", "is required"))]);
    checks::derives(&lowered, &[("media_type", place)]);
}

#[test]
fn each_security_scheme_that_the_import_does_not_support_is_a_finding() {
    let mut document = document();
    let flows =
        json!({ "clientCredentials": { "tokenUrl": "https://login.example/token", "scopes": { "cats": "All." } } });
    document["components"]["securitySchemes"] = json!({
        "oauth": { "type": "oauth2", "flows": flows },
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "open_id": { "type": "openIdConnect", "openIdConnectUrl": "https://login.example/.well-known" },
        "key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
    });
    checks::derives(
        &checks::lowered(&document),
        &["oauth", "bearer", "open_id"]
            .map(|name| ("security_scheme", format!("/components/securitySchemes/{name}")))
            .each_ref()
            .map(|(rule, place)| (*rule, place.as_str())),
    );
}
