//! The table of routes, and what is made of it: the document and the service.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use serde_json::Value;
use textgate_core::generation::Generator;
use textgate_core::task::Tasks;
use textgate_openapi::LowerError;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::contract::{self, Contract, ContractError, schema_judge};
use crate::http::{
    AppState, Callers, IdSource, Observer, Origins, authenticate, follow_request, handle_panic, refuse_method,
    refuse_path, reject_foreign_origins, serve_document,
};
use crate::operations;

/// The table of the contract's operations.
#[expect(deprecated, reason = "`text` is served to its old callers; it is deprecated for new ones")]
fn table() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(contract::frame().merge_from(operations::generate_stream::EventSchemas::openapi()))
        .routes(routes!(operations::generate::generate))
        .routes(routes!(operations::generate_stream::generate_stream))
        .routes(routes!(operations::summarize::summarize))
        .routes(routes!(operations::explain::explain))
        .routes(routes!(operations::reply::reply))
        .routes(routes!(operations::text::text))
        .routes(routes!(operations::model_list::model_list))
        .routes(routes!(operations::health::health))
}

/// The contract as utoipa derives it from the wire types: OpenAPI 3.1.
pub fn document() -> Document {
    contract::complete(table().into_openapi())
}

/// The contract as it is published: OpenAPI 3.0.3, equal to `openapi/v1.json`.
pub fn published() -> Result<Value, LowerError> {
    textgate_openapi::lower(&document())
}

/// The service: the operations, the document, and what all responses have in common.
///
/// - `callers` says how the service knows who calls.
/// - `ids` makes ids; a test can replace it.
/// - `origins` are the origins whose web pages may call the service from a browser.
/// - `observer` gets the facts of each request when the request has ended.
/// - When `stopping` is cancelled, open streams end with an error event.
pub fn app(
    generator: Generator,
    callers: Callers,
    ids: IdSource,
    origins: Origins,
    observer: Arc<dyn Observer>,
    stopping: CancellationToken,
) -> Result<Router, ContractError> {
    let (router, document) = table().split_for_parts();
    let contract = Arc::new(Contract::new(&contract::complete(document))?);
    let tasks = Arc::new(Tasks::new(schema_judge)?);
    let state = AppState { generator, tasks, observer, callers, contract, ids, stopping };
    Ok(router
        .route("/openapi.json", get(serve_document))
        .fallback(refuse_path)
        .method_not_allowed_fallback(refuse_method)
        .layer(from_fn_with_state(state.clone(), authenticate))
        .layer(CatchPanicLayer::custom(handle_panic))
        .layer(from_fn_with_state(origins.clone(), reject_foreign_origins))
        .layer(origins.layer())
        .layer(from_fn_with_state(state.clone(), follow_request))
        .with_state(state))
}

#[cfg(test)]
mod tests {
    use textgate_openapi::NOT_BLANK;

    use super::*;

    /// The schemas of the published document, and the names of those that describe a request body.
    fn schemas() -> (Value, Vec<String>) {
        let document = published().expect("lowers");
        let mut bodies = Vec::new();
        for item in document["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("a path item").values() {
                let reference = operation.pointer("/requestBody/content/application~1json/schema/$ref");
                bodies.extend(reference.and_then(Value::as_str).map(name));
            }
        }
        (document["components"]["schemas"].clone(), bodies)
    }

    fn name(reference: &str) -> String {
        reference.rsplit('/').next().expect("a name").to_owned()
    }

    #[test]
    fn a_request_object_refuses_unknown_fields() {
        let (schemas, bodies) = schemas();
        assert!(bodies.len() >= 6, "{bodies:?}");
        for body in bodies {
            assert_eq!(schemas[&body]["additionalProperties"], false, "{body}");
        }
    }

    /// The texts of a request's schema, each with its name: of the property, or of the schema that a list's elements have.
    fn texts<'s>(schemas: &'s Value, label: &str, schema: &'s Value, found: &mut Vec<(String, &'s Value)>) {
        if let Some(reference) = schema["$ref"].as_str() {
            return texts(schemas, &name(reference), &schemas[name(reference)], found);
        }
        match schema["type"].as_str() {
            Some("string") if schema["enum"].is_null() => found.push((label.to_owned(), schema)),
            Some("array") => texts(schemas, label, &schema["items"], found),
            Some("object") => {
                for (property, schema) in schema["properties"].as_object().expect("properties") {
                    texts(schemas, property, schema, found);
                }
            }
            _ => {}
        }
    }

    /// utoipa takes a pattern only as a literal, so each field repeats it. This test compares it with the constant.
    #[test]
    fn each_text_of_a_request_must_not_be_blank_except_names_of_models_and_stop_sequences() {
        let (schemas, bodies) = schemas();
        let mut found = Vec::new();
        for body in bodies {
            texts(&schemas, &body, &schemas[&body], &mut found);
        }
        assert!(found.len() >= 8, "{found:?}");
        for (label, schema) in found {
            let may_be_blank = ["model", "StopSequence"].contains(&label.as_str());
            let pattern = if may_be_blank { Value::Null } else { NOT_BLANK.into() };
            assert_eq!(schema["pattern"], pattern, "{label}");
        }
    }

    /// The largest number of bytes that a value of a request's schema takes in a body. A character takes up to 12: a
    /// surrogate pair with each half written as \uXXXX.
    fn max_bytes(schemas: &Value, schema: &Value) -> u64 {
        if let Some(reference) = schema["$ref"].as_str() {
            return max_bytes(schemas, &schemas[name(reference)]);
        }
        let bound = |keyword: &str| schema[keyword].as_u64().unwrap_or_else(|| panic!("{keyword} of {schema}"));
        match schema["type"].as_str() {
            Some("string") if schema["enum"].is_array() => 64,
            Some("string") => 12 * bound("maxLength"),
            Some("array") => bound("maxItems") * (8 + max_bytes(schemas, &schema["items"])),
            Some("object") => {
                let properties = schema["properties"].as_object().expect("properties");
                properties.values().map(|property| 256 + max_bytes(schemas, property)).sum()
            }
            Some("integer" | "number" | "boolean") => 64,
            other => panic!("a request has no {other:?}"),
        }
    }

    #[test]
    fn the_body_limit_lies_above_the_largest_valid_body() {
        let (schemas, bodies) = schemas();
        assert!(bodies.len() >= 6, "{bodies:?}");
        for body in bodies {
            let bytes = max_bytes(&schemas, &schemas[&body]);
            assert!(bytes < crate::MAX_BODY_BYTES as u64, "{body} may take {bytes} bytes");
        }
    }
}
