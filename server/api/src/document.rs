//! The document around the operations: title, tags, security, and what every answer has in common.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::Value;
use textgate_openapi::LowerError;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, RefOr};
use utoipa::{Modify, OpenApi};

use crate::error::{self, API_KEY_HEADER};
use crate::exchange::REQUEST_ID_HEADER;
use crate::generate_stream::StreamEvent;
use crate::routes;
use crate::state::AppState;

/// The contract as utoipa derives it from the wire types: OpenAPI 3.1.
pub fn document() -> Document {
    let mut document = routes::operations().into_openapi();
    error::declare(&mut document);
    EveryAnswer.modify(&mut document);
    document
}

/// The contract as it is published: OpenAPI 3.0.3, equal to `openapi/v1.json`.
pub fn published() -> Result<Value, LowerError> {
    textgate_openapi::lower(&document())
}

/// `GET /openapi.json`. Not an operation of the contract: it serves the contract.
pub(crate) async fn serve(State(state): State<AppState>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], state.contract.document())
}

/// The document without its operations.
pub(crate) fn frame() -> Document {
    Frame::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Textgate",
        version = "1.2.0",
        description = "Text in, generated text out, under one policy.\n\n\
            Textgate stands between applications and foundation models on Amazon Bedrock. It decides which models may be \
            used, with which limits and defaults, and reports what each call took.\n\n\
            Every answer carries `x-request-id`. Every error has the same body: `error` is for people, `code` for \
            programs. Unknown request fields are refused, and `null` is never a value: a field is present with a value, \
            or absent.",
        contact(
            name = "Textgate maintainers",
            url = "https://github.com/textgate/textgate/issues",
            email = "maintainers@textgate.example",
        ),
        license(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0"),
    ),
    servers((url = "/", description = "The server that serves this document.")),
    tags(
        (name = "generation", description = "Generate text."),
        (name = "models", description = "What the policy offers."),
        (name = "service", description = "Whether the service is up."),
        (name = "tasks", description = "Have a model do a task of a known form."),
    ),
    // utoipa does not register by itself what `item_schema` names.
    components(schemas(StreamEvent)),
    modifiers(&Security),
)]
struct Frame;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let key = ApiKeyValue::with_description(
            API_KEY_HEADER,
            "The caller's API key. Behind Amazon API Gateway it is the gateway that checks it; else the server does, unless it has \
             no keys and serves its own machine alone.",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// Documents the request id on every answer.
struct EveryAnswer;

impl Modify for EveryAnswer {
    fn modify(&self, document: &mut Document) {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Names one request."))
            .examples(["req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"]);
        let header = HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some("Names this request in the service's log; quote it when you report a problem."))
            .build();
        for response in error::responses(document) {
            response.headers.insert(REQUEST_ID_HEADER.to_owned(), RefOr::T(header.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::error::Code;

    #[test]
    fn each_code_is_documented_with_its_status_and_each_documented_code_exists() {
        let document = published().expect("lowers");
        let description = &document["components"]["schemas"]["ErrorBody"]["properties"]["code"]["description"];
        let documented: BTreeSet<_> = description
            .as_str()
            .expect("text")
            .lines()
            .filter_map(|line| line.strip_prefix("- `")?.split_once("): "))
            .map(|(code_and_status, _)| code_and_status.replace("` (", " "))
            .collect();
        let codes: BTreeSet<_> =
            Code::ALL.iter().map(|code| format!("{} {}", code.as_str(), code.status().as_u16())).collect();
        assert_eq!(documented, codes);
    }

    #[test]
    fn a_request_object_refuses_unknown_fields() {
        let document = published().expect("lowers");
        for name in ["GenerateRequest", "SummarizeRequest", "ExplainRequest", "ReplyRequest", "TextRequest"] {
            assert_eq!(document["components"]["schemas"][name]["additionalProperties"], false, "{name}");
        }
    }

    /// The most bytes that a value of a request's schema takes in a body: a character as 12, a surrogate pair of which
    /// each half is \uXXXX.
    fn most_bytes(schemas: &Value, schema: &Value) -> u64 {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return most_bytes(schemas, &schemas[name]);
        }
        let bounded = |keyword: &str| schema[keyword].as_u64().unwrap_or_else(|| panic!("{keyword} of {schema}"));
        match schema["type"].as_str() {
            Some("string") if schema["enum"].is_array() => 64,
            Some("string") => 12 * bounded("maxLength"),
            Some("array") => bounded("maxItems") * (8 + most_bytes(schemas, &schema["items"])),
            Some("object") => {
                let properties = schema["properties"].as_object().expect("properties");
                properties.values().map(|property| 256 + most_bytes(schemas, property)).sum()
            }
            Some("integer" | "number" | "boolean") => 64,
            other => panic!("requests have no {other:?}"),
        }
    }

    #[test]
    fn the_body_limit_lies_above_the_largest_valid_body() {
        let document = published().expect("lowers");
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let requests: Vec<_> = schemas.iter().filter(|(name, _)| name.ends_with("Request")).collect();
        assert!(requests.len() >= 5, "{} requests", requests.len());
        for (name, schema) in requests {
            let most = most_bytes(&document["components"]["schemas"], schema);
            assert!(most < crate::MAX_BODY_BYTES as u64, "{name} may take {most} bytes");
        }
    }
}
