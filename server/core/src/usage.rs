//! What a request's generation took and cost: sizes, times and names, never a text.
//!
//! [`GenerationFacts`] is the one list of these facts. A [`GenerationRecord`] collects them while the request is under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rust_decimal::Decimal;

use crate::model::{ModelErrorKind, StopReason, TokenUsage};
use crate::policy::{ModelPolicy, Provider};

/// The facts of one request's generation, so far.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationFacts {
    /// The public name of the model that answered, or of the model whose error is the request's outcome.
    pub model: String,
    /// Who runs the model.
    pub provider: Provider,
    /// From the beginning of the attempt to the end of the answer; until now if the answer has not ended.
    pub duration: Duration,
    /// From the beginning of the attempt to the first piece of the text. Absent if the text was not streamed.
    pub time_to_first_token: Option<Duration>,
    /// Why the model stopped. Absent until it has stopped.
    pub stop_reason: Option<StopReason>,
    /// The tokens that the generation used. Absent if the model did not report them, for example of an abandoned answer.
    pub usage: Option<TokenUsage>,
    /// The cost in USD. Absent if the usage or the price is unknown.
    pub cost_usd: Option<Decimal>,
    /// The attempts that failed, in their order, whether another model answered afterwards or not.
    pub failures: Vec<FailedAttempt>,
}

/// A failed attempt at a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedAttempt {
    /// The model's public name.
    pub model: String,
    /// Who runs the model.
    pub provider: Provider,
    /// How the model failed.
    pub kind: ModelErrorKind,
}

/// The record of one request's generation. Clones share one record: the generation writes it, and the log and the metrics
/// read it whenever the request ends.
#[derive(Clone, Debug, Default)]
pub struct GenerationRecord(Arc<Mutex<Option<Recorded>>>);

#[derive(Debug)]
struct Recorded {
    /// When the attempt began that the facts are about.
    began: Instant,
    /// `duration` is right only if the answer has ended.
    facts: GenerationFacts,
}

impl GenerationRecord {
    /// The facts so far. Absent if no model was called.
    pub fn facts(&self) -> Option<GenerationFacts> {
        let recorded = self.lock();
        let Recorded { began, facts } = recorded.as_ref()?;
        let duration = if facts.has_ended() { facts.duration } else { began.elapsed() };
        Some(GenerationFacts { duration, ..facts.clone() })
    }

    /// An attempt at a model begins: from now on the facts are about this model. Earlier failures are kept.
    pub(crate) fn begin_attempt(&self, model: &ModelPolicy, began: Instant) {
        let mut recorded = self.lock();
        let failures = recorded.take().map(|earlier| earlier.facts.failures).unwrap_or_default();
        let facts = GenerationFacts {
            model: model.name.clone(),
            provider: model.provider,
            duration: Duration::ZERO,
            time_to_first_token: None,
            stop_reason: None,
            usage: None,
            cost_usd: None,
            failures,
        };
        *recorded = Some(Recorded { began, facts });
    }

    /// The attempt has failed.
    pub(crate) fn attempt_failed(&self, kind: ModelErrorKind) {
        self.update(|_, facts| {
            facts.failures.push(FailedAttempt { model: facts.model.clone(), provider: facts.provider, kind });
        });
    }

    /// A piece of the text has arrived. Only the time of the first piece is kept.
    pub(crate) fn text_arrived(&self) {
        self.update(|began, facts| {
            facts.time_to_first_token.get_or_insert_with(|| began.elapsed());
        });
    }

    /// The model has ended its answer. `usage` and `cost_usd` are the sums over all calls of the attempt.
    pub(crate) fn answer_ended(&self, stop_reason: StopReason, usage: TokenUsage, cost_usd: Option<Decimal>) {
        self.update(|began, facts| {
            facts.duration = began.elapsed();
            facts.stop_reason = Some(stop_reason);
            facts.usage = Some(usage);
            facts.cost_usd = cost_usd;
        });
    }

    /// Whether the model of the current attempt has reported its usage.
    pub(crate) fn has_usage(&self) -> bool {
        self.lock().as_ref().is_some_and(|recorded| recorded.facts.has_ended())
    }

    fn update(&self, change: impl FnOnce(Instant, &mut GenerationFacts)) {
        if let Some(Recorded { began, facts }) = self.lock().as_mut() {
            change(*began, facts);
        }
    }

    /// Nothing panics while the lock is held, and a record of a panicked request is better than none.
    fn lock(&self) -> MutexGuard<'_, Option<Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GenerationFacts {
    fn has_ended(&self) -> bool {
        self.usage.is_some()
    }
}
