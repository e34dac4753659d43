//! The derivation itself: operations, models, gateway responses and CORS in the form that the import takes.

use std::collections::BTreeSet;
use std::convert::Infallible;

use serde_json::{Map, Value, json};

use super::access;
use super::contract_rules::{self, METHODS};
use super::import_rules;
use super::integration::{Rendering, Target};
use super::models::Models;
use super::overlay::{Accepted, Cors, GatewayResponse, Overlay};
use super::reference::resolve;
use super::rules::{Finding, Findings, Report, STALE_ACCEPTANCE};
use crate::grammar::{self, DOCUMENT, Kind, REQUEST_BODY, RESPONSE};
use crate::pointer::Pointer;

/// The version that API Gateway's documentation names.
const OPENAPI: &str = "3.0.1";

/// Judges body and parameters, for operations that have a body.
const BODY_VALIDATOR: &str = "body and parameters";
/// Judges parameters, for the others: a body validator without a model would have nothing to judge by.
const PARAMETER_VALIDATOR: &str = "parameters";

/// Derives what API Gateway imports from a lowered document.
///
/// # Errors
///
/// Every rule that the contract or the derived document violates and that the overlay does not accept.
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
        report.found(finding.rule, &finding.pointer);
    }
    let open = settle(report.0, overlay);
    if open.is_empty() { Ok(derived) } else { Err(Findings(open)) }
}

/// The media types of bodies that are bytes or have some: API Gateway reads any other body as UTF-8 text.
fn binary_media_types(document: &Value) -> BTreeSet<&str> {
    let is_binary =
        |schema: &Value| resolve(document, schema).is_some_and(|schema| schema.get("format") == Some(&json!("binary")));
    let has_binary = |schema: &Value| {
        let properties = resolve(document, schema).and_then(|schema| schema.get("properties")?.as_object());
        is_binary(schema) || properties.into_iter().flat_map(Map::values).any(is_binary)
    };
    let mut binary = BTreeSet::new();
    let Ok(()) = grammar::visit(document, &DOCUMENT, &Pointer::default(), &mut |value, kind: &'static Kind, _| {
        if kind.is(&REQUEST_BODY) || kind.is(&RESPONSE) {
            let content = value.get("content").and_then(Value::as_object).into_iter().flatten();
            let found = content.filter(|(_, described)| has_binary(&described["schema"]));
            binary.extend(found.map(|(media_type, _)| media_type.as_str()));
        }
        Ok::<(), Infallible>(())
    });
    binary
}

/// Takes out what the overlay accepts, and adds what it accepts in vain.
fn settle(findings: Vec<Finding>, overlay: &Overlay) -> Vec<Finding> {
    let accepts = |accepted: &Accepted, finding: &Finding| {
        finding.rule.name == accepted.rule && finding.pointer.as_str() == accepted.pointer
    };
    let in_vain = |accepted: &&Accepted| !findings.iter().any(|finding| accepts(accepted, finding));
    let stale = overlay.accepted.iter().filter(in_vain);
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
            let place = Pointer::from("/paths").child(path);
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
                let operation = self.operation(&item[*method], shared, security, &target, &place.child(method));
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
        place: &Pointer,
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
        let place = place.child("requestBody").child("content").child("application/json").child("schema").child("$ref");
        let body = operation.get("requestBody").and_then(|body| resolve(self.document, body));
        let reference = body.and_then(|body| body.pointer("/content/application~1json/schema/$ref"));
        let model = reference
            .and_then(Value::as_str)
            .and_then(|reference| self.models.require(reference, &place, &mut self.report));
        if let Some(model) = &model {
            let schema = json!({ "$ref": format!("#/components/schemas/{model}") });
            let content = json!({ "application/json": { "schema": schema } });
            derived.insert("requestBody".to_owned(), json!({ "content": content, "required": true }));
        }
        derived.insert("responses".to_owned(), responses(self.document, operation));
        // The import knows only absence.
        if let Some(security) = security.filter(|security| access::asks(security)) {
            derived.insert("security".to_owned(), security.clone());
        }
        let validator = if model.is_some() { BODY_VALIDATOR } else { PARAMETER_VALIDATOR };
        derived.insert("x-amazon-apigateway-request-validator".to_owned(), validator.into());
        let integration = self.rendering.integration(target, &self.overlay.functions);
        derived.insert("x-amazon-apigateway-integration".to_owned(), integration);
        Value::Object(derived)
    }
}

fn path_parameters(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

fn streams(document: &Value, operation: &Value) -> bool {
    let response = operation.pointer("/responses/200").and_then(|response| resolve(document, response));
    response.is_some_and(|response| response.pointer("/content/text~1event-stream").is_some())
}

/// The parameters of an operation: those of its path, but where its own have the same name and place, then its own.
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

/// A parameter with what the import reads of it.
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

/// Proxy integrations pass responses through, so the import needs no more of them than that they are there. Ranges and
/// `default` it does not take.
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

/// The answer to a browser that asks before it calls, given by the gateway alone.
fn preflight(cors: &Cors, operations: &Map<String, Value>, path: &str) -> Value {
    let methods: Vec<_> = operations.keys().map(|method| method.to_uppercase()).collect();
    let headers = [
        ("Access-Control-Allow-Origin", cors.allow_origin.clone()),
        ("Access-Control-Allow-Methods", methods.join(",")),
        ("Access-Control-Allow-Headers", cors.allow_headers.join(",")),
        ("Access-Control-Max-Age", cors.max_age_seconds.to_string()),
    ];
    let described: Map<_, _> =
        headers.iter().map(|(name, _)| ((*name).to_owned(), json!({ "schema": { "type": "string" } }))).collect();
    let given: Map<_, _> = headers
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
            "responses": { "default": { "statusCode": "204", "responseParameters": given } },
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

fn gateway_responses(overlay: &Overlay) -> Map<String, Value> {
    overlay
        .responses
        .iter()
        .map(|response| (response.kind.clone(), gateway_response(response, &overlay.cors)))
        .collect()
}

/// The one error body. The template is no VTL: it is filled in by plain substitution, so everything in it is a constant
/// but the id, which has no quotes.
fn gateway_response(response: &GatewayResponse, cors: &Cors) -> Value {
    let body = json!({ "error": response.error, "code": response.code, "request_id": "$context.extendedRequestId" });
    let mut headers = vec![
        ("x-request-id", "context.extendedRequestId".to_owned()),
        ("access-control-allow-origin", format!("'{}'", cors.allow_origin)),
        ("access-control-expose-headers", format!("'{}'", cors.expose_headers.join(","))),
    ];
    if let Some(seconds) = response.retry_after {
        headers.push(("retry-after", format!("'{seconds}'")));
    }
    let headers: Map<_, _> =
        headers.into_iter().map(|(name, value)| (format!("gatewayresponse.header.{name}"), value.into())).collect();
    let mut derived =
        json!({ "responseParameters": headers, "responseTemplates": { "application/json": body.to_string() } });
    if let Some(status) = response.status {
        derived["statusCode"] = status.to_string().into();
    }
    derived
}
