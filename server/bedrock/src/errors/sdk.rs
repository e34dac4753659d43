//! The SDK's errors of calls and of streams.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::time::Duration;

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::RequestId as _;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_types::event_stream::RawMessage;
use textgate_core::Chain;
use textgate_core::model::{ModelError, ModelErrorKind};

use super::connection;
use super::exception::Exception;
use crate::response;

/// The longest time that a response may ask callers to wait.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// The port's error for a call that failed before Bedrock's response was complete.
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
                name: metadata.code(),
                status: Some(raw.status().as_u16()),
                message: metadata.message(),
                request_id: raw.request_id(),
                retry_after: retry_after(raw),
            };
            return exception.into_error().with_usage(usage);
        }
        SdkError::TimeoutError(_) => ModelErrorKind::TimedOut,
        // The response ended too early.
        SdkError::ResponseError(_) => ModelErrorKind::Unavailable,
        SdkError::DispatchFailure(_) => connection::kind(error),
        // The request cannot be built: a setting of the SDK is wrong.
        SdkError::ConstructionFailure(_) => ModelErrorKind::Misconfigured,
        _ => ModelErrorKind::Failed,
    };
    ModelError::new(kind, Chain(error).to_string()).with_usage(usage)
}

/// The time that the header `Retry-After` gives in seconds.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.parse().ok()?;
    Some(Duration::from_secs(seconds).clamp(Duration::from_secs(1), LONGEST_WAIT))
}

/// The port's error for a stream that failed after it began. `request_id` is AWS's id of the whole call. `has_text` says
/// whether the stream has given text.
pub(crate) fn from_stream(
    error: &SdkError<ConverseStreamOutputError, RawMessage>,
    request_id: Option<&str>,
    has_text: bool,
) -> ModelError {
    if let SdkError::ServiceError(service) = error {
        let name = exception_name(service.raw());
        let message = service.err().message();
        let exception = Exception { name: name.as_deref(), status: None, message, request_id, retry_after: None };
        return exception.into_error();
    }
    // The connection broke, or a frame or an event cannot be read. The SDK's text names the event first; what follows the
    // name may quote the event's content, so it is dropped.
    let text = Chain(error).to_string();
    let loggable = text.match_indices(": ").nth(2).map_or(text.len(), |(end, _)| end);
    let kind = match error {
        // Without text, nothing is lost but the connection.
        SdkError::DispatchFailure(_) if !has_text => ModelErrorKind::Unavailable,
        _ => ModelErrorKind::Failed,
    };
    cut_off(kind, &text[..loggable], request_id)
}

/// The port's error for a stream that began and stopped before its last event. `reason` must quote no content.
pub(crate) fn cut_off(kind: ModelErrorKind, reason: &str, request_id: Option<&str>) -> ModelError {
    let mut text = "the stream was cut off".to_owned();
    if let Some(id) = request_id {
        let _ = write!(text, " (AWS request id {id})");
    }
    let _ = write!(text, ": {reason}");
    ModelError::new(kind, text)
}

/// The name of an exception in a stream. Streams write it in lower camel case; this is the name as calls write it.
fn exception_name(message: &RawMessage) -> Option<String> {
    let RawMessage::Decoded(message) = message else { return None };
    let header = message.headers().iter().find(|header| header.name().as_str() == ":exception-type")?;
    let mut name = header.value().as_string().ok()?.as_str().to_owned();
    name.get_mut(..1)?.make_ascii_uppercase();
    Some(name)
}
