//! Rules for the contract: what it says and the gateway would not enforce, or could not import.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::reference::resolve_or_report;
use super::rules::{
    API_KEY_HEADER, API_KEY_PLACE, BODY_NOT_REQUIRED, BODY_WITHOUT_SCHEMA, COOKIE_PARAMETER, MEDIA_TYPE, METHOD,
    OPTIONAL_SECURITY, PARAMETER_CONSTRAINT, PATH_PARAMETER, PATH_PART, REMAPPED_HEADER, RESERVED_PATH, Report,
    SECURITY_SCHEME, SIBLING_PARAMETERS, UNDEFINED_SECURITY_SCHEME,
};
use crate::pointer::Pointer;

/// The methods of OpenAPI that API Gateway has.
pub(crate) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// What API Gateway calls `X-Amzn-Remapped-…` on the way out.
const REMAPPED_HEADERS: [&str; 4] = ["date", "server", "www-authenticate", "user-agent"];

/// Where a document defines its security schemes.
const SECURITY_SCHEMES: &str = "/components/securitySchemes";

/// What makes a scheme on any header one that API Gateway enforces.
const AUTHORIZER_EXTENSIONS: [&str; 2] = ["x-amazon-apigateway-authorizer", "x-amazon-apigateway-authtype"];

/// What a parameter's schema may say without the gateway ignoring a constraint.
const PARAMETER_ANNOTATIONS: [&str; 5] = ["type", "description", "example", "deprecated", "title"];

pub(crate) fn check(document: &Value, report: &mut Report) {
    security_schemes(document, report);
    security(document, document, &Pointer::default(), report);
    paths(document, report);
    let Some(paths) = document["paths"].as_object() else { return };
    for (path, item) in paths {
        let place = Pointer::from("/paths").child(path);
        for (name, value) in item.as_object().into_iter().flatten() {
            match name.as_str() {
                method if METHODS.contains(&method) => operation(document, value, &place.child(method), report),
                "trace" | "query" => report.found(&METHOD, &place.child(name)),
                "parameters" => parameters(document, value, &place.child(name), report),
                _ => {}
            }
        }
    }
}

fn security_schemes(document: &Value, report: &mut Report) {
    let place = Pointer::from(SECURITY_SCHEMES);
    for (name, scheme) in document.pointer(SECURITY_SCHEMES).and_then(Value::as_object).into_iter().flatten() {
        let place = place.child(name);
        let is_key_header = scheme["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"));
        let is_authorizer = AUTHORIZER_EXTENSIONS.iter().any(|extension| scheme.get(extension).is_some());
        if scheme["type"] != "apiKey" {
            report.found(&SECURITY_SCHEME, &place);
        } else if scheme["in"] != "header" {
            report.found(&API_KEY_PLACE, &place.child("in"));
        } else if !is_key_header && !is_authorizer {
            report.found(&API_KEY_HEADER, &place.child("name"));
        }
    }
}

/// The security that a document or an operation asks for, each of its alternatives a set of schemes.
fn security(document: &Value, holder: &Value, place: &Pointer, report: &mut Report) {
    let place = place.child("security");
    let alternatives = holder["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    if alternatives.len() > 1 && alternatives.contains(&json!({})) {
        report.found(&OPTIONAL_SECURITY, &place);
    }
    for (index, schemes) in alternatives.iter().enumerate() {
        for name in schemes.as_object().into_iter().flat_map(serde_json::Map::keys) {
            let scheme = Pointer::from(SECURITY_SCHEMES).child(name);
            if document.pointer(scheme.as_str()).is_none() {
                report.found(&UNDEFINED_SECURITY_SCHEME, &place.child(index).child(name));
            }
        }
    }
}

fn paths(document: &Value, report: &mut Report) {
    let mut parameters: BTreeMap<String, &str> = BTreeMap::new();
    for path in document["paths"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        let place = Pointer::from("/paths").child(path);
        if path == "/ping" || path == "/sping" {
            report.found(&RESERVED_PATH, &place);
        }
        let mut before = String::new();
        for segment in path.split('/').skip(1) {
            if segment.contains('{') {
                let inner = segment.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
                match inner.filter(|inner| !inner.contains(['{', '}'])) {
                    None => report.found(&PATH_PARAMETER, &place),
                    Some(name) if *parameters.entry(before.clone()).or_insert(name) != name => {
                        report.found(&SIBLING_PARAMETERS, &place);
                    }
                    Some(name) if !is_path_part(name.strip_suffix('+').unwrap_or(name)) => {
                        report.found(&PATH_PART, &place);
                    }
                    Some(_) => {}
                }
            } else if !is_path_part(segment) {
                report.found(&PATH_PART, &place);
            }
            before = format!("{before}/{segment}");
        }
    }
}

/// Whether the name of a resource or of its parameter has only what API Gateway takes there.
fn is_path_part(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || "._-:".contains(character))
}

fn operation(document: &Value, operation: &Value, place: &Pointer, report: &mut Report) {
    security(document, operation, place, report);
    if let Some(list) = operation.get("parameters") {
        parameters(document, list, &place.child("parameters"), report);
    }
    if let Some(body) = operation.get("requestBody") {
        request_body(document, body, &place.child("requestBody"), report);
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let place = place.child("responses").child(status);
        let Some(response) = resolve_or_report(document, response, &place, report) else { continue };
        let place = place.child("headers");
        for name in response["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            if REMAPPED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                report.found(&REMAPPED_HEADER, &place.child(name));
            }
        }
    }
}

fn parameters(document: &Value, list: &Value, place: &Pointer, report: &mut Report) {
    for (index, parameter) in list.as_array().into_iter().flatten().enumerate() {
        let place = place.child(index);
        let Some(parameter) = resolve_or_report(document, parameter, &place, report) else { continue };
        if parameter["in"] == "cookie" {
            report.found(&COOKIE_PARAMETER, &place);
        }
        for keyword in parameter["schema"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !PARAMETER_ANNOTATIONS.contains(&keyword.as_str()) {
                report.found(&PARAMETER_CONSTRAINT, &place.child("schema").child(keyword));
            }
        }
    }
}

fn request_body(document: &Value, body: &Value, place: &Pointer, report: &mut Report) {
    let Some(body) = resolve_or_report(document, body, place, report) else { return };
    if body["required"] != true {
        report.found(&BODY_NOT_REQUIRED, place);
    }
    for (media_type, described) in body["content"].as_object().into_iter().flatten() {
        let place = place.child("content").child(media_type);
        if media_type != "application/json" {
            report.found(&MEDIA_TYPE, &place);
        } else if described.pointer("/schema/$ref").is_none() {
            report.found(&BODY_WITHOUT_SCHEMA, &place);
        }
    }
}
