//! From the SDK's errors to the port's. ERRORS.md has the tables that this follows.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::RequestId as _;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_types::event_stream::RawMessage;
use textgate_core::Chain;
use textgate_core::model::{ModelError, ModelErrorKind};

/// Exceptions whose messages are about the service or the configuration. Those of others may quote the prompt, the answer or
/// what the request was signed with, which never reach a log; so may those of exceptions that nobody has seen yet.
const TELLING: [&str; 10] = [
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

/// Beginnings of other messages that say which configuration is wrong and quote nothing.
const HARMLESS_MESSAGES: [&str; 4] = [
    "The provided model identifier is invalid",
    "Invocation of model ID",
    "The guardrail identifier or version provided in the request does not exist",
    "The provided guardrail identifier is invalid",
];

/// What the failure of a call is to the port.
pub(crate) fn of_call<E>(error: &SdkError<E, HttpResponse>) -> ModelError
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let kind = match error {
        SdkError::ServiceError(service) => {
            let (metadata, raw) = (service.err().meta(), service.raw());
            let exception = Exception {
                name: metadata.code().map(str::to_owned),
                status: Some(raw.status().as_u16()),
                message: metadata.message(),
                request_id: raw.request_id(),
            };
            return exception.into();
        }
        SdkError::TimeoutError(_) => ModelErrorKind::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => ModelErrorKind::Unavailable,
        // No credentials, no region, no TLS: nothing that a second request would change.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => ModelErrorKind::Misconfigured,
        // An answer that is no Converse answer.
        _ => ModelErrorKind::Failed,
    };
    ModelError::new(kind, Chain(error).to_string())
}

/// What the failure of an answer that has begun is to the port. `request_id` is the one of the whole answer.
pub(crate) fn in_stream(
    error: &SdkError<ConverseStreamOutputError, RawMessage>,
    request_id: Option<&str>,
) -> ModelError {
    if let SdkError::ServiceError(service) = error {
        let name = exception_type(service.raw());
        return Exception { name, status: None, message: service.err().message(), request_id }.into();
    }
    // The connection broke, or a frame or an event cannot be read. What follows the name of such an event is about its
    // content, and may show a part of it.
    let text = Chain(error).to_string();
    let harmless = text.match_indices(": ").nth(2).map_or(text.len(), |(end, _)| end);
    cut_off(&text[..harmless], request_id)
}

/// An answer that has begun and does not come to its end, wherever it was cut.
pub(crate) fn cut_off(reason: &str, request_id: Option<&str>) -> ModelError {
    let mut text = "the answer was cut off".to_owned();
    if let Some(id) = request_id {
        let _ = write!(text, " (AWS request id {id})");
    }
    let _ = write!(text, ": {reason}");
    ModelError::new(ModelErrorKind::Failed, text)
}

/// The name of an exception within a stream, written as outside of one.
fn exception_type(message: &RawMessage) -> Option<String> {
    let RawMessage::Decoded(message) = message else { return None };
    let header = message.headers().iter().find(|header| header.name().as_str() == ":exception-type")?;
    let mut name = header.value().as_string().ok()?.as_str().to_owned();
    name.get_mut(..1)?.make_ascii_uppercase();
    Some(name)
}

/// An exception of Bedrock's, in the place of an answer or within one. Its `Display` is for the log: never the body of
/// request or answer, which the SDK's own `Debug` would show.
struct Exception<'e> {
    name: Option<String>,
    /// Absent within a stream.
    status: Option<u16>,
    message: Option<&'e str>,
    request_id: Option<&'e str>,
}

impl Exception<'_> {
    fn kind(&self) -> ModelErrorKind {
        match (self.name.as_deref().unwrap_or_default(), self.status) {
            ("ModelNotReadyException" | "ServiceUnavailableException", _) => ModelErrorKind::Unavailable,
            ("InternalServerException" | "ModelErrorException" | "ModelStreamErrorException", _) => {
                ModelErrorKind::Failed
            }
            ("ModelTimeoutException", _) => ModelErrorKind::TimedOut,
            ("ValidationException", _) if self.is_too_long() => ModelErrorKind::PromptTooLong,
            ("ValidationException" | "AccessDeniedException" | "ResourceNotFoundException", _) => {
                ModelErrorKind::Misconfigured
            }
            // By the status those that the Converse model does not list.
            ("ThrottlingException" | "ServiceQuotaExceededException", _) | (_, Some(429)) => ModelErrorKind::Throttled,
            (_, Some(400..=499)) => ModelErrorKind::Misconfigured,
            _ => ModelErrorKind::Failed,
        }
    }

    /// Bedrock has one exception for every fault of a request; only its text tells an overlong prompt from the others.
    fn is_too_long(&self) -> bool {
        let message = self.message.unwrap_or_default().to_ascii_lowercase();
        ["too long", "too many input tokens", "maximum context length", "exceeds the maximum"]
            .iter()
            .any(|phrase| message.contains(phrase))
    }

    fn may_quote(&self, message: &str) -> bool {
        !self.name.as_deref().is_some_and(|name| TELLING.contains(&name))
            && !HARMLESS_MESSAGES.iter().any(|beginning| message.starts_with(beginning))
    }
}

impl fmt::Display for Exception<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.name.as_deref().unwrap_or("an error without a name"))?;
        match self.status {
            Some(status) => write!(f, "HTTP {status}")?,
            None => f.write_str("within the stream")?,
        }
        if let Some(id) = self.request_id {
            write!(f, ", AWS request id {id}")?;
        }
        f.write_str(")")?;
        match self.message {
            Some(message) if self.may_quote(message) => {
                f.write_str(": the message is withheld: it may quote the request or the answer")
            }
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl From<Exception<'_>> for ModelError {
    fn from(exception: Exception<'_>) -> Self {
        Self::new(exception.kind(), exception.to_string())
    }
}
