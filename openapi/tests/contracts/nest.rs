//! A document as `NestJS` and older generators write it: OpenAPI 3.0 with `nullable`, `allOf` around references, shared
//! parts in components, every kind of security.

use serde_json::{Value, json};

use crate::judge::{self, body};

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
fn what_is_openapi_3_0_already_stays_as_it_is() {
    let mut expected = document();
    expected["openapi"] = "3.0.3".into();
    assert_eq!(judge::lowered(&document()), expected);
}

#[test]
fn a_huge_enumeration_is_judged_and_the_violation_is_one() {
    let lowered = judge::lowered(&document());
    let validator =
        textgate_openapi::Validator::compile(&lowered, "/components/schemas/CreateCatDto").expect("compiles");
    assert_eq!(validator.violations(&json!({ "name": "Tom", "breed": "breed_1999" })), []);
    let violations = validator.violations(&json!({ "name": "Tom", "breed": "breed_2000" }));
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer.as_str(), "/breed");
}

#[test]
fn shared_parameters_and_bodies_are_judged_at_the_gateway() {
    let derived = judge::derives(&judge::lowered(&document()), &[]);
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
    let planted = |schema: Value| {
        let mut document = document();
        document["components"]["schemas"]["CreateCatDto"]["properties"]["planted"] = schema;
        document
    };
    let place = "/components/schemas/CreateCatDto/properties/planted";
    let nullable = planted(json!({ "type": "string", "nullable": true }));
    judge::refused_keyword(&nullable, &format!("{place}/nullable"), "request schema");
    let all_of = planted(json!({ "allOf": [{ "$ref": "#/components/schemas/Breed" }] }));
    judge::refused_keyword(&all_of, &format!("{place}/allOf"), "request schema");
    let exclusive = planted(json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }));
    judge::refused_keyword(&exclusive, &format!("{place}/exclusiveMinimum"), "schema");
    let read_only = planted(json!({ "type": "string", "readOnly": true }));
    judge::refused_keyword(&read_only, &format!("{place}/readOnly"), "schema");
}

#[test]
fn a_body_that_lacks_required_is_one_finding() {
    let mut document = document();
    document["components"]["requestBodies"]["Cat"]["required"] = false.into();
    judge::derives(
        &judge::lowered(&document),
        &[("body_not_required", "/paths/~1owners~1{owner}~1cats/post/requestBody")],
    );
}

#[test]
fn a_shared_body_without_json_is_judged_by_the_server_alone() {
    let mut document = document();
    let schema = json!({ "type": "object", "required": ["file"], "properties": { "file": { "type": "string", "format": "binary" } } });
    document["paths"]["/owners/{owner}/cats"]["post"]["requestBody"] =
        json!({ "required": true, "content": { "multipart/form-data": { "schema": schema } } });
    let lowered = judge::lowered(&document);
    let place = "/paths/~1owners~1{owner}~1cats/post/requestBody/content/multipart~1form-data";
    judge::judges(&lowered, &[body::<Value>(place, json!({ "file": "a" }), json!({}), ("/file", "is required"))]);
    judge::derives(&lowered, &[("media_type", place)]);
}

#[test]
fn security_that_the_import_does_not_know_is_a_finding_each() {
    let mut document = document();
    let flows =
        json!({ "clientCredentials": { "tokenUrl": "https://login.example/token", "scopes": { "cats": "All." } } });
    document["components"]["securitySchemes"] = json!({
        "oauth": { "type": "oauth2", "flows": flows },
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "open_id": { "type": "openIdConnect", "openIdConnectUrl": "https://login.example/.well-known" },
        "key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
    });
    judge::derives(
        &judge::lowered(&document),
        &["oauth", "bearer", "open_id"]
            .map(|name| ("security_scheme", format!("/components/securitySchemes/{name}")))
            .each_ref()
            .map(|(rule, place)| (*rule, place.as_str())),
    );
}
