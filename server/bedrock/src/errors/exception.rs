//! An exception that Bedrock sent: what kind of failure it is, and what the log may say about it.

use std::fmt;
use std::time::Duration;

use textgate_core::model::{ModelError, ModelErrorKind, RequestField};

use super::message::comparable;
use super::rules::{self, Rule};
use super::vocabulary::known_words;

/// Exceptions whose messages may be logged as they are: they are about the service or the configuration. The messages of all
/// others, unknown ones included, may quote the prompt, the completion or the signature of the request.
const LOGGABLE: [&str; 10] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "InternalServerException",
    "ModelNotReadyException",
    "ModelTimeoutException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// Exceptions of credentials and permissions, whatever their status is (AWS, "Common error types"). A caller cannot cause
/// them.
const OPERATORS: [&str; 16] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnknownOperationException",
    "UnrecognizedClientException",
];

/// How Bedrock says that it is a daily quota that is used up.
const PER_DAY: &str = "per day";

/// How Amazon Nova says that it called a tool in a form that Bedrock cannot read. It sends nothing of the call.
const INVALID_TOOL_CALL: &str = "invalid sequence as part of tooluse";

/// When to ask again after a daily quota is used up. AWS does not document when it is filled again. Midnight UTC is a guess,
/// and the quota of a new account may be zero for good. An hour promises nothing, and keeps callers from asking all day.
const DAILY_LIMIT_WAIT: Duration = Duration::from_hours(1);

/// An exception, in place of a response or in a stream.
pub(super) struct Exception<'e> {
    /// The name, as calls write it.
    pub(super) name: Option<&'e str>,
    /// The HTTP status. Absent in a stream.
    pub(super) status: Option<u16>,
    pub(super) message: Option<&'e str>,
    pub(super) request_id: Option<&'e str>,
    /// When to ask again, if the response has a header that says so.
    pub(super) retry_after: Option<Duration>,
}

/// What an exception means.
struct Meaning {
    kind: ModelErrorKind,
    field: Option<RequestField>,
    /// The rule that matched the message, and its phrase.
    rule: Option<(&'static Rule, &'static str)>,
}

impl From<ModelErrorKind> for Meaning {
    fn from(kind: ModelErrorKind) -> Self {
        Self { kind, field: None, rule: None }
    }
}

impl Exception<'_> {
    /// The port's error.
    pub(super) fn into_error(self) -> ModelError {
        let message = comparable(self.message.unwrap_or_default());
        let meaning = self.meaning(&message);
        let wait = match meaning.kind {
            ModelErrorKind::DailyLimit => self.retry_after.or(Some(DAILY_LIMIT_WAIT)),
            ModelErrorKind::Throttled | ModelErrorKind::Unavailable => self.retry_after,
            _ => None,
        };
        let shown = Shown { exception: &self, message: &message, meaning: &meaning }.to_string();
        let error = ModelError::new(meaning.kind, shown).with_field(meaning.field);
        match wait {
            Some(wait) => error.with_wait(wait),
            None => error,
        }
    }

    /// The name decides, then the status, then the message.
    fn meaning(&self, message: &str) -> Meaning {
        use ModelErrorKind::{Failed, Misconfigured, PromptTooLong, TimedOut, Unavailable};
        match (self.name.unwrap_or_default(), self.status) {
            ("ModelNotReadyException" | "ServiceUnavailableException", _) => Unavailable.into(),
            ("InternalServerException", _) => Failed.into(),
            ("ModelTimeoutException", _) => TimedOut.into(),
            ("ModelErrorException" | "ModelStreamErrorException", _) => failure_of_the_model(message),
            ("ThrottlingException" | "ServiceQuotaExceededException", _) | (_, Some(429)) => throttling(message),
            ("ResourceNotFoundException", _) => operators(message),
            (name, _) if OPERATORS.contains(&name) => operators(message),
            ("ValidationException", _) => refusal(message),
            // The status decides for exceptions that the documentation of Converse does not list, and for answers that do
            // not come from Bedrock.
            (_, Some(408 | 504)) => TimedOut.into(),
            (_, Some(413)) => Meaning { field: Some(RequestField::Input), ..PromptTooLong.into() },
            (_, Some(502 | 503)) => Unavailable.into(),
            (_, Some(401 | 403..=407)) => Misconfigured.into(),
            // A model that fails has its own status.
            (_, Some(424)) => Failed.into(),
            // A caller may have caused it, so it is not counted as the operator's.
            (_, Some(400..=499)) => refusal(message),
            _ => Failed.into(),
        }
    }
}

/// A refusal of the request: its message tells whose fault it is.
fn refusal(message: &str) -> Meaning {
    let Some((rule, phrase)) = rules::find(message) else { return ModelErrorKind::UnrecognizedRefusal.into() };
    Meaning { kind: rule.kind, field: rule.field, rule: Some((rule, phrase)) }
}

/// A failure of the model. Some models say in this way that the prompt is too long or that a filter blocked it.
fn failure_of_the_model(message: &str) -> Meaning {
    use ModelErrorKind::{ContentBlocked, Failed, InvalidToolCall, PromptTooLong, TimedOut};
    if message.contains(INVALID_TOOL_CALL) {
        return InvalidToolCall.into();
    }
    if message.contains("timed out") {
        return TimedOut.into();
    }
    let refusal = refusal(message);
    if matches!(refusal.kind, ContentBlocked | PromptTooLong) { refusal } else { Failed.into() }
}

/// A fault that only the operator can mend. A model that has been retired is one of them.
fn operators(message: &str) -> Meaning {
    let refusal = refusal(message);
    let kind = ModelErrorKind::Misconfigured;
    if matches!(refusal.kind, ModelErrorKind::EndOfLife) { refusal } else { kind.into() }
}

fn throttling(message: &str) -> Meaning {
    if is_daily(message) { ModelErrorKind::DailyLimit.into() } else { ModelErrorKind::Throttled.into() }
}

/// Whether a message of a throttled call is about a daily quota.
pub(super) fn is_daily(message: &str) -> bool {
    message.to_lowercase().contains(PER_DAY)
}

/// What the log shows of an exception: nothing of the bodies of request and response, as the SDK's own `Debug` would.
struct Shown<'e> {
    exception: &'e Exception<'e>,
    /// The comparable message.
    message: &'e str,
    meaning: &'e Meaning,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exception { name, status, message, request_id, .. } = self.exception;
        write!(f, "{} (", name.unwrap_or("an error without a name"))?;
        match status {
            Some(status) => write!(f, "HTTP {status}")?,
            None => f.write_str("within the stream")?,
        }
        if let Some(id) = request_id {
            write!(f, ", AWS request id {id}")?;
        }
        f.write_str(")")?;
        let Some(message) = message.filter(|message| !message.is_empty()) else { return Ok(()) };
        if name.is_some_and(|name| LOGGABLE.contains(&name)) {
            return write!(f, ": {message}");
        }
        // The phrase is a text of this program. The words are those of a fixed vocabulary.
        if let Some((rule, phrase)) = self.meaning.rule {
            write!(f, ": {}: {}", rule.name, phrase.trim_matches(['*', '$']).replace('*', "…"))?;
        }
        write!(f, ": of its message, the log shows only words of the API: {}", known_words(self.message))
    }
}
