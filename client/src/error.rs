//! Why a call failed.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use crate::call::REQUEST_ID;
use crate::response::text;
use crate::{ErrorCode, retry, types};

/// What caused an error.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// Why a call failed. Its text says what, the code and the request id; causes are its [`source`](StdError::source)s. No
/// text of an error holds a prompt, a generated text or a key; [`body`](Self::body) may.
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
    /// A value is missing or is not what the contract allows. Nothing was sent.
    InvalidRequest,
    /// The service answered with an error, before a stream or within it. [`Error::code`] says which.
    Service,
    /// There was no connection, or it broke before the answer was complete.
    Connection,
    /// The answer was not complete in time, or a stream was silent for too long.
    Timeout,
    /// A stream ended with neither `done` nor `error`. The text so far is part of the answer.
    CutOff,
    /// The [`TokenProvider`](crate::TokenProvider) gave no token that can be sent. The source is its own error.
    Credentials,
    /// What came is no answer of this service, or of a version that this client cannot read.
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

    pub(crate) fn caused(kind: ErrorKind, message: &str, source: impl Into<Cause>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.source = Some(source.into());
        error
    }

    /// The service's own error, from the one body that it has for all of them.
    pub(crate) fn of_service(body: types::ErrorBody) -> Self {
        let mut error = Self::new(ErrorKind::Service, body.error);
        error.0.code = Some(ErrorCode::from(body.code.as_str()));
        error.0.violations = body.violations;
        error.0.request_id = Some(body.request_id);
        error
    }

    /// What an answer with an error's status says. Whatever stands between may answer with a body of its own.
    pub(crate) fn of_answer(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut error = match serde_json::from_slice(body) {
            Ok(body) => Self::of_service(body),
            Err(_) if matches!(status, 400..=599) => {
                Self::new(ErrorKind::Service, format!("an error with status {status} and no reason that can be read"))
            }
            Err(_) => Self::new(ErrorKind::UnreadableAnswer, format!("an answer with the unknown status {status}")),
        };
        error.0.status = Some(status);
        error.0.retry_after = text(headers, "retry-after").and_then(seconds);
        error.0.request_id = error.0.request_id.or_else(|| text(headers, REQUEST_ID).map(str::to_owned));
        error.0.headers = headers.clone();
        error.0.body = Some(String::from_utf8_lossy(body).into_owned());
        error
    }

    /// A failure of the connection.
    pub(crate) fn of_connection(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Self::caused(ErrorKind::InvalidRequest, "the request cannot be sent", error)
        } else if error.is_redirect() {
            Self::caused(ErrorKind::UnreadableAnswer, "the answer leads nowhere", error)
        } else {
            Self::caused(ErrorKind::Connection, "the connection failed", error)
        }
    }

    /// A body that is not what the operation answers with.
    pub(crate) fn of_unreadable(body: &[u8], error: &serde_json::Error) -> Self {
        let mut unreadable = Self::caused(
            ErrorKind::UnreadableAnswer,
            "the answer is not what the operation answers with",
            place(error),
        );
        unreadable.0.body = Some(String::from_utf8_lossy(body).into_owned());
        unreadable
    }

    /// Says to which call the error belongs.
    pub(crate) fn of_call(mut self, request_id: &str, attempts: u32) -> Self {
        self.0.request_id.get_or_insert_with(|| request_id.to_owned());
        self.0.attempts = attempts;
        self
    }

    /// Says that no tokens were left for another attempt.
    pub(crate) fn of_exhausted_budget(mut self) -> Self {
        self.0.is_budget_exhausted = true;
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's own code, if the service answered.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.0.code.as_ref()
    }

    /// What went wrong, for people: the service's own words if it answered.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where the body departs from its schema, if the service says so.
    pub fn violations(&self) -> &[types::Violation] {
        &self.0.violations
    }

    /// Names the request in the service's log. Absent if nothing was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// A header of the answer with an error's status, if it is there and is text. The case of the name does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        text(&self.0.headers, name)
    }

    /// How long the service wants to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The body of the answer as it came, if there was one. It may hold a generated text that could not be read.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How often the service was asked; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether there would have been another attempt if the client's budget of retries had not been used up.
    pub fn is_budget_exhausted(&self) -> bool {
        self.0.is_budget_exhausted
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        retry::is_transient(self)
    }
}

/// Seconds, as the service and the gateway write them; the other form of `Retry-After`, a date, is not used by either.
fn seconds(retry_after: &str) -> Option<Duration> {
    retry_after.trim().parse().ok().map(Duration::from_secs)
}

/// Where a JSON text is not what was expected. The error's own text may quote the value, which may be a generated text.
pub(crate) fn place(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Io => "cannot be read",
        serde_json::error::Category::Syntax => "is no JSON",
        serde_json::error::Category::Data => "has another form than the contract says",
        serde_json::error::Category::Eof => "ends too early",
    };
    format!("the body {what}, at line {} column {}", error.line(), error.column())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { message, code, request_id, attempts, .. } = &*self.0;
        f.write_str(message)?;
        let code = code.as_ref().map(ToString::to_string);
        let request = request_id.as_ref().map(|id| format!("request {id}"));
        let attempts = (*attempts > 1).then(|| format!("{attempts} attempts"));
        let budget = self.0.is_budget_exhausted.then(|| "no budget for retries".to_owned());
        let notes: Vec<_> = [code, request, attempts, budget].into_iter().flatten().collect();
        if notes.is_empty() { Ok(()) } else { write!(f, " ({})", notes.join(", ")) }
    }
}

/// The body stays out: whatever is logged with `{:?}` must not hold a generated text.
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
