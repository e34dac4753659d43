//! The response to the preflight request of a browser.

use serde_json::{Map, Value, json};

use super::overlay::Cors;
use super::paths::path_parameters;

/// The operation OPTIONS of a path, which has the other `operations`. The gateway answers it by itself, without the server.
pub(crate) fn preflight(cors: &Cors, operations: &Map<String, Value>, path: &str) -> Value {
    let methods: Vec<_> = operations.keys().map(|method| method.to_uppercase()).collect();
    let headers = [
        ("Access-Control-Allow-Origin", cors.allow_origin.clone()),
        ("Access-Control-Allow-Methods", methods.join(",")),
        ("Access-Control-Allow-Headers", cors.allow_headers.join(",")),
        ("Access-Control-Max-Age", cors.max_age_seconds.to_string()),
    ];
    let described: Map<_, _> =
        headers.iter().map(|(name, _)| ((*name).to_owned(), json!({ "schema": { "type": "string" } }))).collect();
    let values: Map<_, _> = headers
        .iter()
        .map(|(name, value)| (format!("method.response.header.{name}"), json!(format!("'{value}'"))))
        .collect();
    let mut preflight = json!({
        "summary": "Answer a browser's preflight request",
        "responses": { "204": { "description": "What a call from another origin may do.", "headers": described } },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "when_no_match",
            "requestTemplates": { "application/json": "{\"statusCode\": 204}" },
            "responses": { "default": { "statusCode": "204", "responseParameters": values } },
        },
    });
    let parameters: Vec<_> = path_parameters(path)
        .into_iter()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if !parameters.is_empty() {
        preflight["parameters"] = parameters.into();
    }
    preflight
}
