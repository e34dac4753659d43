//! Rules for a document that API Gateway is to import: its limits, and what the import would reject or ignore. They apply to
//! any such document, not only to derived ones.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rules::{
    AUTHORIZERS, DOCUMENT_SIZE, Finding, GATEWAY_RESPONSE, HTTP_API_ONLY, INTEGRATION, INTEGRATION_TIMEOUT,
    MAPPING_TEMPLATE, MODEL_KEYWORD, MODEL_NAME, MODELS_SIZE, OPENAPI_VERSION, REQUEST_VALIDATOR, RESOURCES,
    RESPONSE_SCHEMA, RESPONSE_STATUS, ROOT_SECURITY, Report,
};
use crate::document::Pointer;

const MAX_DOCUMENT_BYTES: usize = 6 * 1024 * 1024;
const MAX_MODEL_BYTES: usize = 400 * 1024;
const MAX_TEMPLATE_BYTES: usize = 300 * 1024;
const MAX_RESOURCES: usize = 300;
const MAX_AUTHORIZERS: usize = 10;

/// The keywords of JSON Schema draft 4 that API Gateway enforces, and `description`.
const MODEL_KEYWORDS: [&str; 22] = [
    "$ref",
    "type",
    "description",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "items",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "multipleOf",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
];

/// The types of gateway responses that can be customised: all except `REQUEST_TOO_LARGE`.
const GATEWAY_RESPONSES: [&str; 20] = [
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
];

/// Checks a document that API Gateway is to import as a REST API.
pub fn check(document: &Value) -> Vec<Finding> {
    let mut report = Report::default();
    let root = Pointer::default();
    if !document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0.")) {
        report.add(&OPENAPI_VERSION, &root.child("openapi"));
    }
    if document.to_string().len() > MAX_DOCUMENT_BYTES {
        report.add(&DOCUMENT_SIZE, &root);
    }
    if document.get("security").is_some() {
        report.add(&ROOT_SECURITY, &root.child("security"));
    }
    if document.get("x-amazon-apigateway-cors").is_some() {
        report.add(&HTTP_API_ONLY, &root.child("x-amazon-apigateway-cors"));
    }
    models(document, &mut report);
    resources(document, &mut report);
    authorizers(document, &mut report);
    gateway_responses(document, &mut report);
    operations(document, &mut report);
    report.0
}

fn models(document: &Value, report: &mut Report) {
    let pointer = Pointer::from("/components/schemas");
    let Some(models) = document.pointer(pointer.as_str()).and_then(Value::as_object) else { return };
    if models.values().map(|model| model.to_string().len()).sum::<usize>() > MAX_MODEL_BYTES {
        report.add(&MODELS_SIZE, &pointer);
    }
    for (name, model) in models {
        let pointer = pointer.child(name);
        if name.is_empty() || !name.chars().all(|character| character.is_ascii_alphanumeric()) {
            report.add(&MODEL_NAME, &pointer);
        }
        keywords(model, &pointer, report);
    }
}

fn keywords(schema: &Value, pointer: &Pointer, report: &mut Report) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let pointer = pointer.child(keyword);
        if !MODEL_KEYWORDS.contains(&keyword.as_str()) {
            report.add(&MODEL_KEYWORD, &pointer);
        }
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties", Value::Object(members)) => {
                members.iter().for_each(|(name, member)| keywords(member, &pointer.child(name), report));
            }
            ("items" | "additionalProperties" | "not", inner) => keywords(inner, &pointer, report),
            ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                branches.iter().enumerate().for_each(|(index, branch)| keywords(branch, &pointer.child(index), report));
            }
            _ => {}
        }
    }
}

/// Checks the number of resources. Each path segment is a resource, and the root is one.
fn resources(document: &Value, report: &mut Report) {
    let mut resources = BTreeSet::from([String::new()]);
    for path in document["paths"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        let mut resource = String::new();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            resource = format!("{resource}/{segment}");
            resources.insert(resource.clone());
        }
    }
    if resources.len() > MAX_RESOURCES {
        report.add(&RESOURCES, &Pointer::from("/paths"));
    }
}

fn authorizers(document: &Value, report: &mut Report) {
    let pointer = Pointer::from("/components/securitySchemes");
    let mut count = 0;
    for (name, scheme) in document.pointer(pointer.as_str()).and_then(Value::as_object).into_iter().flatten() {
        if let Some(authorizer) = scheme.get("x-amazon-apigateway-authorizer") {
            count += 1;
            if authorizer["type"] == "jwt" {
                report.add(&HTTP_API_ONLY, &pointer.child(name).child("x-amazon-apigateway-authorizer"));
            }
        }
    }
    if count > MAX_AUTHORIZERS {
        report.add(&AUTHORIZERS, &pointer);
    }
}

fn gateway_responses(document: &Value, report: &mut Report) {
    let pointer = Pointer::default().child("x-amazon-apigateway-gateway-responses");
    for (kind, response) in document.pointer(pointer.as_str()).and_then(Value::as_object).into_iter().flatten() {
        let pointer = pointer.child(kind);
        if !GATEWAY_RESPONSES.contains(&kind.as_str()) {
            report.add(&GATEWAY_RESPONSE, &pointer);
        }
        templates(&response["responseTemplates"], &pointer.child("responseTemplates"), report);
    }
}

fn operations(document: &Value, report: &mut Report) {
    let validators = &document["x-amazon-apigateway-request-validators"];
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let pointer = Pointer::from("/paths").child(path);
        let methods = item.as_object().into_iter().flatten().filter(|(name, _)| *name != "parameters");
        for (method, operation) in methods {
            let pointer = pointer.child(method);
            let own = operation.get("x-amazon-apigateway-request-validator");
            let validator = own.or_else(|| document.get("x-amazon-apigateway-request-validator"));
            let takes_input = operation.get("requestBody").is_some() || operation.get("parameters").is_some();
            let is_mock = operation["x-amazon-apigateway-integration"]["type"] == "mock";
            let defined = validator.and_then(Value::as_str).is_some_and(|name| validators.get(name).is_some());
            if takes_input && !is_mock && !defined {
                report.add(&REQUEST_VALIDATOR, &pointer);
            }
            responses(operation, &pointer.child("responses"), report);
            integration(operation, &pointer, report);
        }
    }
}

fn responses(operation: &Value, pointer: &Pointer, report: &mut Report) {
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let pointer = pointer.child(status);
        if !(status.len() == 3 && status.parse::<u16>().is_ok()) {
            report.add(&RESPONSE_STATUS, &pointer);
        }
        for (media_type, described) in response["content"].as_object().into_iter().flatten() {
            let schema = &described["schema"];
            if !schema.is_null() && schema.get("$ref").is_none() && schema["type"] != "object" {
                report.add(&RESPONSE_SCHEMA, &pointer.child("content").child(media_type).child("schema"));
            }
        }
    }
}

fn integration(operation: &Value, pointer: &Pointer, report: &mut Report) {
    let pointer = pointer.child("x-amazon-apigateway-integration");
    let Some(integration) = operation.get("x-amazon-apigateway-integration") else {
        return report.add(&INTEGRATION, &pointer);
    };
    let maximum = if integration["responseTransferMode"] == "STREAM" { 900_000 } else { 29_000 };
    if integration["timeoutInMillis"].as_u64().is_some_and(|timeout| !(50..=maximum).contains(&timeout)) {
        report.add(&INTEGRATION_TIMEOUT, &pointer.child("timeoutInMillis"));
    }
    templates(&integration["requestTemplates"], &pointer.child("requestTemplates"), report);
}

fn templates(templates: &Value, pointer: &Pointer, report: &mut Report) {
    for (media_type, template) in templates.as_object().into_iter().flatten() {
        if template.as_str().is_some_and(|template| template.len() > MAX_TEMPLATE_BYTES) {
            report.add(&MAPPING_TEMPLATE, &pointer.child(media_type));
        }
    }
}
