//! Rules for the contract. They find what API Gateway would not enforce, and what it could not import.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::paths::METHODS;
use super::references::resolve_or_report;
use super::rules::{
    API_KEY_HEADER, API_KEY_PLACE, BODY_NOT_REQUIRED, BODY_WITHOUT_SCHEMA, COOKIE_PARAMETER, MEDIA_TYPE, METHOD,
    OPTIONAL_SECURITY, PARAMETER_CONSTRAINT, PATH_PARAMETER, PATH_PART, REMAPPED_HEADER, RESERVED_PATH, Report,
    SECURITY_SCHEME, SIBLING_PARAMETERS, UNDEFINED_SECURITY_SCHEME,
};
use crate::document::Pointer;

/// The response headers that API Gateway renames to `X-Amzn-Remapped-…`.
const REMAPPED_HEADERS: [&str; 4] = ["date", "server", "www-authenticate", "user-agent"];

/// The pointer to the security schemes of a document.
const SECURITY_SCHEMES: &str = "/components/securitySchemes";

/// The extensions that make API Gateway enforce a scheme on any header.
const AUTHORIZER_EXTENSIONS: [&str; 2] = ["x-amazon-apigateway-authorizer", "x-amazon-apigateway-authtype"];

/// Keywords of a parameter's schema that are not constraints, apart from the type. API Gateway ignores all others.
const PARAMETER_ANNOTATIONS: [&str; 5] = ["type", "description", "example", "deprecated", "title"];

pub(crate) fn check(document: &Value, report: &mut Report) {
    security_schemes(document, report);
    security(document, document, &Pointer::default(), report);
    paths(document, report);
    let Some(paths) = document["paths"].as_object() else { return };
    for (path, item) in paths {
        let pointer = Pointer::from("/paths").child(path);
        for (name, value) in item.as_object().into_iter().flatten() {
            match name.as_str() {
                method if METHODS.contains(&method) => operation(document, value, &pointer.child(method), report),
                "trace" | "query" => report.add(&METHOD, &pointer.child(name)),
                "parameters" => parameters(document, value, &pointer.child(name), report),
                _ => {}
            }
        }
    }
}

fn security_schemes(document: &Value, report: &mut Report) {
    let pointer = Pointer::from(SECURITY_SCHEMES);
    for (name, scheme) in document.pointer(SECURITY_SCHEMES).and_then(Value::as_object).into_iter().flatten() {
        let pointer = pointer.child(name);
        let is_key_header = scheme["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"));
        let is_authorizer = AUTHORIZER_EXTENSIONS.iter().any(|extension| scheme.get(extension).is_some());
        if scheme["type"] != "apiKey" {
            report.add(&SECURITY_SCHEME, &pointer);
        } else if scheme["in"] != "header" {
            report.add(&API_KEY_PLACE, &pointer.child("in"));
        } else if !is_key_header && !is_authorizer {
            report.add(&API_KEY_HEADER, &pointer.child("name"));
        }
    }
}

/// Checks the security requirements of a document or an operation. They are alternatives; each is a set of schemes.
fn security(document: &Value, holder: &Value, pointer: &Pointer, report: &mut Report) {
    let pointer = pointer.child("security");
    let alternatives = holder["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    if alternatives.len() > 1 && alternatives.contains(&json!({})) {
        report.add(&OPTIONAL_SECURITY, &pointer);
    }
    for (index, schemes) in alternatives.iter().enumerate() {
        for name in schemes.as_object().into_iter().flat_map(serde_json::Map::keys) {
            let scheme = Pointer::from(SECURITY_SCHEMES).child(name);
            if document.pointer(scheme.as_str()).is_none() {
                report.add(&UNDEFINED_SECURITY_SCHEME, &pointer.child(index).child(name));
            }
        }
    }
}

fn paths(document: &Value, report: &mut Report) {
    let mut parameters: BTreeMap<String, &str> = BTreeMap::new();
    for path in document["paths"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        let pointer = Pointer::from("/paths").child(path);
        if path == "/ping" || path == "/sping" {
            report.add(&RESERVED_PATH, &pointer);
        }
        let mut before = String::new();
        for segment in path.split('/').skip(1) {
            if segment.contains('{') {
                let inner = segment.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
                match inner.filter(|inner| !inner.contains(['{', '}'])) {
                    None => report.add(&PATH_PARAMETER, &pointer),
                    Some(name) if *parameters.entry(before.clone()).or_insert(name) != name => {
                        report.add(&SIBLING_PARAMETERS, &pointer);
                    }
                    Some(name) if !is_path_part(name.strip_suffix('+').unwrap_or(name)) => {
                        report.add(&PATH_PART, &pointer);
                    }
                    Some(_) => {}
                }
            } else if !is_path_part(segment) {
                report.add(&PATH_PART, &pointer);
            }
            before = format!("{before}/{segment}");
        }
    }
}

/// Whether the name of a resource or of a path parameter has only characters that API Gateway accepts.
fn is_path_part(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || "._-:".contains(character))
}

fn operation(document: &Value, operation: &Value, pointer: &Pointer, report: &mut Report) {
    security(document, operation, pointer, report);
    if let Some(list) = operation.get("parameters") {
        parameters(document, list, &pointer.child("parameters"), report);
    }
    if let Some(body) = operation.get("requestBody") {
        request_body(document, body, &pointer.child("requestBody"), report);
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let pointer = pointer.child("responses").child(status);
        let Some(response) = resolve_or_report(document, response, &pointer, report) else { continue };
        let pointer = pointer.child("headers");
        for name in response["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            if REMAPPED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                report.add(&REMAPPED_HEADER, &pointer.child(name));
            }
        }
    }
}

fn parameters(document: &Value, list: &Value, pointer: &Pointer, report: &mut Report) {
    for (index, parameter) in list.as_array().into_iter().flatten().enumerate() {
        let pointer = pointer.child(index);
        let Some(parameter) = resolve_or_report(document, parameter, &pointer, report) else { continue };
        if parameter["in"] == "cookie" {
            report.add(&COOKIE_PARAMETER, &pointer);
        }
        for keyword in parameter["schema"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !PARAMETER_ANNOTATIONS.contains(&keyword.as_str()) {
                report.add(&PARAMETER_CONSTRAINT, &pointer.child("schema").child(keyword));
            }
        }
    }
}

fn request_body(document: &Value, body: &Value, pointer: &Pointer, report: &mut Report) {
    let Some(body) = resolve_or_report(document, body, pointer, report) else { return };
    if body["required"] != true {
        report.add(&BODY_NOT_REQUIRED, pointer);
    }
    for (media_type, described) in body["content"].as_object().into_iter().flatten() {
        let pointer = pointer.child("content").child(media_type);
        if media_type != "application/json" {
            report.add(&MEDIA_TYPE, &pointer);
        } else if described.pointer("/schema/$ref").is_none() {
            report.add(&BODY_WITHOUT_SCHEMA, &pointer);
        }
    }
}
