//! The one error body of every operation, and what becomes an error.

use std::any::Any;
use std::error::Error as StdError;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use textgate_core::Chain;
use textgate_core::generation::GenerationError;
use textgate_core::model::{ModelError, ModelErrorKind};
use textgate_core::task::TaskError;
use textgate_openapi::Violation;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response as DocumentedResponse, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

pub(crate) const API_KEY_HEADER: &str = "x-api-key";

/// A 401 has to say what it wants (RFC 9110, 11.6.1). No registered scheme is an API key in a header of its own.
/// The document does not have it: API Gateway, which judges keys itself, would rename the header.
const CHALLENGE: HeaderValue = HeaderValue::from_static("ApiKey header=\"x-api-key\"");

/// An error of any operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "error": "input must not be empty",
    "code": "invalid_request",
    "request_id": "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    "violations": [{ "pointer": "/input", "message": "must not be empty" }],
}))]
pub(crate) struct ErrorBody<'a> {
    /// What went wrong, for people. The wording may change.
    #[schema(example = "input must not be empty")]
    error: String,
    /// What went wrong, for programs. More values may come; treat an unknown one by the HTTP status.
    ///
    /// - `invalid_request` (400): the body is not JSON or not what the operation takes.
    /// - `unauthorized` (401): the credentials are missing, not valid or expired.
    /// - `forbidden` (403): the credentials do not allow this, a firewall refuses it, or pages of the origin may not
    ///   call the service.
    /// - `consumer_unknown` (403): the credentials are valid, but the policy knows no such caller.
    /// - `not_found` (404): there is no such path.
    /// - `method_not_allowed` (405): the path has no such method; `Allow` lists those it has.
    /// - `request_timeout` (408): the body did not arrive in time.
    /// - `payload_too_large` (413): the body is larger than the service reads.
    /// - `unsupported_media_type` (415): the body is not `application/json`.
    /// - `model_not_found` (404): the policy has no model of this name.
    /// - `structured_output_unsupported` (403): the operation wants an object and the model gives texts only: name a model
    ///   that `model_list` shows as `structured`; or the service has a guardrail, which cannot look at objects.
    /// - `content_blocked` (403): the model's own filter took the place of the object that was asked for.
    /// - `model_not_allowed` (403): the policy has the model, but does not let the caller use it.
    /// - `limit_exceeded` (403): the request asks for more than the policy or the model allows.
    /// - `rate_limited` (429): too many requests for now; wait for `Retry-After`.
    /// - `quota_exceeded` (429): the API key's quota is used up. From the gateway.
    /// - `overloaded` (503): the service's queue is full; wait for `Retry-After`.
    /// - `shutting_down` (503): the service stops before the answer is complete; ask again.
    /// - `model_unavailable` (503): the model cannot be reached or is not ready; wait for `Retry-After`.
    /// - `model_timeout` (504): the model did not answer in time.
    /// - `model_error` (502): the model failed.
    /// - `invalid_model_answer` (502): the model's answer was not of the operation's form, twice; ask again.
    /// - `incomplete_model_answer` (502): the model's answer reached the most tokens before it was complete; ask for less.
    /// - `model_misconfigured` (502): the service may not use the model; its operator has to act.
    /// - `internal` (500): a fault of the service.
    #[schema(value_type = String, example = "invalid_request")]
    code: &'static str,
    /// Names this request in the service's log; equal to the header `x-request-id`.
    #[schema(example = "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    request_id: &'a str,
    /// Where the body departs from its schema; present only where the service judged one. At most 16.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Option<Vec<BodyViolation>>)]
    violations: Vec<BodyViolation<'a>>,
}

/// One place where a body departs from its schema.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Violation, example = json!({ "pointer": "/input", "message": "must not be empty" }))]
struct BodyViolation<'a> {
    /// The place in the body, as a JSON pointer (RFC 6901). Empty for the whole body.
    #[schema(example = "/input")]
    pointer: &'a str,
    /// What must hold there, for people.
    #[schema(example = "must not be empty")]
    message: &'a str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal, $status:ident;)*) => {
        /// What went wrong, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $code,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The code as the body has it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// The status that goes with the code.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON or not what the operation takes.
    InvalidRequest = "invalid_request", BAD_REQUEST;
    /// The credentials are missing, not valid or expired.
    Unauthorized = "unauthorized", UNAUTHORIZED;
    /// The credentials do not allow this, a firewall refuses it, or pages of the origin may not call the service.
    Forbidden = "forbidden", FORBIDDEN;
    /// The credentials are valid, but the policy knows no such caller.
    ConsumerUnknown = "consumer_unknown", FORBIDDEN;
    /// There is no such path.
    NotFound = "not_found", NOT_FOUND;
    /// The path has no such method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
    /// The body is larger than the service reads.
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE;
    /// The body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
    /// The policy has no model of this name.
    ModelNotFound = "model_not_found", NOT_FOUND;
    /// The operation wants an object and the model gives texts only.
    StructuredOutputUnsupported = "structured_output_unsupported", FORBIDDEN;
    /// The model's own filter took the place of an object.
    ContentBlocked = "content_blocked", FORBIDDEN;
    /// The policy has the model, but does not let the caller use it.
    ModelNotAllowed = "model_not_allowed", FORBIDDEN;
    /// The request asks for more than the policy or the model allows.
    LimitExceeded = "limit_exceeded", FORBIDDEN;
    /// Too many requests for now.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS;
    /// The API key's quota is used up. Only the gateway says so.
    QuotaExceeded = "quota_exceeded", TOO_MANY_REQUESTS;
    /// The service's queue is full.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE;
    /// The service stops before the answer is complete.
    ShuttingDown = "shutting_down", SERVICE_UNAVAILABLE;
    /// The model cannot be reached or is not ready.
    ModelUnavailable = "model_unavailable", SERVICE_UNAVAILABLE;
    /// The model did not answer in time.
    ModelTimeout = "model_timeout", GATEWAY_TIMEOUT;
    /// The model failed.
    ModelError = "model_error", BAD_GATEWAY;
    /// The model's answer was not of the operation's form, twice.
    InvalidModelAnswer = "invalid_model_answer", BAD_GATEWAY;
    /// The model's answer reached the most tokens before it was complete.
    IncompleteModelAnswer = "incomplete_model_answer", BAD_GATEWAY;
    /// The service may not use the model.
    ModelMisconfigured = "model_misconfigured", BAD_GATEWAY;
    /// A fault of the service.
    Internal = "internal", INTERNAL_SERVER_ERROR;
}

/// An error on its way to the caller. The source is for the log alone.
#[derive(Debug)]
pub struct ApiError {
    code: Code,
    message: String,
    violations: Vec<Violation>,
    /// When to try again, where trying again is worth it.
    retry_after_seconds: Option<u16>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ApiError {
    /// An error that tells the caller `message`.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), violations: Vec::new(), retry_after_seconds: None, source: None }
    }

    /// An error that tells the caller `message`, and the log its cause.
    fn caused(code: Code, message: &str, source: impl StdError + Send + Sync + 'static) -> Self {
        Self { source: Some(Box::new(source)), ..Self::new(code, message) }
    }

    /// A fault of the service: the log has the cause, the caller has not.
    pub(crate) fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(Code::Internal, "the service failed") }
    }

    /// The service stops before the answer is complete. Another instance may answer at once.
    pub(crate) fn shutting_down() -> Self {
        let error = Self::new(Code::ShuttingDown, "the service stops before the answer is complete; ask again");
        Self { retry_after_seconds: Some(1), ..error }
    }

    /// A body that departs from its schema; `violations` is not empty.
    pub(crate) fn violations(violations: Vec<Violation>) -> Self {
        let message = match violations.as_slice() {
            [] => "the body is not what this operation takes".to_owned(),
            [only] => sentence(only),
            [first, others @ ..] => format!("{}, and {} more", sentence(first), others.len()),
        };
        Self { violations, ..Self::new(Code::InvalidRequest, message) }
    }

    /// What went wrong, for programs.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The cause and the causes of the cause, for the log.
    pub(crate) fn causes(&self) -> Option<String> {
        Some(Chain(self.source.as_deref()?).to_string())
    }

    /// The body. `request_id` is known only to what surrounds the handlers.
    pub(crate) fn body<'a>(&'a self, request_id: &'a str) -> ErrorBody<'a> {
        ErrorBody {
            error: self.message.clone(),
            code: self.code.as_str(),
            request_id,
            violations: self
                .violations
                .iter()
                .map(|violation| BodyViolation { pointer: violation.pointer.as_str(), message: &violation.message })
                .collect(),
        }
    }

    /// The answer with its body.
    pub(crate) fn render(&self, request_id: &str) -> Response {
        let body = serde_json::to_vec(&self.body(request_id)).unwrap_or_default();
        let mut response = (self.code.status(), [(header::CONTENT_TYPE, "application/json")], body).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self.code, Code::Unauthorized) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        response
    }
}

fn sentence(violation: &Violation) -> String {
    match (violation.pointer.as_str(), violation.pointer.dotted()) {
        ("", _) => format!("the body {}", violation.message),
        ("/", _) => format!("the field without a name {}", violation.message),
        (_, field) => format!("{field} {}", violation.message),
    }
}

impl From<GenerationError> for ApiError {
    fn from(error: GenerationError) -> Self {
        match error {
            GenerationError::ModelNotFound => Self::new(Code::ModelNotFound, "no model of this name may be used"),
            GenerationError::ModelNotAllowed => Self::new(
                Code::ModelNotAllowed,
                "the policy does not let you use this model; model_list shows those it does",
            ),
            GenerationError::TooManyTokens { .. } => Self::new(Code::LimitExceeded, error.to_string()),
            GenerationError::Model(error) => error.into(),
        }
    }
}

impl From<TaskError> for ApiError {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Generation(error) => error.into(),
            TaskError::TextOnly { model, others } => {
                let advice = match others.as_slice() {
                    [] => "none that you may use does; on Amazon Bedrock (--model bedrock) the service has some"
                        .to_owned(),
                    others => {
                        format!("name one that does ({}); GET /models shows them as structured", others.join(", "))
                    }
                };
                let message =
                    format!("the model {model} does not answer with objects, which this operation needs: {advice}");
                Self::new(Code::StructuredOutputUnsupported, message)
            }
            TaskError::GuardrailUnsupported => Self::new(
                Code::StructuredOutputUnsupported,
                "the service has a guardrail, which cannot look at the object that this operation needs; summarize and generate \
                 answer with text",
            ),
            TaskError::Prompt(error) => Self::internal(error),
            TaskError::Repair(error) => error.into(),
            TaskError::ContentBlocked(_) => Self::caused(Code::ContentBlocked, "the answer was blocked", error),
            TaskError::IncompleteAnswer => Self::caused(
                Code::IncompleteModelAnswer,
                "the model's answer reached the most tokens before it was complete; ask for less",
                error,
            ),
            TaskError::InvalidAnswer { .. } => Self::caused(
                Code::InvalidModelAnswer,
                "the model's answer was not of this operation's form, twice; ask again",
                error,
            ),
        }
    }
}

impl From<ModelError> for ApiError {
    fn from(error: ModelError) -> Self {
        let (code, message, retry_after_seconds) = match error.kind() {
            ModelErrorKind::Throttled => (Code::RateLimited, "the model takes no more requests for now", Some(5)),
            ModelErrorKind::Unavailable => (Code::ModelUnavailable, "the model is not available for now", Some(5)),
            ModelErrorKind::Overloaded => (Code::Overloaded, "too many requests are waiting for the model", Some(2)),
            ModelErrorKind::TimedOut => (Code::ModelTimeout, "the model did not answer in time", None),
            ModelErrorKind::PromptTooLong => {
                (Code::LimitExceeded, "input and instructions are longer than the model's context", None)
            }
            ModelErrorKind::Misconfigured => (Code::ModelMisconfigured, "the service may not use the model", None),
            ModelErrorKind::Failed => (Code::ModelError, "the model failed", None),
        };
        Self { retry_after_seconds, source: Some(Box::new(error)), ..Self::new(code, message) }
    }
}

/// The code of a request that ends with such an error.
impl From<ModelErrorKind> for Code {
    fn from(kind: ModelErrorKind) -> Self {
        ApiError::from(ModelError::from(kind)).code
    }
}

/// The error rides in the response's extensions until the request id is at hand.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

pub(crate) async fn unknown_path() -> ApiError {
    ApiError::new(Code::NotFound, "there is no such path")
}

pub(crate) async fn wrong_method() -> ApiError {
    ApiError::new(Code::MethodNotAllowed, "the path has no such method; the header Allow lists those that it has")
}

/// A panic's text may quote the request, so it is dropped.
pub(crate) fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    ApiError::internal("a handler panicked").into_response()
}

/// Declares the error body, for every operation, as `4XX` and `5XX`.
pub(crate) fn declare(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    components.schemas.insert("ErrorBody".to_owned(), ErrorBody::schema());
    components.schemas.insert("Violation".to_owned(), BodyViolation::schema());
    let retry_after = HeaderBuilder::new()
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .description(Some("A whole number of seconds."))
                .examples([5]),
        ))
        .description(Some("Seconds to wait before trying again; present where trying again is worth it."))
        .build();
    let declared = |description: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
        ResponseBuilder::new()
            .description(description)
            .content("application/json", content)
            .header("retry-after", retry_after.clone())
            .build()
    };
    let refused = declared("The request is refused; `code` says why.");
    let failed = declared("The service or the model failed; `code` says how.");
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            responses.insert("4XX".to_owned(), RefOr::T(refused.clone()));
            responses.insert("5XX".to_owned(), RefOr::T(failed.clone()));
        }
    }
}

/// Every response of the document.
pub(crate) fn responses(document: &mut Document) -> impl Iterator<Item = &mut DocumentedResponse> {
    document
        .paths
        .paths
        .values_mut()
        .flat_map(|item| [&mut item.get, &mut item.post].into_iter().flatten())
        .flat_map(|operation| operation.responses.responses.values_mut())
        .filter_map(|response| match response {
            RefOr::T(response) => Some(response),
            RefOr::Ref(_) => None,
        })
}
