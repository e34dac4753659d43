//! Counts what the calls of one attempt use, and records it.

use rust_decimal::Decimal;

use crate::Chain;
use crate::model::{ModelError, ModelErrorKind, StopReason, TokenUsage};
use crate::policy::{ModelPolicy, Price};
use crate::usage::GenerationRecord;

/// Counts and prices the usage of the calls of one attempt. Each result of a call is reported here, whole or streamed.
pub(super) struct Meter {
    record: GenerationRecord,
    price: Option<Price>,
    usage: TokenUsage,
}

/// The usage of an attempt so far, with its price.
#[derive(Clone, Copy)]
pub(super) struct Metered {
    pub(super) usage: TokenUsage,
    /// In USD. Absent if the policy has no price for some of the tokens.
    pub(super) cost_usd: Option<Decimal>,
}

impl Meter {
    pub(super) fn new(record: GenerationRecord, model: &ModelPolicy) -> Self {
        Self { record, price: model.price, usage: TokenUsage::default() }
    }

    /// A piece of a streamed text has arrived.
    pub(super) fn text_arrived(&self) {
        self.record.text_arrived();
    }

    /// A call has ended with an answer.
    pub(super) fn call_ended(&mut self, stop_reason: StopReason, usage: TokenUsage) -> Metered {
        self.usage += usage;
        let metered = self.metered();
        self.record.answer_ended(stop_reason, metered.usage, metered.cost_usd);
        metered
    }

    /// A call has ended with an answer that a guardrail or a content filter blocked as a whole: there is no text.
    pub(super) fn call_blocked(&mut self, stop_reason: StopReason, usage: TokenUsage) -> ModelError {
        self.call_ended(stop_reason, usage);
        let error = ModelError::new(ModelErrorKind::ContentBlocked, stop_reason.as_str());
        self.call_failed(&error);
        error
    }

    /// A call has failed. If the operator has to look at the failure, the log says so, whether another model answers or not.
    pub(super) fn call_failed(&self, error: &ModelError) {
        self.record.attempt_failed(error.kind());
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

    /// The usage of all calls so far.
    pub(super) fn metered(&self) -> Metered {
        Metered { usage: self.usage, cost_usd: self.price.and_then(|price| price.cost(self.usage)) }
    }
}
