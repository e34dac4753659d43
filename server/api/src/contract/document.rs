//! The document around the operations: title, tags, security, and what the responses of all operations have in common.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr};
use utoipa::{Modify, OpenApi, PartialSchema};

use crate::error::{ErrorBody, Violation};
use crate::headers;

/// The document without its operations.
pub(crate) fn frame() -> Document {
    Frame::openapi()
}

/// The document with what the responses of all operations have in common: the errors and the request id. `document` is
/// the [`frame`] with the operations.
pub(crate) fn complete(mut document: Document) -> Document {
    let components = document.components.get_or_insert_default();
    components.schemas.insert("ErrorBody".to_owned(), ErrorBody::schema());
    components.schemas.insert("Violation".to_owned(), Violation::schema());
    let refused = error_response("The request is refused. `code` says why.");
    let failed = error_response("The service or the model failed. `code` says how.");
    let request_id = request_id();
    for operation in operations(&mut document) {
        let responses = &mut operation.responses.responses;
        responses.insert("4XX".to_owned(), RefOr::T(refused.clone()));
        responses.insert("5XX".to_owned(), RefOr::T(failed.clone()));
        for response in responses.values_mut() {
            if let RefOr::T(response) = response {
                response.headers.insert(headers::REQUEST_ID.to_owned(), RefOr::T(request_id.clone()));
            }
        }
    }
    document
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Textgate",
        version = "1.3.0",
        description = "A governed text generation service: one API in front of foundation models on Amazon Bedrock.\n\n\
            A policy decides which models may be used, and with which limits and default values. The response to a \
            request says which model answered, how many tokens it used and what they cost.\n\n\
            Every response has the header `x-request-id`. Every error has the same body: its `error` is for people, \
            its `code` is for programs. Unknown fields in a request are refused. `null` is never a value: a field \
            either has a value or is omitted. A text for the model must have a character other than space, tab, \
            carriage return and line feed.",
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
        (name = "models", description = "List the models that the policy allows."),
        (name = "service", description = "Check the service itself."),
        (name = "tasks", description = "Perform a specific task, such as summarizing a text or drafting a reply."),
    ),
    modifiers(&Security),
)]
struct Frame;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let key = ApiKeyValue::with_description(
            headers::API_KEY,
            "The caller's API key. Behind Amazon API Gateway, the gateway checks it. Otherwise the server checks it, \
             unless it has no keys and accepts connections from its own machine only.",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// A response with the error body, for a range of statuses.
fn error_response(description: &str) -> Response {
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("A whole number of seconds."))
        .examples([5])
        .build();
    let retry_after = HeaderBuilder::new()
        .schema(Some(seconds))
        .description(Some("Seconds to wait before trying again. Present only if trying again may help."))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content("application/json", ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build())
        .header("retry-after", retry_after)
        .build()
}

/// The header that every response has.
fn request_id() -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("The id of a request."))
        .examples(["req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"]);
    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some("The id of this request in the log of the service. Quote it when you report a problem."))
        .build()
}

fn operations(document: &mut Document) -> impl Iterator<Item = &mut Operation> {
    document.paths.paths.values_mut().flat_map(|item| [&mut item.get, &mut item.post].into_iter().flatten())
}
