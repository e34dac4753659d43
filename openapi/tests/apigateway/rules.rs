//! Each rule finds its violation.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use textgate_openapi::apigateway::{Accepted, Overlay, RULES, Rendering, check_import, derive};

use crate::fixture::{document, overlay, template};

/// The rules and pointers of the findings that prevent the derivation of `document`.
fn findings(document: &Value, overlay: &Overlay) -> Vec<(&'static str, String)> {
    let findings = derive(document, overlay, &Rendering::Template).expect_err("refused").0;
    findings.into_iter().map(|finding| (finding.rule.name, finding.pointer.to_string())).collect()
}

#[test]
fn a_finding_shows_pointer_reason_remedy_and_source() {
    let mut document = document();
    document["components"]["securitySchemes"]["jwt"] = json!({ "type": "http", "scheme": "bearer" });
    let findings = derive(&document, &overlay(), &Rendering::Template).expect_err("refused");
    assert_eq!(
        findings.to_string(),
        "/components/securitySchemes/jwt: API Gateway only imports security schemes of type apiKey; declare an apiKey \
         scheme; for a Cognito or Lambda authorizer, one on the header Authorization (security_scheme; \
         api-gateway-known-issues)"
    );
}

#[test]
fn an_accepted_finding_is_not_reported_and_a_stale_acceptance_is() {
    let plain = document();
    let mut bounded = document();
    bounded["components"]["schemas"]["Body"]["properties"]["children"]["maxItems"] = 3.into();
    let pointer = "/components/schemas/Body/properties/children/maxItems";
    assert_eq!(findings(&bounded, &overlay()), [("array_length", pointer.to_owned())]);
    let accepted = Accepted { rule: "array_length".to_owned(), pointer: pointer.to_owned(), reason: "r".to_owned() };
    let overlay = Overlay { accepted: vec![accepted], ..overlay() };
    let derived = derive(&bounded, &overlay, &Rendering::Template).expect("derives");
    assert!(derived["components"]["schemas"]["Body"]["properties"]["children"].get("maxItems").is_none());
    assert_eq!(findings(&plain, &overlay), [("stale_acceptance", pointer.to_owned())]);
}

/// A rule, the pointer of its finding, and a function that adds a violation to a document.
type Violation = (&'static str, &'static str, fn(&mut Value));

const VIOLATIONS_OF_CONTRACT: &[Violation] = &[
    ("array_length", "/components/schemas/Body/properties/children/minItems", |d| {
        d["components"]["schemas"]["Body"]["properties"]["children"]["minItems"] = 1.into();
    }),
    ("parameter_constraint", "/paths/~1items~1{id}/get/parameters/0/schema/maxLength", |d| {
        d["paths"]["/items/{id}"]["get"]["parameters"][0]["schema"]["maxLength"] = 9.into();
    }),
    ("parameter_constraint", "/paths/~1items~1{id}/parameters/0/schema/pattern", |d| {
        d["paths"]["/items/{id}"]["parameters"][0]["schema"]["pattern"] = "^a$".into();
    }),
    ("cookie_parameter", "/paths/~1items~1{id}/get/parameters/0", |d| {
        d["paths"]["/items/{id}"]["get"]["parameters"][0]["in"] = "cookie".into();
    }),
    ("media_type", "/paths/~1do/post/requestBody/content/application~1xml", |d| {
        d["paths"]["/do"]["post"]["requestBody"]["content"]["application/xml"] = json!({});
    }),
    ("body_not_required", "/paths/~1do/post/requestBody", |d| {
        d["paths"]["/do"]["post"]["requestBody"]["required"] = false.into();
    }),
    ("body_without_schema", "/paths/~1do/post/requestBody/content/application~1json", |d| {
        d["paths"]["/do"]["post"]["requestBody"]["content"]["application/json"] = json!({});
    }),
    ("model_name", "/components/schemas/Bo_dy", |d| {
        d["components"]["schemas"]["Bo_dy"] = json!({ "type": "object" });
        let schema = json!({ "$ref": "#/components/schemas/Bo_dy" });
        d["paths"]["/do/live"]["post"]["requestBody"]["content"]["application/json"]["schema"] = schema;
    }),
    ("model_keyword", "/components/schemas/Body/properties/name/nullable", |d| {
        d["components"]["schemas"]["Body"]["properties"]["name"]["nullable"] = true.into();
    }),
    ("union_reference", "/components/schemas/Body/properties/name/oneOf/0", |d| {
        let union = json!({ "oneOf": [{ "$ref": "#/components/schemas/Body" }] });
        d["components"]["schemas"]["Body"]["properties"]["name"] = union;
    }),
    ("external_reference", "/components/schemas/Body/properties/mood/$ref", |d| {
        d["components"]["schemas"]["Body"]["properties"]["mood"]["$ref"] = "moods.json#/Mood".into();
    }),
    ("dangling_reference", "/components/schemas/Body/properties/mood/$ref", |d| {
        d["components"]["schemas"]["Body"]["properties"]["mood"]["$ref"] = "#/components/schemas/Nothing".into();
    }),
    ("dangling_reference", "/paths/~1items~1{id}/get/parameters/0/$ref", |d| {
        d["paths"]["/items/{id}"]["get"]["parameters"][0] = json!({ "$ref": "#/components/parameters/Nothing" });
    }),
    ("external_reference", "/paths/~1do/post/requestBody/$ref", |d| {
        d["paths"]["/do"]["post"]["requestBody"] = json!({ "$ref": "bodies.json#/Body" });
    }),
    ("security_scheme", "/components/securitySchemes/key", |d| {
        d["components"]["securitySchemes"]["key"]["type"] = "oauth2".into();
    }),
    ("api_key_place", "/components/securitySchemes/key/in", |d| {
        d["components"]["securitySchemes"]["key"]["in"] = "query".into();
    }),
    ("api_key_place", "/components/securitySchemes/session/in", |d| {
        d["components"]["securitySchemes"]["session"] = json!({ "type": "apiKey", "in": "cookie", "name": "s" });
    }),
    ("api_key_header", "/components/securitySchemes/key/name", |d| {
        d["components"]["securitySchemes"]["key"]["name"] = "x-token".into();
    }),
    ("optional_security", "/paths/~1do/post/security", |d| {
        d["paths"]["/do"]["post"]["security"] = json!([{ "key": [] }, {}]);
    }),
    ("optional_security", "/security", |d| d["security"] = json!([{}, { "key": [] }])),
    ("undefined_security_scheme", "/paths/~1do/post/security/0/nobody", |d| {
        d["paths"]["/do"]["post"]["security"] = json!([{ "nobody": [] }]);
    }),
    ("method", "/paths/~1do/trace", |d| d["paths"]["/do"]["trace"] = json!({ "responses": {} })),
    ("reserved_path", "/paths/~1ping", |d| d["paths"]["/ping"] = json!({})),
    ("path_parameter", "/paths/~1files~1{name}.json", |d| d["paths"]["/files/{name}.json"] = json!({})),
    ("path_part", "/paths/~1users~1@me", |d| d["paths"]["/users/@me"] = json!({})),
    ("path_part", "/paths/~1files~1{*rest}", |d| d["paths"]["/files/{*rest}"] = json!({})),
    ("sibling_parameters", "/paths/~1items~1{number}~1parts", |d| d["paths"]["/items/{number}/parts"] = json!({})),
    ("remapped_header", "/paths/~1do/post/responses/200/headers/WWW-Authenticate", |d| {
        d["paths"]["/do"]["post"]["responses"]["200"]["headers"] = json!({ "WWW-Authenticate": {} });
    }),
    ("resources", "/paths", |d| {
        for index in 0..300 {
            d["paths"][format!("/many/{index}")] = json!({});
        }
    }),
    ("models_size", "/components/schemas", |d| {
        d["components"]["schemas"]["Body"]["description"] = "d".repeat(400 * 1024).into();
    }),
    // Schemas whose size would double at each of 64 levels if they were written without references.
    ("models_size", "/components/schemas", |d| {
        for level in 0..64 {
            let next = json!({ "$ref": format!("#/components/schemas/Level{}", level + 1) });
            d["components"]["schemas"][format!("Level{level}")] = json!({ "properties": { "a": next, "b": next } });
        }
        d["components"]["schemas"]["Level64"] = json!({ "type": "string" });
        d["components"]["schemas"]["Body"]["properties"]["name"] = json!({ "$ref": "#/components/schemas/Level0" });
    }),
    ("document_size", "", |d| d["info"]["description"] = "d".repeat(6 * 1024 * 1024).into()),
];

#[test]
fn each_rule_for_the_contract_finds_its_violation() {
    for (rule, pointer, violate) in VIOLATIONS_OF_CONTRACT {
        let mut document = document();
        violate(&mut document);
        let findings = findings(&document, &overlay());
        assert!(findings.contains(&(*rule, (*pointer).to_owned())), "{rule} at {pointer} in {findings:?}");
    }
}

const VIOLATIONS_OF_IMPORT: &[Violation] = &[
    ("openapi_version", "/openapi", |d| d["openapi"] = "3.1.0".into()),
    ("root_security", "/security", |d| d["security"] = json!([{ "key": [] }])),
    ("http_api_only", "/x-amazon-apigateway-cors", |d| d["x-amazon-apigateway-cors"] = json!({})),
    ("http_api_only", "/components/securitySchemes/key/x-amazon-apigateway-authorizer", |d| {
        d["components"]["securitySchemes"]["key"]["x-amazon-apigateway-authorizer"] = json!({ "type": "jwt" });
    }),
    ("authorizers", "/components/securitySchemes", |d| {
        for index in 0..11 {
            let scheme = json!({ "type": "apiKey", "x-amazon-apigateway-authorizer": { "type": "request" } });
            d["components"]["securitySchemes"][format!("authorizer{index}")] = scheme;
        }
    }),
    ("model_name", "/components/schemas/Bo_dy", |d| d["components"]["schemas"]["Bo_dy"] = json!({})),
    ("model_keyword", "/components/schemas/Body/properties/size/exclusiveMinimum", |d| {
        d["components"]["schemas"]["Body"]["properties"]["size"]["exclusiveMinimum"] = true.into();
    }),
    (
        "mapping_template",
        "/paths/~1do/options/x-amazon-apigateway-integration/requestTemplates/application~1json",
        |d| {
            let template = "t".repeat(301 * 1024);
            d["paths"]["/do"]["options"]["x-amazon-apigateway-integration"]["requestTemplates"]["application/json"] =
                template.into();
        },
    ),
    ("response_schema", "/paths/~1do/post/responses/200/content/application~1json/schema", |d| {
        let content = json!({ "application/json": { "schema": { "type": "string" } } });
        d["paths"]["/do"]["post"]["responses"]["200"]["content"] = content;
    }),
    ("response_status", "/paths/~1do/post/responses/5XX", |d| {
        d["paths"]["/do"]["post"]["responses"]["5XX"] = json!({});
    }),
    ("integration", "/paths/~1do/post/x-amazon-apigateway-integration", |d| {
        let post = d["paths"]["/do"]["post"].as_object_mut().expect("an object");
        post.remove("x-amazon-apigateway-integration");
    }),
    ("integration_timeout", "/paths/~1do/post/x-amazon-apigateway-integration/timeoutInMillis", |d| {
        d["paths"]["/do"]["post"]["x-amazon-apigateway-integration"]["timeoutInMillis"] = 29_001.into();
    }),
    ("integration_timeout", "/paths/~1do~1live/post/x-amazon-apigateway-integration/timeoutInMillis", |d| {
        d["paths"]["/do/live"]["post"]["x-amazon-apigateway-integration"]["timeoutInMillis"] = 900_001.into();
    }),
    ("request_validator", "/paths/~1do/post", |d| {
        d["paths"]["/do"]["post"]["x-amazon-apigateway-request-validator"] = "nobody".into();
    }),
    ("gateway_response", "/x-amazon-apigateway-gateway-responses/REQUEST_TOO_LARGE", |d| {
        d["x-amazon-apigateway-gateway-responses"]["REQUEST_TOO_LARGE"] = json!({});
    }),
];

#[test]
fn each_rule_for_the_import_finds_its_violation_and_nothing_else() {
    let derived = template(&document());
    assert_eq!(check_import(&derived), [], "a derived document violates no rule");
    for (rule, pointer, violate) in VIOLATIONS_OF_IMPORT {
        let mut document = derived.clone();
        violate(&mut document);
        let findings = check_import(&document).into_iter();
        let found: Vec<_> = findings.map(|finding| (finding.rule.name, finding.pointer.to_string())).collect();
        assert_eq!(found, [(*rule, (*pointer).to_owned())]);
    }
}

#[test]
fn every_rule_is_tested_by_a_violation() {
    let tested: BTreeSet<_> =
        VIOLATIONS_OF_CONTRACT.iter().chain(VIOLATIONS_OF_IMPORT).map(|(rule, ..)| *rule).collect();
    // A test above covers the last rule.
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.name).filter(|rule| *rule != "stale_acceptance").collect();
    assert_eq!(tested, rules);
}
