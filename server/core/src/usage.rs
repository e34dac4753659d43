//! What a request's generation took and cost: sizes, times and names, never a text.
//!
//! [`GenerationFacts`] is the one list of these facts. A [`GenerationRecord`] collects them while the request is under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rust_decimal::Decimal;

use crate::model::{ModelErrorKind, StopReason, TokenEstimate, TokenUsage};
use crate::policy::{ModelPolicy, Price, Provider};

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
    /// What the attempt used that has not failed.
    pub spending: Spending,
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
    /// What the attempt used all the same.
    pub spending: Spending,
}

/// What calls of models used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// The tokens that the provider reported. Absent if it reported none, for example for an abandoned answer.
    pub usage: Option<TokenUsage>,
    /// The cost of these tokens in USD. Absent if the policy has no price for some of them.
    pub cost_usd: Option<Decimal>,
    /// An estimate of further tokens: of the calls that gave text, and for which the provider reported no usage. Absent if
    /// there are no such calls.
    pub estimate: Option<TokenEstimate>,
}

/// The sizes of a call: what is known of it even if the provider reports no usage.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallSize {
    /// The length of the prompt in bytes, instructions included.
    pub(crate) prompt_bytes: usize,
    /// The length of the text in bytes, as far as it has arrived.
    pub(crate) text_bytes: usize,
}

/// The record of one request's generation. Clones share one record: the generation writes it, and the log and the metrics
/// read it whenever the request ends.
#[derive(Clone, Debug, Default)]
pub struct GenerationRecord(Arc<Mutex<Option<Recorded>>>);

#[derive(Debug)]
struct Recorded {
    /// When the attempt began that the facts are about.
    began: Instant,
    /// Whether a call of the attempt has ended. `duration` is right only then.
    has_ended: bool,
    /// The stream that has begun and not ended. Its estimate is not yet part of the facts.
    streamed: Option<CallSize>,
    facts: GenerationFacts,
}

impl GenerationRecord {
    /// The facts so far. Absent if no model was called.
    pub fn facts(&self) -> Option<GenerationFacts> {
        let recorded = self.lock();
        let Recorded { began, has_ended, streamed, facts } = recorded.as_ref()?;
        let mut facts = facts.clone();
        if !has_ended {
            facts.duration = began.elapsed();
        }
        if let Some(size) = streamed {
            facts.spending.add_estimate(*size);
        }
        Some(facts)
    }

    /// What all calls of the request used so far.
    pub(crate) fn total(&self) -> Spending {
        self.lock().as_ref().map(|recorded| recorded.facts.total()).unwrap_or_default()
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
            spending: Spending::default(),
            failures,
        };
        *recorded = Some(Recorded { began, has_ended: false, streamed: None, facts });
    }

    /// The attempt has failed. `usage` is that of the failed call; the attempt may have had another call before.
    pub(crate) fn attempt_failed(&self, kind: ModelErrorKind, usage: Option<TokenUsage>, price: Option<Price>) {
        self.update(|Recorded { streamed, facts, .. }| {
            match (usage, streamed.take()) {
                (Some(usage), _) => facts.spending.add_usage(usage, price),
                (None, Some(size)) => facts.spending.add_estimate(size),
                (None, None) => {}
            }
            let (model, spending) = (facts.model.clone(), std::mem::take(&mut facts.spending));
            facts.failures.push(FailedAttempt { model, provider: facts.provider, kind, spending });
        });
    }

    /// A piece of a streamed text has arrived. `size` is that of the call so far. Only the time of the first piece is kept.
    pub(crate) fn text_arrived(&self, size: CallSize) {
        self.update(|Recorded { began, streamed, facts, .. }| {
            facts.time_to_first_token.get_or_insert_with(|| began.elapsed());
            *streamed = Some(size);
        });
    }

    /// A call has ended with an answer.
    pub(crate) fn call_ended(
        &self,
        stop_reason: StopReason,
        usage: Option<TokenUsage>,
        price: Option<Price>,
        size: CallSize,
    ) {
        self.update(|Recorded { began, has_ended, streamed, facts }| {
            *streamed = None;
            *has_ended = true;
            facts.duration = began.elapsed();
            facts.stop_reason = Some(stop_reason);
            match usage {
                Some(usage) => facts.spending.add_usage(usage, price),
                None => facts.spending.add_estimate(size),
            }
        });
    }

    /// The guardrail has intervened in an answer that had ended.
    pub(crate) fn guardrail_intervened(&self) {
        self.update(|Recorded { began, facts, .. }| {
            facts.duration = began.elapsed();
            facts.stop_reason = Some(StopReason::GuardrailIntervened);
        });
    }

    fn update(&self, change: impl FnOnce(&mut Recorded)) {
        if let Some(recorded) = self.lock().as_mut() {
            change(recorded);
        }
    }

    /// Nothing panics while the lock is held, and a record of a panicked request is better than none.
    fn lock(&self) -> MutexGuard<'_, Option<Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GenerationFacts {
    /// What all attempts of the request used, the failed ones included. The cost is absent if it is not known of some tokens,
    /// estimated ones included.
    pub fn total(&self) -> Spending {
        let mut total = self.spending;
        for failure in &self.failures {
            total.add(failure.spending);
        }
        if total.estimate.is_some() {
            total.cost_usd = None;
        }
        total
    }
}

impl Spending {
    /// Adds what other calls used. The cost is absent if that of either is.
    pub fn add(&mut self, other: Self) {
        self.cost_usd = match (self.usage, other.usage) {
            (_, None) => self.cost_usd,
            (None, Some(_)) => other.cost_usd,
            (Some(_), Some(_)) => self.cost_usd.zip(other.cost_usd).map(|(one, other)| (one + other).normalize()),
        };
        if let Some(usage) = other.usage {
            *self.usage.get_or_insert_default() += usage;
        }
        if let Some(estimate) = other.estimate {
            *self.estimate.get_or_insert_default() += estimate;
        }
    }

    fn add_usage(&mut self, usage: TokenUsage, price: Option<Price>) {
        let cost_usd = price.and_then(|price| price.cost(usage));
        self.add(Self { usage: Some(usage), cost_usd, estimate: None });
    }

    fn add_estimate(&mut self, CallSize { prompt_bytes, text_bytes }: CallSize) {
        *self.estimate.get_or_insert_default() += TokenEstimate::from_bytes(prompt_bytes, text_bytes);
    }
}
