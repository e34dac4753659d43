//! A small contract, and what is derived from it.

use serde_json::{Value, json};
use textgate_openapi::apigateway::{Cors, Functions, GatewayResponse, Overlay, Rendering, derive};

/// An overlay that accepts no finding.
pub(crate) fn overlay() -> Overlay {
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
pub(crate) fn document() -> Value {
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

/// The document that API Gateway imports, for a CloudFormation template.
pub(crate) fn template(document: &Value) -> Value {
    derive(document, &overlay(), &Rendering::Template).unwrap_or_else(|findings| panic!("{findings}"))
}
