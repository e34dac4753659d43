//! An error on its way to the caller.

use std::error::Error as StdError;
use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use textgate_core::Chain;
use textgate_openapi::Violation as SchemaViolation;

use super::body::{ErrorBody, Violation};
use super::code::Code;

/// The header `WWW-Authenticate` that a 401 must have (RFC 9110, 11.6.1). No registered scheme describes an API key in
/// a header of its own. The published document does not mention the header: API Gateway, which checks keys itself,
/// would rename it.
const CHALLENGE: HeaderValue = HeaderValue::from_static("ApiKey header=\"x-api-key\"");

/// An error on its way to the caller. Its source is only for the log.
#[derive(Debug)]
pub struct ApiError {
    code: Code,
    message: String,
    violations: Vec<SchemaViolation>,
    /// After how many seconds the caller may try again. Absent where trying again does not help.
    retry_after_seconds: Option<u16>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ApiError {
    /// An error with a message for the caller.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), violations: Vec::new(), retry_after_seconds: None, source: None }
    }

    /// The same error, with its cause for the log.
    pub(super) fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        Self { source: Some(Box::new(source)), ..self }
    }

    /// The same error, which tells the caller to try again after some seconds.
    pub(super) fn retry_after(self, seconds: Option<u16>) -> Self {
        Self { retry_after_seconds: seconds, ..self }
    }

    /// A failure of the service. The log shows the cause, the caller does not see it.
    pub(crate) fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(Code::Internal, "the service failed") }
    }

    /// The service shuts down before the answer is complete. Another instance may answer at once.
    pub(crate) fn shutting_down() -> Self {
        let message = "the service is shutting down before the answer is complete; send the request again";
        Self::new(Code::ShuttingDown, message).retry_after(Some(1))
    }

    /// A request body that does not match its schema. `violations` is not empty.
    pub(crate) fn violations(violations: Vec<SchemaViolation>) -> Self {
        let message = match violations.as_slice() {
            [] => "the request body does not match the schema of this operation".to_owned(),
            [only] => sentence(only),
            [first, others @ ..] => format!("{}, and {} more", sentence(first), others.len()),
        };
        Self { violations, ..Self::new(Code::InvalidRequest, message) }
    }

    /// What went wrong, for programs.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The cause with its own causes, for the log.
    pub(crate) fn causes(&self) -> Option<String> {
        Some(Chain(self.source.as_deref()?).to_string())
    }

    /// The error body. Only the code around the handlers knows the `request_id`.
    pub(crate) fn body(&self, request_id: &str) -> ErrorBody {
        let violations = self.violations.iter().map(|violation| Violation {
            pointer: violation.pointer.as_str().to_owned(),
            message: violation.message.clone(),
        });
        ErrorBody {
            error: self.message.clone(),
            code: self.code.as_str(),
            request_id: request_id.to_owned(),
            violations: violations.collect(),
        }
    }

    /// The response with the error body.
    pub(crate) fn response(&self, request_id: &str) -> Response {
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

/// A violation as a sentence that names the field.
fn sentence(violation: &SchemaViolation) -> String {
    match (violation.pointer.as_str(), violation.pointer.dotted()) {
        ("", _) => format!("the request body {}", violation.message),
        ("/", _) => format!("the field without a name {}", violation.message),
        (_, field) => format!("{field} {}", violation.message),
    }
}

/// The error travels in the extensions of the response. Its body is written where the request id is known.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
