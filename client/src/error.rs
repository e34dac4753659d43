//! The error of a call: its kind, what the service said about it, and whether a retry may help.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::code::ErrorCode;
use crate::generated_types as types;
use crate::headers::{self, REQUEST_ID};

/// What caused an error.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// The message of an error whose body is JSON of another form, or not JSON at all.
pub(crate) const SCHEMA_MISMATCH: &str = "the response body does not match the operation's schema";

/// Why a call failed. Its text has the reason, the code and the request id. Deeper causes are its
/// [`source`](StdError::source)s. No text of an error contains a prompt, a generated text or a key, but
/// [`body`](Self::body) may.
pub struct Error(Box<Details>);

struct Details {
    kind: ErrorKind,
    message: String,
    code: Option<ErrorCode>,
    violations: Vec<types::Violation>,
    request_id: Option<String>,
    status: Option<u16>,
    headers: HeaderMap,
    retry_after: Option<Duration>,
    body: Option<String>,
    attempts: u32,
    is_budget_exhausted: bool,
    source: Option<Cause>,
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value is missing or the contract does not allow it. Nothing was sent.
    InvalidRequest,
    /// The service answered with an error, before a stream or within it. [`Error::code`] says which.
    Service,
    /// There was no connection, or it broke before the response was complete.
    Connection,
    /// The response was not complete in time, or a stream was silent for too long.
    Timeout,
    /// A stream ended with neither a `done` nor an `error` event. The text so far is incomplete.
    CutOff,
    /// The [`TokenProvider`](crate::TokenProvider) failed, or its token is not a valid header value. If it failed, the
    /// source is its own error.
    Credentials,
    /// The response is not one of this service, or of a version that this client cannot read.
    UnreadableAnswer,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            code: None,
            violations: Vec::new(),
            request_id: None,
            status: None,
            headers: HeaderMap::new(),
            retry_after: None,
            body: None,
            attempts: 0,
            is_budget_exhausted: false,
            source: None,
        }))
    }

    pub(crate) fn with_source(kind: ErrorKind, message: &str, source: impl Into<Cause>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.source = Some(source.into());
        error
    }

    /// The error that an error body of the service describes.
    pub(crate) fn from_error_body(body: types::ErrorBody) -> Self {
        let mut error = Self::new(ErrorKind::Service, body.error);
        error.0.code = Some(ErrorCode::from(body.code.as_str()));
        error.0.violations = body.violations;
        error.0.request_id = Some(body.request_id);
        error
    }

    /// The error that a response with an error status describes. Its body may be of any form, because a proxy in front
    /// of the service may have answered.
    pub(crate) fn from_response(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut error = match serde_json::from_slice(body) {
            Ok(body) => Self::from_error_body(body),
            Err(_) if matches!(status, 400..=599) => {
                Self::new(ErrorKind::Service, format!("HTTP status {status}, without an error body of Textgate"))
            }
            Err(_) => Self::new(ErrorKind::UnreadableAnswer, format!("unexpected HTTP status {status}")),
        };
        error.0.status = Some(status);
        error.0.retry_after = headers::text(headers, RETRY_AFTER).and_then(seconds);
        error.0.request_id = error.0.request_id.or_else(|| headers::text(headers, REQUEST_ID).map(str::to_owned));
        error.0.headers = headers.clone();
        error.0.body = Some(String::from_utf8_lossy(body).into_owned());
        error
    }

    /// The error for a request that could not be sent, or a response that could not be received.
    pub(crate) fn from_transport(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Self::with_source(ErrorKind::InvalidRequest, "the HTTP request cannot be built", error)
        } else if error.is_redirect() {
            Self::with_source(ErrorKind::UnreadableAnswer, "too many redirects", error)
        } else {
            Self::with_source(ErrorKind::Connection, "the connection failed", error)
        }
    }

    /// The error for a successful response whose body does not match the operation's schema.
    pub(crate) fn from_unreadable_body(body: &[u8], error: &serde_json::Error) -> Self {
        let mut unreadable = Self::with_source(ErrorKind::UnreadableAnswer, SCHEMA_MISMATCH, without_values(error));
        unreadable.0.body = Some(String::from_utf8_lossy(body).into_owned());
        unreadable
    }

    /// Adds the number of attempts of the call, and its request id if the service named none.
    pub(crate) fn in_call(mut self, request_id: &str, attempts: u32) -> Self {
        self.0.request_id.get_or_insert_with(|| request_id.to_owned());
        self.0.attempts = attempts;
        self
    }

    /// Adds that the retry budget was used up.
    pub(crate) fn with_exhausted_budget(mut self) -> Self {
        self.0.is_budget_exhausted = true;
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's own code, if the service answered with one.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.0.code.as_ref()
    }

    /// The reason, for people: the service's own sentence if it answered with one.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where the request body does not match its schema, if the service says so.
    pub fn violations(&self) -> &[types::Violation] {
        &self.0.violations
    }

    /// The id of the request in the service's log. Absent if nothing was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// A header of the error response, if it is present and its value is visible ASCII. Upper and lower case in the
    /// name are the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        headers::text(&self.0.headers, name)
    }

    /// How long the service asks callers to wait before the next request (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The body of the response as it was received, if there was one. It may contain a generated text that could not be
    /// read.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The number of attempts that the call took; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the client did not retry because its retry budget was used up.
    pub fn is_budget_exhausted(&self) -> bool {
        self.0.is_budget_exhausted
    }

    /// Whether the same request may succeed later. The error's code decides. Without a code that this client knows, the
    /// status decides.
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::CutOff => true,
            ErrorKind::InvalidRequest | ErrorKind::Credentials | ErrorKind::UnreadableAnswer => false,
            // The codes are those that `server/bedrock/ERRORS.md` calls retryable, and those of the service's own overload.
            ErrorKind::Service => match self.code() {
                Some(
                    ErrorCode::RateLimited
                    | ErrorCode::Overloaded
                    | ErrorCode::ShuttingDown
                    | ErrorCode::ModelUnavailable
                    | ErrorCode::ModelError
                    | ErrorCode::Internal,
                ) => true,
                None | Some(ErrorCode::Unknown(_)) => matches!(self.status(), Some(429 | 500 | 502 | 503 | 504)),
                Some(_) => false,
            },
        }
    }
}

/// A number of seconds. `Retry-After` may also be a date, but neither the service nor API Gateway sends one.
fn seconds(retry_after: &str) -> Option<Duration> {
    retry_after.trim().parse().ok().map(Duration::from_secs)
}

/// The kind and the position of a JSON error. The error's own text may quote a value, which may be a generated text.
pub(crate) fn without_values(error: &serde_json::Error) -> String {
    let problem = match error.classify() {
        serde_json::error::Category::Io => "cannot be read",
        serde_json::error::Category::Syntax => "is not valid JSON",
        serde_json::error::Category::Data => "does not match its schema",
        serde_json::error::Category::Eof => "ends too early",
    };
    format!("the JSON text {problem}, at line {} column {}", error.line(), error.column())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { message, code, request_id, attempts, .. } = &*self.0;
        f.write_str(message)?;
        let code = code.as_ref().map(ToString::to_string);
        let request = request_id.as_ref().map(|id| format!("request {id}"));
        let attempts = (*attempts > 1).then(|| format!("{attempts} attempts"));
        let budget = self.0.is_budget_exhausted.then(|| "retry budget used up".to_owned());
        let notes: Vec<_> = [code, request, attempts, budget].into_iter().flatten().collect();
        if notes.is_empty() { Ok(()) } else { write!(f, " ({})", notes.join(", ")) }
    }
}

/// The body is left out: debug text may be logged, and the body may contain a generated text.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("code", &self.0.code)
            .field("violations", &self.0.violations)
            .field("request_id", &self.0.request_id)
            .field("status", &self.0.status)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            .field("is_budget_exhausted", &self.0.is_budget_exhausted)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_service(status: u16, code: &str) -> Error {
        let body = format!(r#"{{"error":"no","code":"{code}","request_id":"req_1"}}"#);
        Error::from_response(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn a_known_code_decides_about_a_retry_and_otherwise_the_status_does() {
        for (status, code, expected) in [
            (429, "rate_limited", true),
            (429, "quota_exceeded", false),
            (503, "overloaded", true),
            (503, "of_the_future", true),
            (502, "model_error", true),
            (502, "model_misconfigured", false),
            (403, "model_refused", false),
            (403, "content_blocked", false),
            (502, "incomplete_model_answer", false),
            (504, "model_timeout", false),
            (504, "of_the_future", true),
            (500, "internal", true),
            (501, "of_the_future", false),
            (400, "invalid_request", false),
            (408, "request_timeout", false),
            (409, "of_the_future", false),
        ] {
            assert_eq!(from_service(status, code).is_retryable(), expected, "{status} {code}");
        }
        assert!(Error::from_response(502, &HeaderMap::new(), b"<html>").is_retryable());
        assert!(!Error::from_response(413, &HeaderMap::new(), b"<html>").is_retryable());
    }
}
