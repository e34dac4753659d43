//! Counts what the calls of one attempt use, and records it.

use crate::Chain;
use crate::model::{ModelError, ModelErrorKind, Prompt, StopReason, TokenUsage};
use crate::policy::{ModelPolicy, Price};
use crate::usage::{CallSize, GenerationRecord, Spending};

/// Counts and prices what the calls of one attempt use. Each call is reported here, whole or streamed.
pub(super) struct Meter {
    record: GenerationRecord,
    price: Option<Price>,
    /// The size of the current call.
    size: CallSize,
}

impl Meter {
    pub(super) fn new(record: GenerationRecord, model: &ModelPolicy) -> Self {
        Self { record, price: model.price, size: CallSize::default() }
    }

    /// A call begins.
    pub(super) fn call_begins(&mut self, prompt: &Prompt) {
        let prompt_bytes = prompt.system.as_ref().map_or(0, String::len) + prompt.user.len();
        self.size = CallSize { prompt_bytes, text_bytes: 0 };
    }

    /// A piece of a streamed text has arrived.
    pub(super) fn text_arrived(&mut self, text: &str) {
        self.size.text_bytes += text.len();
        self.record.text_arrived(self.size);
    }

    /// A call has ended with the whole of its text.
    pub(super) fn text_ended(&mut self, text: &str, stop_reason: StopReason, usage: Option<TokenUsage>) {
        self.size.text_bytes = text.len();
        self.call_ended(stop_reason, usage);
    }

    /// A call has ended, all pieces of its text included.
    pub(super) fn call_ended(&self, stop_reason: StopReason, usage: Option<TokenUsage>) {
        if usage.is_none() {
            tracing::warn!("the model's answer came without its token usage, so its cost is not known");
        }
        self.record.call_ended(stop_reason, usage, self.price, self.size);
    }

    /// The guardrail has intervened in the text of a call that had ended.
    pub(super) fn guardrail_intervened(&self) {
        self.record.guardrail_intervened();
    }

    /// A call has ended with an answer that a guardrail or a content filter blocked as a whole: there is no text.
    pub(super) fn call_blocked(&self, stop_reason: StopReason, usage: Option<TokenUsage>) -> ModelError {
        self.call_ended(stop_reason, usage);
        let error = ModelError::new(ModelErrorKind::ContentBlocked, stop_reason.as_str());
        self.call_failed(&error);
        error
    }

    /// A call has failed. If the operator has to look at the failure, the log says so, whether another model answers or not.
    pub(super) fn call_failed(&self, error: &ModelError) {
        self.record.attempt_failed(error.kind(), error.usage(), self.price);
        let message = match error.kind() {
            ModelErrorKind::EndOfLife => "the model has reached its end of life: remove it from the policy",
            ModelErrorKind::UnrecognizedRefusal => "the model refused the request, and no rule knows the reason",
            _ => return,
        };
        let (facts, kind, cause) = (self.record.facts(), error.kind().as_str(), Chain(error));
        let model = facts.map(|facts| facts.model);
        if error.kind() == ModelErrorKind::EndOfLife {
            tracing::error!(model, kind, %cause, "{message}");
        } else {
            tracing::warn!(model, kind, %cause, "{message}");
        }
    }

    /// What all calls of the request used so far, those of earlier attempts included.
    pub(super) fn total(&self) -> Spending {
        self.record.total()
    }
}
