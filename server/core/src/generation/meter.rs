//! Counts what the calls of one attempt use, and records it.

use rust_decimal::Decimal;

use crate::model::{ModelError, StopReason, TokenUsage};
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

    /// A call has failed.
    pub(super) fn call_failed(&self, error: &ModelError) {
        self.record.attempt_failed(error.kind());
    }

    /// The usage of all calls so far.
    pub(super) fn metered(&self) -> Metered {
        Metered { usage: self.usage, cost_usd: self.price.and_then(|price| price.cost(self.usage)) }
    }
}
