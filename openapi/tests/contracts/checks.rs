//! Checks for any contract that lowers.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use textgate_openapi::apigateway::{self, Accepted, Cors, Functions, GatewayResponse, Overlay, Rendering};
use textgate_openapi::{DocumentError, LowerError, Pointer, Validator, lower};

/// The document of a contract, with another title than that of this package.
pub(crate) fn contract<C: utoipa::OpenApi>() -> utoipa::openapi::OpenApi {
    let mut document = C::openapi();
    document.info = utoipa::openapi::Info::new("A real service", "1.0.0");
    document
}

/// Lowers a contract. The result must be OpenAPI 3.0.3, without keywords of newer versions.
pub(crate) fn lowered(document: &impl Serialize) -> Value {
    let lowered = lower(document).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(lowered["openapi"], "3.0.3");
    let mut leftovers = Vec::new();
    find_leftovers(&lowered, &Pointer::default(), &mut leftovers);
    assert_eq!(leftovers, Vec::<String>::new());
    serde_json::from_value::<openapiv3::OpenAPI>(lowered.clone()).expect("OpenAPI 3.0");
    lowered
}

/// Keywords that OpenAPI 3.0.3 does not have.
const NEWER: [&str; 15] = [
    "$anchor",
    "$defs",
    "$schema",
    "additionalItems",
    "const",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "if",
    "jsonSchemaDialect",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedProperties",
    "webhooks",
];

fn find_leftovers(value: &Value, place: &Pointer, leftovers: &mut Vec<String>) {
    if let Some(elements) = value.as_array() {
        for (index, element) in elements.iter().enumerate() {
            find_leftovers(element, &place.child(index), leftovers);
        }
    }
    for (keyword, held) in value.as_object().into_iter().flatten() {
        let place = place.child(keyword);
        let is_newer = match keyword.as_str() {
            "type" | "items" | "examples" => held.is_array(),
            "exclusiveMinimum" | "exclusiveMaximum" => held.is_number(),
            keyword => NEWER.contains(&keyword) || *held == json!({ "type": "null" }),
        };
        if is_newer {
            leftovers.push(place.to_string());
        }
        match (keyword.as_str(), held) {
            ("example" | "enum", _) => {}
            // These are names of the contract, not keywords.
            ("properties", Value::Object(members)) => {
                for (name, member) in members {
                    let place = place.child(name);
                    if member.is_object() {
                        find_leftovers(member, &place, leftovers);
                    } else {
                        leftovers.push(place.to_string());
                    }
                }
            }
            _ => find_leftovers(held, &place, leftovers),
        }
    }
}

/// Checks that a contract is refused because of the keyword at the end of this pointer, which this kind of object must not have.
pub(crate) fn refused_keyword(document: &impl Serialize, expected: &str, expected_object: &str) {
    match lower(document).expect_err("refused") {
        LowerError::Document(DocumentError::Keyword { pointer, keyword, object }) => {
            assert_eq!((pointer.as_str(), object), (expected, expected_object));
            assert_eq!(expected.rsplit('/').next(), Some(keyword.as_str()));
        }
        other => panic!("{other}"),
    }
}

/// The message of the refusal of a contract.
pub(crate) fn refusal(document: &impl Serialize) -> String {
    lower(document).expect_err("refused").to_string()
}

/// A request body with a valid and an invalid value.
pub(crate) struct Body {
    media_type: &'static str,
    valid: Value,
    invalid: Value,
    violation: (&'static str, &'static str),
}

/// The body of the type `T` at the pointer of its media type. `violation` is the pointer in the invalid value and the message.
/// serde must read the valid value.
pub(crate) fn body<T: DeserializeOwned>(
    media_type: &'static str,
    valid: Value,
    invalid: Value,
    violation: (&'static str, &'static str),
) -> Body {
    if let Err(error) = T::deserialize(&valid) {
        panic!("{media_type}: {error}");
    }
    Body { media_type, valid, invalid, violation }
}

/// Validates values for each request body of the document. `bodies` must list all of them.
pub(crate) fn validates(lowered: &Value, bodies: &[Body]) {
    let stated: BTreeSet<_> = bodies.iter().map(|body| body.media_type.to_owned()).collect();
    assert_eq!(stated, media_types_of_bodies(lowered));
    for body in bodies {
        let schema = format!("{}/schema", body.media_type);
        let validator = Validator::compile(lowered, &schema).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(validator.violations(&body.valid), [], "{}", body.media_type);
        let violations = validator.violations(&body.invalid);
        let violations: Vec<_> =
            violations.iter().map(|violation| (violation.pointer.as_str(), violation.message.as_str())).collect();
        assert_eq!(violations, [body.violation], "{}", body.media_type);
    }
}

fn media_types_of_bodies(lowered: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, item) in lowered["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
            for media_type in content.into_iter().flat_map(serde_json::Map::keys) {
                let place = ["paths", path, method, "requestBody", "content", media_type];
                found.insert(place.iter().fold(Pointer::default(), |place, token| place.child(token)).to_string());
            }
        }
    }
    found
}

/// Derives the document that API Gateway imports. The findings must be these rules and pointers, and the overlay can accept them.
pub(crate) fn derives(lowered: &Value, findings: &[(&str, &str)]) -> Value {
    assert_eq!(self::findings(lowered), findings.iter().map(|(rule, place)| owned(rule, place)).collect::<Vec<_>>());
    let accept = |(rule, pointer): &(&str, &str)| Accepted {
        rule: (*rule).to_owned(),
        pointer: (*pointer).to_owned(),
        reason: "the server judges it".to_owned(),
    };
    let overlay = Overlay { accepted: findings.iter().map(accept).collect(), ..overlay() };
    let derived = apigateway::derive(lowered, &overlay, &Rendering::Template).unwrap_or_else(|open| panic!("{open}"));
    for finding in apigateway::check_import(&derived) {
        assert!(findings.contains(&(finding.rule.name, finding.pointer.as_str())), "{finding}");
    }
    references_lead_to_models(&derived["components"]["schemas"], &derived["components"]["schemas"]);
    serde_json::from_value::<openapiv3::OpenAPI>(derived.clone()).expect("OpenAPI 3.0");
    derived
}

/// Checks that models only refer to models.
fn references_lead_to_models(value: &Value, models: &Value) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        let model = reference.strip_prefix("#/components/schemas/").expect("a model");
        assert!(models.get(model).is_some(), "{reference}");
    }
    let members = value.as_object().into_iter().flat_map(serde_json::Map::values);
    let elements = value.as_array().into_iter().flatten();
    members.chain(elements).for_each(|inner| references_lead_to_models(inner, models));
}

/// The rules and pointers of the findings for API Gateway.
pub(crate) fn findings(lowered: &Value) -> Vec<(String, String)> {
    let Err(open) = apigateway::derive(lowered, &overlay(), &Rendering::Template) else { return Vec::new() };
    open.0.iter().map(|finding| owned(finding.rule.name, finding.pointer.as_str())).collect()
}

fn owned(rule: &str, place: &str) -> (String, String) {
    (rule.to_owned(), place.to_owned())
}

fn overlay() -> Overlay {
    Overlay {
        functions: Functions {
            buffered: "Whole".to_owned(),
            streaming: "Streamed".to_owned(),
            buffered_timeout_ms: 29_000,
            streaming_timeout_ms: 300_000,
        },
        cors: Cors {
            allow_origin: "https://shop.example".to_owned(),
            allow_headers: vec!["content-type".to_owned()],
            expose_headers: Vec::new(),
            max_age_seconds: 600,
        },
        responses: vec![GatewayResponse {
            kind: "BAD_REQUEST_BODY".to_owned(),
            status: Some(400),
            code: "bad".to_owned(),
            error: "the request body does not match the schema of this operation".to_owned(),
            retry_after: None,
            equals_server: true,
        }],
        accepted: Vec::new(),
    }
}
