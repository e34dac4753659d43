//! The derivation for API Gateway: what it makes of a contract, and that each rule is enforced.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use textgate_openapi::gateway::{
    Accepted, Access, Cors, Functions, GatewayResponse, Overlay, RULES, Rendering, check_import, derive,
};

fn overlay() -> Overlay {
    Overlay {
        functions: Functions {
            buffered: "Buffered.Arn".to_owned(),
            streaming: "Streaming.Arn".to_owned(),
            buffered_timeout_ms: 29_000,
            streaming_timeout_ms: 300_000,
        },
        cors: Cors {
            allow_origin: "*".to_owned(),
            allow_headers: vec!["content-type".to_owned()],
            expose_headers: vec!["x-request-id".to_owned()],
            max_age_seconds: 600,
        },
        responses: vec![GatewayResponse {
            kind: "THROTTLED".to_owned(),
            status: Some(429),
            code: "rate_limited".to_owned(),
            error: "too \"many\" requests".to_owned(),
            retry_after: Some(5),
            equals_server: true,
        }],
        accepted: Vec::new(),
    }
}

/// A lowered document with one operation that takes a body, one that streams, and one without a body.
fn document() -> Value {
    let takes = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "required": true, "content": { "application/json": { "schema": schema } } })
    };
    let answers = |media_type: &str| {
        let content = json!({ media_type: { "schema": { "type": "string" } } });
        json!({ "200": { "description": "d", "content": content }, "4XX": { "description": "d" } })
    };
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let since =
        json!({ "name": "since", "in": "query", "required": true, "schema": { "type": "string" }, "example": "e" });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1.0.0", "contact": { "name": "n" } },
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }],
        "tags": [{ "name": "g" }],
        "paths": {
            "/do": { "post": {
                "operationId": "do",
                "tags": ["g"],
                "requestBody": takes("Body"),
                "responses": answers("application/json"),
            } },
            "/do/live": { "post": {
                "operationId": "live",
                "requestBody": takes("Body"),
                "responses": answers("text/event-stream"),
            } },
            "/items/{id}": {
                "parameters": [id],
                "get": {
                    "operationId": "item",
                    "security": [{}],
                    "parameters": [since],
                    "responses": answers("application/json"),
                },
            },
        },
        "components": {
            "schemas": {
                "Body": {
                    "type": "object",
                    "required": ["name"],
                    "additionalProperties": false,
                    "example": {},
                    "properties": {
                        "name": {
                            "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$",
                            "example": "a", "format": "x",
                        },
                        "size": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 9 },
                        "mood": { "$ref": "#/components/schemas/Mood" },
                        "children": { "type": "array", "items": { "$ref": "#/components/schemas/Body" } },
                    },
                },
                "Mood": { "type": "string", "enum": ["glad", "sad"], "deprecated": true },
                "Unused": { "type": "object" },
            },
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "x-api-key" } },
        },
    })
}

fn template(document: &Value) -> Value {
    derive(document, &overlay(), &Rendering::Template).unwrap_or_else(|findings| panic!("{findings}"))
}

/// The names and places of what keeps `document` from being derived.
fn found(document: &Value, overlay: &Overlay) -> Vec<(&'static str, String)> {
    let findings = derive(document, overlay, &Rendering::Template).expect_err("refused").0;
    findings.into_iter().map(|finding| (finding.rule.name, finding.pointer.to_string())).collect()
}

#[test]
fn a_web_of_constraints_reaches_the_model_and_what_judges_nothing_does_not() {
    let derived = template(&document());
    assert_eq!(
        derived["components"]["schemas"],
        json!({ "Body": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" },
                "size": { "type": "integer", "minimum": 1, "maximum": 9 },
                "mood": { "type": "string", "enum": ["glad", "sad"] },
                "children": { "type": "array", "items": { "$ref": "#/components/schemas/Body" } },
            },
        } }),
        "self-contained but for the recursion, and no model that no body reaches"
    );
}

#[test]
fn an_operation_keeps_what_the_import_reads() {
    let derived = template(&document());
    assert_eq!(derived["openapi"], "3.0.1");
    assert_eq!(derived["info"], json!({ "title": "t", "version": "1.0.0" }));
    for root in ["servers", "security", "tags"] {
        assert!(derived.get(root).is_none(), "{root}");
    }
    let post = &derived["paths"]["/do"]["post"];
    assert_eq!(post["security"], json!([{ "key": [] }]), "the root's, repeated");
    assert_eq!(post["x-amazon-apigateway-request-validator"], "body and parameters");
    assert_eq!(post["responses"], json!({ "200": { "description": "d" } }));
    let get = &derived["paths"]["/items/{id}"]["get"];
    assert!(get.get("security").is_none(), "it asks for nothing");
    assert_eq!(get["x-amazon-apigateway-request-validator"], "parameters");
    assert_eq!(
        get["parameters"],
        json!([
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "since", "in": "query", "required": true, "schema": { "type": "string" } },
        ])
    );
}

#[test]
fn parameters_and_bodies_by_reference_are_written_out() {
    let mut document = document();
    let parameter = document["paths"]["/items/{id}"]["get"]["parameters"][0].clone();
    let body = document["paths"]["/do"]["post"]["requestBody"].clone();
    let expected = template(&document);
    document["components"]["parameters"] = json!({ "Since": parameter });
    document["components"]["requestBodies"] = json!({ "Do": body });
    document["paths"]["/items/{id}"]["get"]["parameters"][0] = json!({ "$ref": "#/components/parameters/Since" });
    document["paths"]["/do"]["post"]["requestBody"] = json!({ "$ref": "#/components/requestBodies/Do" });
    assert_eq!(template(&document), expected);
}

#[test]
fn each_path_answers_preflights_by_itself() {
    let derived = template(&document());
    let preflight = &derived["paths"]["/items/{id}"]["options"];
    let answer = &preflight["x-amazon-apigateway-integration"]["responses"]["default"];
    assert_eq!(answer["statusCode"], "204");
    let header = |name: &str| answer["responseParameters"][format!("method.response.header.{name}")].clone();
    assert_eq!(header("Access-Control-Allow-Methods"), "'GET'");
    assert_eq!(header("Access-Control-Allow-Origin"), "'*'");
    assert!(preflight.get("security").is_none(), "a browser sends no key with it");
    assert_eq!(preflight["parameters"][0]["name"], "id");
}

#[test]
fn a_gateway_response_is_the_one_error_body() {
    let derived = template(&document());
    let response = &derived["x-amazon-apigateway-gateway-responses"]["THROTTLED"];
    assert_eq!(response["statusCode"], "429");
    let body = response["responseTemplates"]["application/json"].as_str().expect("text");
    assert_eq!(
        serde_json::from_str::<Value>(body).expect("JSON"),
        json!({ "error": "too \"many\" requests", "code": "rate_limited", "request_id": "$context.extendedRequestId" })
    );
    let header = |name: &str| response["responseParameters"][format!("gatewayresponse.header.{name}")].clone();
    assert_eq!(header("retry-after"), "'5'");
    assert_eq!(header("x-request-id"), "context.extendedRequestId");
    assert_eq!(header("access-control-allow-origin"), "'*'");
}

#[test]
fn operations_that_stream_have_streaming_integrations() {
    let derived = template(&document());
    let integration = |path: &str| derived["paths"][path]["post"]["x-amazon-apigateway-integration"].clone();
    let gateway = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path";
    assert_eq!(
        integration("/do"),
        json!({
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": { "Fn::Sub": format!("{gateway}/2015-03-31/functions/${{Buffered.Arn}}/invocations") },
            "timeoutInMillis": 29_000,
        })
    );
    let streaming = format!("{gateway}/2021-11-15/functions/${{Streaming.Arn}}/response-streaming-invocations");
    assert_eq!(
        integration("/do/live"),
        json!({
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": { "Fn::Sub": streaming },
            "timeoutInMillis": 300_000,
            "responseTransferMode": "STREAM",
        })
    );
}

#[test]
fn renderings_differ_in_integrations_only() {
    let function = "arn:aws:lambda:eu-west-1:123456789012:function:b";
    let literal = Rendering::Literal { buffered: function.to_owned(), streaming: format!("{function}-live") };
    let proxy = Rendering::Proxy { url: "http://127.0.0.1:8080/".to_owned() };
    let derived = |rendering| derive(&document(), &overlay(), rendering).expect("derives");
    let (template, mut literal, mut proxy) = (derived(&Rendering::Template), derived(&literal), derived(&proxy));
    assert_eq!(
        literal["paths"]["/do"]["post"]["x-amazon-apigateway-integration"]["uri"],
        format!("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{function}/invocations")
    );
    let item = &proxy["paths"]["/items/{id}"]["get"]["x-amazon-apigateway-integration"];
    assert_eq!(item["uri"], "http://127.0.0.1:8080/items/{id}");
    assert_eq!(item["httpMethod"], "GET");
    assert_eq!(item["requestParameters"], json!({ "integration.request.path.id": "method.request.path.id" }));
    for other in [&mut literal, &mut proxy] {
        assert_ne!(*other, template);
        for (path, item) in template["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let integration = "x-amazon-apigateway-integration";
                other["paths"][path][method][integration] = operation[integration].clone();
            }
        }
        assert_eq!(*other, template);
    }
}

#[test]
fn a_gateway_may_ask_for_something_else_than_the_contract_of_the_same_operations() {
    let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p";
    let iam = json!({ "type": "apiKey", "in": "header", "name": "Authorization", "x-amazon-apigateway-authtype": "awsSigv4" });
    let cognito = json!({
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": { "type": "cognito_user_pools", "providerARNs": [arn] },
    });
    let mut inherits = document();
    inherits["paths"]["/do"]["post"]["security"] = json!([]);
    for (access, scheme) in [
        (Access::Contract, None),
        (Access::Iam, Some(json!({ "caller": iam }))),
        (Access::Cognito { user_pool_arn: arn.to_owned() }, Some(json!({ "caller": cognito }))),
        (Access::Open, Some(json!({}))),
    ] {
        let derived = template(&access.applied(&inherits));
        let security = |path: &str, method: &str| derived["paths"][path][method].get("security").cloned();
        let asked = match access {
            Access::Contract => Some(json!([{ "key": [] }])),
            Access::Open => None,
            _ => Some(json!([{ "caller": [] }])),
        };
        assert_eq!(security("/do/live", "post"), asked, "{access:?}: the root's");
        for (path, method) in [("/do", "post"), ("/items/{id}", "get"), ("/do", "options")] {
            assert_eq!(security(path, method), None, "{access:?}: {method} {path} asks for nothing");
        }
        let schemes = scheme.unwrap_or_else(|| document()["components"]["securitySchemes"].clone());
        assert_eq!(derived["components"]["securitySchemes"], schemes);
    }
}

#[test]
fn a_finding_names_place_reason_remedy_and_source() {
    let mut document = document();
    document["components"]["securitySchemes"]["jwt"] = json!({ "type": "http", "scheme": "bearer" });
    let findings = derive(&document, &overlay(), &Rendering::Template).expect_err("refused");
    assert_eq!(
        findings.to_string(),
        "/components/securitySchemes/jwt: API Gateway imports security schemes of type apiKey only; declare an apiKey \
         scheme; a Cognito or Lambda authorizer is one on the header Authorization (security_scheme; \
         api-gateway-known-issues)"
    );
}

#[test]
fn what_the_overlay_accepts_is_no_finding_and_what_it_accepts_in_vain_is_one() {
    let plain = document();
    let mut bounded = document();
    bounded["components"]["schemas"]["Body"]["properties"]["children"]["maxItems"] = 3.into();
    let place = "/components/schemas/Body/properties/children/maxItems";
    assert_eq!(found(&bounded, &overlay()), [("array_length", place.to_owned())]);
    let accepted = Accepted { rule: "array_length".to_owned(), pointer: place.to_owned(), reason: "r".to_owned() };
    let overlay = Overlay { accepted: vec![accepted], ..overlay() };
    let derived = derive(&bounded, &overlay, &Rendering::Template).expect("derives");
    assert!(derived["components"]["schemas"]["Body"]["properties"]["children"].get("maxItems").is_none());
    assert_eq!(found(&plain, &overlay), [("stale_acceptance", place.to_owned())]);
}

/// A rule, the place where it finds the violation, and what plants that.
type Planted = (&'static str, &'static str, fn(&mut Value));

const IN_THE_CONTRACT: &[Planted] = &[
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
    // Schemas that would double at each of 64 levels, written without references.
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
    for (rule, pointer, plant) in IN_THE_CONTRACT {
        let mut document = document();
        plant(&mut document);
        let found = found(&document, &overlay());
        assert!(found.contains(&(*rule, (*pointer).to_owned())), "{rule} at {pointer} in {found:?}");
    }
}

const IN_THE_IMPORT: &[Planted] = &[
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
    assert_eq!(check_import(&derived), [], "what is derived violates nothing");
    for (rule, pointer, plant) in IN_THE_IMPORT {
        let mut document = derived.clone();
        plant(&mut document);
        let findings = check_import(&document).into_iter();
        let found: Vec<_> = findings.map(|finding| (finding.rule.name, finding.pointer.to_string())).collect();
        assert_eq!(found, [(*rule, (*pointer).to_owned())]);
    }
}

#[test]
fn every_rule_has_a_planted_violation() {
    let planted: BTreeSet<_> = IN_THE_CONTRACT.iter().chain(IN_THE_IMPORT).map(|(rule, ..)| *rule).collect();
    // The last one is planted in a test of its own.
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.name).filter(|rule| *rule != "stale_acceptance").collect();
    assert_eq!(planted, rules);
}
