//! The derivation: operations, models, gateway responses and CORS, in the form that the import of API Gateway reads.

use std::collections::BTreeSet;
use std::convert::Infallible;

use serde_json::{Map, Value, json};

use super::access::requires_credentials;
use super::contract_rules;
use super::gateway_responses::gateway_responses;
use super::import_rules;
use super::integration::{Rendering, Target};
use super::models::Models;
use super::overlay::{Accepted, Overlay};
use super::paths::{METHODS, path_parameters};
use super::preflight::preflight;
use super::references::resolve;
use super::rules::{Finding, Findings, Report, STALE_ACCEPTANCE};
use crate::document::{self, DOCUMENT, ObjectKind, Pointer, REQUEST_BODY, RESPONSE};

/// The version of OpenAPI that the documentation of API Gateway names.
const OPENAPI: &str = "3.0.1";

/// The name of the validator for operations with a body. It checks the body and the parameters.
const BODY_VALIDATOR: &str = "body and parameters";
/// The name of the validator for the other operations. It checks the parameters only, because there is no model of a body.
const PARAMETER_VALIDATOR: &str = "parameters";

/// Derives the document that API Gateway imports from a lowered document.
///
/// # Errors
///
/// All findings in the contract and in the derived document that the overlay does not accept.
pub fn derive(document: &Value, overlay: &Overlay, rendering: &Rendering) -> Result<Value, Findings> {
    let mut report = Report::default();
    contract_rules::check(document, &mut report);
    let none = Map::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&none);
    let mut derivation = Derivation { document, overlay, rendering, models: Models::new(schemas), report };
    let paths = derivation.paths();
    let Derivation { models, mut report, .. } = derivation;
    let mut derived = json!({
        "openapi": OPENAPI,
        "info": info(document),
        "paths": paths,
        "components": {
            "schemas": models.into_map(),
            "securitySchemes": document.pointer("/components/securitySchemes").cloned().unwrap_or_else(|| json!({})),
        },
        "x-amazon-apigateway-api-key-source": "HEADER",
        "x-amazon-apigateway-request-validators": {
            BODY_VALIDATOR: { "validateRequestBody": true, "validateRequestParameters": true },
            PARAMETER_VALIDATOR: { "validateRequestBody": false, "validateRequestParameters": true },
        },
        "x-amazon-apigateway-gateway-responses": gateway_responses(overlay),
    });
    let binary = binary_media_types(document);
    if !binary.is_empty() {
        derived["x-amazon-apigateway-binary-media-types"] = binary.into_iter().collect();
    }
    for finding in import_rules::check(&derived) {
        report.add(finding.rule, &finding.pointer);
    }
    let open = apply_acceptances(report.0, overlay);
    if open.is_empty() { Ok(derived) } else { Err(Findings(open)) }
}

/// The media types of bodies that are bytes or contain bytes. API Gateway reads a body of any other type as UTF-8 text.
fn binary_media_types(document: &Value) -> BTreeSet<&str> {
    let is_binary =
        |schema: &Value| resolve(document, schema).is_some_and(|schema| schema.get("format") == Some(&json!("binary")));
    let has_binary = |schema: &Value| {
        let properties = resolve(document, schema).and_then(|schema| schema.get("properties")?.as_object());
        is_binary(schema) || properties.into_iter().flat_map(Map::values).any(is_binary)
    };
    let mut binary = BTreeSet::new();
    let Ok(()) =
        document::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind: &'static ObjectKind, _| {
            if kind.is(&REQUEST_BODY) || kind.is(&RESPONSE) {
                let content = value.get("content").and_then(Value::as_object).into_iter().flatten();
                let found = content.filter(|(_, described)| has_binary(&described["schema"]));
                binary.extend(found.map(|(media_type, _)| media_type.as_str()));
            }
            Ok::<(), Infallible>(())
        });
    binary
}

/// Removes the findings that the overlay accepts, and adds a finding for each acceptance that matches none.
fn apply_acceptances(findings: Vec<Finding>, overlay: &Overlay) -> Vec<Finding> {
    let accepts = |accepted: &Accepted, finding: &Finding| {
        finding.rule.name == accepted.rule && finding.pointer.as_str() == accepted.pointer
    };
    let is_stale = |accepted: &&Accepted| !findings.iter().any(|finding| accepts(accepted, finding));
    let stale = overlay.accepted.iter().filter(is_stale);
    let stale: Vec<_> = stale
        .map(|accepted| Finding { rule: &STALE_ACCEPTANCE, pointer: Pointer::from(accepted.pointer.as_str()) })
        .collect();
    let is_open = |finding: &Finding| !overlay.accepted.iter().any(|accepted| accepts(accepted, finding));
    findings.into_iter().filter(is_open).chain(stale).collect()
}

fn info(document: &Value) -> Value {
    let mut info = Map::new();
    for name in ["title", "description", "version"] {
        if let Some(value) = document["info"].get(name) {
            info.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(info)
}

struct Derivation<'d> {
    document: &'d Value,
    overlay: &'d Overlay,
    rendering: &'d Rendering,
    models: Models<'d>,
    report: Report,
}

impl<'d> Derivation<'d> {
    fn paths(&mut self) -> Map<String, Value> {
        let document = self.document;
        let mut paths = Map::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let pointer = Pointer::from("/paths").child(path);
            let mut derived = Map::new();
            let shared = item["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
                let target = Target {
                    path,
                    method,
                    path_parameters: path_parameters(path),
                    streams: streams(document, &item[*method]),
                };
                let security = item[*method].get("security").or_else(|| document.get("security"));
                let operation = self.operation(&item[*method], shared, security, &target, &pointer.child(method));
                derived.insert((*method).to_owned(), operation);
            }
            if !derived.contains_key("options") {
                derived.insert("options".to_owned(), preflight(&self.overlay.cors, &derived, path));
            }
            paths.insert(path.clone(), Value::Object(derived));
        }
        paths
    }

    fn operation(
        &mut self,
        operation: &'d Value,
        shared: &[Value],
        security: Option<&Value>,
        target: &Target<'_>,
        pointer: &Pointer,
    ) -> Value {
        let mut derived = Map::new();
        for name in ["operationId", "summary", "description"] {
            if let Some(value) = operation.get(name) {
                derived.insert(name.to_owned(), value.clone());
            }
        }
        let own = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let parameters = parameters(self.document, shared, own);
        if !parameters.is_empty() {
            derived.insert("parameters".to_owned(), parameters.into());
        }
        let pointer =
            pointer.child("requestBody").child("content").child("application/json").child("schema").child("$ref");
        let body = operation.get("requestBody").and_then(|body| resolve(self.document, body));
        let reference = body.and_then(|body| body.pointer("/content/application~1json/schema/$ref"));
        let model = reference
            .and_then(Value::as_str)
            .and_then(|reference| self.models.require(reference, &pointer, &mut self.report));
        if let Some(model) = &model {
            let schema = json!({ "$ref": format!("#/components/schemas/{model}") });
            let content = json!({ "application/json": { "schema": schema } });
            derived.insert("requestBody".to_owned(), json!({ "content": content, "required": true }));
        }
        derived.insert("responses".to_owned(), responses(self.document, operation));
        // The import has no other way to say that no credentials are required.
        if let Some(security) = security.filter(|security| requires_credentials(security)) {
            derived.insert("security".to_owned(), security.clone());
        }
        let validator = if model.is_some() { BODY_VALIDATOR } else { PARAMETER_VALIDATOR };
        derived.insert("x-amazon-apigateway-request-validator".to_owned(), validator.into());
        let integration = self.rendering.integration(target, &self.overlay.functions);
        derived.insert("x-amazon-apigateway-integration".to_owned(), integration);
        Value::Object(derived)
    }
}

/// Whether the response of an operation is a stream of events.
fn streams(document: &Value, operation: &Value) -> bool {
    let response = operation.pointer("/responses/200").and_then(|response| resolve(document, response));
    response.is_some_and(|response| response.pointer("/content/text~1event-stream").is_some())
}

/// The parameters of an operation: its own, and those of its path that have another name or location.
fn parameters(document: &Value, shared: &[Value], own: &[Value]) -> Vec<Value> {
    let resolved = |list: &'_ [Value]| -> Vec<Value> {
        list.iter().filter_map(|given| resolve(document, given)).map(parameter).collect()
    };
    let own = resolved(own);
    let is_own = |shared: &Value| own.iter().any(|own| own["name"] == shared["name"] && own["in"] == shared["in"]);
    let mut parameters = resolved(shared);
    parameters.retain(|shared| !is_own(shared));
    parameters.extend(own);
    parameters
}

/// A parameter with the keywords that the import reads.
fn parameter(parameter: &Value) -> Value {
    let mut derived = Map::new();
    for name in ["name", "in", "required", "description"] {
        if let Some(value) = parameter.get(name) {
            derived.insert(name.to_owned(), value.clone());
        }
    }
    let kind = parameter.pointer("/schema/type").cloned().unwrap_or_else(|| "string".into());
    derived.insert("schema".to_owned(), json!({ "type": kind }));
    Value::Object(derived)
}

/// The responses of an operation, without schemas and headers, because proxy integrations pass responses through unchanged.
/// The import does not support ranges of statuses and `default`.
fn responses(document: &Value, operation: &Value) -> Value {
    let mut derived = Map::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status.parse::<u16>().is_ok()
            && let Some(response) = resolve(document, response)
        {
            derived.insert(status.clone(), json!({ "description": response["description"] }));
        }
    }
    Value::Object(derived)
}
