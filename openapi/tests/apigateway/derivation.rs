//! What the derivation makes of a contract.

use serde_json::{Value, json};
use textgate_openapi::apigateway::{Access, Rendering, derive};

use crate::fixture::{document, overlay, template};

#[test]
fn constraints_reach_the_model_and_annotations_do_not() {
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
        "the models have no references but recursive ones, and there is one for each schema that a body reaches"
    );
}

#[test]
fn an_operation_keeps_the_keywords_that_the_import_reads() {
    let derived = template(&document());
    assert_eq!(derived["openapi"], "3.0.1");
    assert_eq!(derived["info"], json!({ "title": "t", "version": "1.0.0" }));
    for root in ["servers", "security", "tags"] {
        assert!(derived.get(root).is_none(), "{root}");
    }
    let post = &derived["paths"]["/do"]["post"];
    assert_eq!(post["security"], json!([{ "key": [] }]), "the security of the root");
    assert_eq!(post["x-amazon-apigateway-request-validator"], "body and parameters");
    assert_eq!(post["responses"], json!({ "200": { "description": "d" } }));
    let get = &derived["paths"]["/items/{id}"]["get"];
    assert!(get.get("security").is_none(), "it requires no credentials");
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
fn references_to_parameters_and_bodies_are_replaced_by_their_targets() {
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
fn each_path_has_a_preflight_operation() {
    let derived = template(&document());
    let preflight = &derived["paths"]["/items/{id}"]["options"];
    let response = &preflight["x-amazon-apigateway-integration"]["responses"]["default"];
    assert_eq!(response["statusCode"], "204");
    let header = |name: &str| response["responseParameters"][format!("method.response.header.{name}")].clone();
    assert_eq!(header("Access-Control-Allow-Methods"), "'GET'");
    assert_eq!(header("Access-Control-Allow-Origin"), "'*'");
    assert!(preflight.get("security").is_none(), "a browser sends no API key with a preflight request");
    assert_eq!(preflight["parameters"][0]["name"], "id");
}

#[test]
fn a_gateway_response_has_the_error_body_of_the_contract() {
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
fn renderings_only_differ_in_the_integrations() {
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
fn access_replaces_the_security_of_the_operations_that_the_contract_protects() {
    let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p";
    let iam = json!({ "type": "apiKey", "in": "header", "name": "Authorization", "x-amazon-apigateway-authtype": "awsSigv4" });
    let cognito = json!({
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": { "type": "cognito_user_pools", "providerARNs": [arn] },
    });
    let mut contract = document();
    contract["paths"]["/do"]["post"]["security"] = json!([]);
    for (access, scheme) in [
        (Access::Contract, None),
        (Access::Iam, Some(json!({ "caller": iam }))),
        (Access::Cognito { user_pool_arn: arn.to_owned() }, Some(json!({ "caller": cognito }))),
        (Access::Open, Some(json!({}))),
    ] {
        let derived = template(&access.applied(&contract));
        let security = |path: &str, method: &str| derived["paths"][path][method].get("security").cloned();
        let required = match access {
            Access::Contract => Some(json!([{ "key": [] }])),
            Access::Open => None,
            _ => Some(json!([{ "caller": [] }])),
        };
        assert_eq!(security("/do/live", "post"), required, "{access:?}: the security of the root");
        for (path, method) in [("/do", "post"), ("/items/{id}", "get"), ("/do", "options")] {
            assert_eq!(security(path, method), None, "{access:?}: {method} {path} requires no credentials");
        }
        let schemes = scheme.unwrap_or_else(|| document()["components"]["securitySchemes"].clone());
        assert_eq!(derived["components"]["securitySchemes"], schemes);
    }
}
