//! From the SDK's error to the port's. ERRORS.md has the table that this follows.

use std::fmt::Write as _;

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::RequestId;
use aws_sdk_bedrockruntime::operation::converse::ConverseError;
use textgate_core::Chain;
use textgate_core::model::{ModelError, ModelErrorKind};

/// Beginnings of validation messages that say which configuration is wrong. Others may quote the request and are kept
/// out of the log.
const HARMLESS_VALIDATION_MESSAGES: [&str; 3] =
    ["The provided model identifier is invalid", "Invocation of model ID", "Input is too long"];

pub(crate) fn model_error(error: &SdkError<ConverseError, HttpResponse>) -> ModelError {
    let kind = match error {
        SdkError::ServiceError(service) => service_error(service.err(), service.raw().status().as_u16()),
        SdkError::TimeoutError(_) => ModelErrorKind::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => ModelErrorKind::Unavailable,
        // No credentials, no region, no TLS: nothing that a second request would change.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => ModelErrorKind::Misconfigured,
        // An answer that is no Converse answer.
        _ => ModelErrorKind::Failed,
    };
    ModelError::new(kind, describe(error))
}

fn service_error(error: &ConverseError, status: u16) -> ModelErrorKind {
    match error {
        ConverseError::ThrottlingException(_) => ModelErrorKind::Throttled,
        ConverseError::ModelNotReadyException(_) | ConverseError::ServiceUnavailableException(_) => {
            ModelErrorKind::Unavailable
        }
        ConverseError::InternalServerException(_) | ConverseError::ModelErrorException(_) => ModelErrorKind::Failed,
        ConverseError::ModelTimeoutException(_) => ModelErrorKind::TimedOut,
        ConverseError::ValidationException(_) if is_too_long(error) => ModelErrorKind::PromptTooLong,
        ConverseError::ValidationException(_)
        | ConverseError::AccessDeniedException(_)
        | ConverseError::ResourceNotFoundException(_) => ModelErrorKind::Misconfigured,
        // Errors that the Converse model does not list.
        _ => match (error.code(), status) {
            (Some("ServiceQuotaExceededException"), _) | (_, 429) => ModelErrorKind::Throttled,
            (_, 400..=499) => ModelErrorKind::Misconfigured,
            _ => ModelErrorKind::Failed,
        },
    }
}

/// Bedrock has one exception for every fault of a request; only its text tells an overlong prompt from the others.
fn is_too_long(error: &ConverseError) -> bool {
    let message = error.message().unwrap_or_default().to_ascii_lowercase();
    ["too long", "too many input tokens", "maximum context length", "exceeds the maximum"]
        .iter()
        .any(|phrase| message.contains(phrase))
}

/// The cause for the log: the exception, its status and AWS's request id. Never the body of request or answer, which the
/// SDK's own `Debug` would show.
fn describe(error: &SdkError<ConverseError, HttpResponse>) -> String {
    let SdkError::ServiceError(service) = error else { return Chain(error).to_string() };
    let (exception, status) = (service.err(), service.raw().status().as_u16());
    let mut text = format!("{} (HTTP {status}", exception.code().unwrap_or("an error without a name"));
    if let Some(id) = exception.request_id() {
        let _ = write!(text, ", AWS request id {id}");
    }
    text.push(')');
    if let Some(message) = exception.message() {
        let harmless = !exception.is_validation_exception()
            || HARMLESS_VALIDATION_MESSAGES.iter().any(|beginning| message.starts_with(beginning));
        let message = if harmless { message } else { "the message is withheld: it may quote the request" };
        let _ = write!(text, ": {message}");
    }
    text
}
