//! Which failed calls the SDK repeats, where its own choice does not fit.

use aws_sdk_bedrockruntime::error::ProvideErrorMetadata;
use aws_sdk_bedrockruntime::operation::apply_guardrail::ApplyGuardrailError;
use aws_sdk_bedrockruntime::operation::converse::ConverseError;
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamError;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority};
use textgate_core::model::ModelErrorKind;

use super::connection;
use super::exception::is_daily;

/// Repeats what the SDK does not repeat: a connection that breaks in ways that it does not know, an answer that is not HTTP,
/// credentials that cannot be loaded. Forbids what it would repeat in vain: a call beyond a daily quota.
#[derive(Debug)]
pub(crate) struct Retries;

impl ClassifyRetry for Retries {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        if let Some(refusal) = error.as_operation_error() {
            let converse = refusal.downcast_ref::<ConverseError>().and_then(ProvideErrorMetadata::message);
            let stream = || refusal.downcast_ref::<ConverseStreamError>().and_then(ProvideErrorMetadata::message);
            let guardrail = || refusal.downcast_ref::<ApplyGuardrailError>().and_then(ProvideErrorMetadata::message);
            let is_final = converse.or_else(stream).or_else(guardrail).is_some_and(is_daily);
            return if is_final { RetryAction::RetryForbidden } else { RetryAction::NoActionIndicated };
        }
        let is_unsent = context.response().is_none() && !error.is_timeout_error();
        if is_unsent && connection::kind(error) == ModelErrorKind::Unavailable {
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "Textgate"
    }

    /// After the SDK's own classifiers, so that a prohibition counts.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
