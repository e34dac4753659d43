//! From the SDK's errors to the port's: which kind an error is, and what the log may say about it. ERRORS.md has the
//! resulting tables.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::RequestId as _;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_types::event_stream::RawMessage;
use textgate_core::Chain;
use textgate_core::model::{ModelError, ModelErrorKind};

use crate::response;

/// Exceptions whose messages may be logged: they are about the service or the configuration.
///
/// The messages of all other exceptions, unknown ones included, may quote the prompt, the completion or the signature of
/// the request. They never reach a log.
const LOGGABLE_EXCEPTIONS: [&str; 10] = [
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

/// How messages begin that may be logged whatever the exception: they name a wrong configuration and quote no text.
const LOGGABLE_MESSAGE_PREFIXES: [&str; 4] = [
    "The provided model identifier is invalid",
    "Invocation of model ID",
    "The guardrail identifier or version provided in the request does not exist",
    "The provided guardrail identifier is invalid",
];

/// How Bedrock says, in lower case, that a prompt is too long. It uses one exception for every fault of a request, so only
/// the message distinguishes this fault from the others.
const TOO_LONG_PHRASES: [&str; 4] =
    ["too long", "too many input tokens", "maximum context length", "exceeds the maximum"];

/// How Amazon Nova says, in lower case, that it called a tool in a form that Bedrock cannot read. It sends nothing of the call.
const INVALID_TOOL_CALL_PHRASE: &str = "invalid sequence as part of tooluse";

/// The port's error for a call that failed before Bedrock's response began.
pub(crate) fn from_call<E>(error: &SdkError<E, HttpResponse>) -> ModelError
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    // A response that the SDK cannot read may still report what it cost.
    let usage = error.raw_response().and_then(|raw| response::usage_of_unreadable(raw.body().bytes()?));
    let kind = match error {
        SdkError::ServiceError(service) => {
            let (metadata, raw) = (service.err().meta(), service.raw());
            let exception = Exception {
                name: metadata.code().map(str::to_owned),
                status: Some(raw.status().as_u16()),
                message: metadata.message(),
                request_id: raw.request_id(),
            };
            return ModelError::from(exception).with_usage(usage);
        }
        SdkError::TimeoutError(_) => ModelErrorKind::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => ModelErrorKind::Unavailable,
        // No credentials, no region, no TLS: a second request would fail in the same way.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => ModelErrorKind::Misconfigured,
        // The response is not one of Converse.
        _ => ModelErrorKind::Failed,
    };
    ModelError::new(kind, Chain(error).to_string()).with_usage(usage)
}

/// The port's error for a stream that failed after it began. `request_id` is AWS's id of the whole call.
pub(crate) fn from_stream(
    error: &SdkError<ConverseStreamOutputError, RawMessage>,
    request_id: Option<&str>,
) -> ModelError {
    if let SdkError::ServiceError(service) = error {
        let name = exception_name(service.raw());
        return Exception { name, status: None, message: service.err().message(), request_id }.into();
    }
    // The connection broke, or a frame or an event cannot be read. The SDK's text names the event first; what follows the
    // name may quote the event's content, so it is dropped.
    let text = Chain(error).to_string();
    let loggable = text.match_indices(": ").nth(2).map_or(text.len(), |(end, _)| end);
    cut_off(&text[..loggable], request_id)
}

/// The port's error for a stream that began and stopped before its last event. `reason` must quote no content.
pub(crate) fn cut_off(reason: &str, request_id: Option<&str>) -> ModelError {
    let mut text = "the stream was cut off".to_owned();
    if let Some(id) = request_id {
        let _ = write!(text, " (AWS request id {id})");
    }
    let _ = write!(text, ": {reason}");
    ModelError::new(ModelErrorKind::Failed, text)
}

/// The name of an exception in a stream. Streams write it in lower camel case; this is the name as calls write it.
fn exception_name(message: &RawMessage) -> Option<String> {
    let RawMessage::Decoded(message) = message else { return None };
    let header = message.headers().iter().find(|header| header.name().as_str() == ":exception-type")?;
    let mut name = header.value().as_string().ok()?.as_str().to_owned();
    name.get_mut(..1)?.make_ascii_uppercase();
    Some(name)
}

/// An exception that Bedrock sent, in place of a response or in a stream.
///
/// `Display` is for the log. It shows nothing of the bodies of request and response, as the SDK's own `Debug` would.
struct Exception<'e> {
    name: Option<String>,
    /// The HTTP status. Absent in a stream.
    status: Option<u16>,
    message: Option<&'e str>,
    request_id: Option<&'e str>,
}

impl Exception<'_> {
    fn kind(&self) -> ModelErrorKind {
        match (self.name.as_deref().unwrap_or_default(), self.status) {
            ("ModelNotReadyException" | "ServiceUnavailableException", _) => ModelErrorKind::Unavailable,
            ("ModelErrorException", _) if self.says(INVALID_TOOL_CALL_PHRASE) => ModelErrorKind::InvalidToolCall,
            ("InternalServerException" | "ModelErrorException" | "ModelStreamErrorException", _) => {
                ModelErrorKind::Failed
            }
            ("ModelTimeoutException", _) => ModelErrorKind::TimedOut,
            ("ValidationException", _) if self.is_too_long() => ModelErrorKind::PromptTooLong,
            ("ValidationException" | "AccessDeniedException" | "ResourceNotFoundException", _) => {
                ModelErrorKind::Misconfigured
            }
            // The status decides for exceptions that the documentation of Converse does not list.
            ("ThrottlingException" | "ServiceQuotaExceededException", _) | (_, Some(429)) => ModelErrorKind::Throttled,
            (_, Some(400..=499)) => ModelErrorKind::Misconfigured,
            _ => ModelErrorKind::Failed,
        }
    }

    fn is_too_long(&self) -> bool {
        TOO_LONG_PHRASES.iter().any(|phrase| self.says(phrase))
    }

    /// Whether the message has `phrase`, which is in lower case, in whatever case.
    fn says(&self, phrase: &str) -> bool {
        self.message.unwrap_or_default().to_ascii_lowercase().contains(phrase)
    }

    fn is_loggable(&self, message: &str) -> bool {
        self.name.as_deref().is_some_and(|name| LOGGABLE_EXCEPTIONS.contains(&name))
            || LOGGABLE_MESSAGE_PREFIXES.iter().any(|prefix| message.starts_with(prefix))
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
            Some(message) if self.is_loggable(message) => write!(f, ": {message}"),
            Some(_) => f.write_str(": its message is not logged, because it may quote the request or the response"),
            None => Ok(()),
        }
    }
}

impl From<Exception<'_>> for ModelError {
    fn from(exception: Exception<'_>) -> Self {
        Self::new(exception.kind(), exception.to_string())
    }
}
