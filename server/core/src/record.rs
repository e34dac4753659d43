//! What becomes known of one request's generation, for those who tell of it. Sizes and times, never a text.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rust_decimal::Decimal;

use crate::model::{ModelErrorKind, StopReason, TokenUsage};
use crate::policy::{ModelPolicy, Provider};

/// What is known of one request's generation. Clones are the same record: a [`Generator`] writes, whoever tells of the
/// request reads, at whatever point the request has ended.
///
/// [`Generator`]: crate::generation::Generator
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<Mutex<Known>>);

/// What is known of a generation so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The public name of the model that answered, or whose error is the request's.
    pub model: String,
    /// Who runs it.
    pub provider: Provider,
    /// From the question to the end of the answer; to this moment if there is no end yet.
    pub duration: Duration,
    /// From the question to the first piece of the text. Absent where the text came as a whole or not at all.
    pub time_to_first_token: Option<Duration>,
    /// Why the model stopped. Absent until it has.
    pub stop_reason: Option<StopReason>,
    /// What the generation took. Absent where the model did not say, as of an answer that was given up.
    pub usage: Option<TokenUsage>,
    /// What it cost in USD. Absent where the usage or the price is.
    pub cost_usd: Option<Decimal>,
    /// The models that failed, in the order in which they were asked, whether another one answered then or not.
    pub failures: Vec<Failure>,
}

/// A model that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its public name.
    pub model: String,
    /// Who runs it.
    pub provider: Provider,
    /// How it failed.
    pub kind: ModelErrorKind,
}

#[derive(Debug, Default)]
struct Known {
    /// The model that is told of. Absent where none was asked.
    asked: Option<Asked>,
    failures: Vec<Failure>,
}

/// A model that was asked.
#[derive(Debug)]
struct Asked {
    model: String,
    provider: Provider,
    began: Instant,
    first_text: Option<Instant>,
    end: Option<End>,
}

/// What a model says with the end of its answer.
#[derive(Debug)]
struct End {
    at: Instant,
    stop_reason: StopReason,
    usage: TokenUsage,
    cost_usd: Option<Decimal>,
}

impl Record {
    /// What is known now. None where no model was asked.
    pub fn observe(&self) -> Option<Observation> {
        let known = self.lock();
        let asked = known.asked.as_ref()?;
        let (end, since_began) = (asked.end.as_ref(), |at: Instant| at.duration_since(asked.began));
        Some(Observation {
            model: asked.model.clone(),
            provider: asked.provider,
            duration: since_began(end.map_or_else(Instant::now, |end| end.at)),
            time_to_first_token: asked.first_text.map(since_began),
            stop_reason: end.map(|end| end.stop_reason),
            usage: end.map(|end| end.usage),
            cost_usd: end.and_then(|end| end.cost_usd),
            failures: known.failures.clone(),
        })
    }

    /// A model is asked, since `began`.
    pub(crate) fn asks(&self, policy: &ModelPolicy, began: Instant) {
        let (model, provider) = (policy.name.clone(), policy.provider);
        self.lock().asked = Some(Asked { model, provider, began, first_text: None, end: None });
    }

    /// The model that was asked last has failed.
    pub(crate) fn failed(&self, kind: ModelErrorKind) {
        let mut known = self.lock();
        if let Some(Asked { model, provider, .. }) = &known.asked {
            let failure = Failure { model: model.clone(), provider: *provider, kind };
            known.failures.push(failure);
        }
    }

    /// Whether the model that was asked last has said what it took.
    pub(crate) fn has_usage(&self) -> bool {
        self.lock().asked.as_ref().is_some_and(|asked| asked.end.is_some())
    }

    /// A piece of the text is there. Only the first is noted.
    pub(crate) fn text(&self) {
        if let Some(asked) = self.lock().asked.as_mut() {
            asked.first_text.get_or_insert_with(Instant::now);
        }
    }

    /// The model has ended.
    pub(crate) fn generated(&self, stop_reason: StopReason, usage: TokenUsage, cost_usd: Option<Decimal>) {
        if let Some(asked) = self.lock().asked.as_mut() {
            asked.end = Some(End { at: Instant::now(), stop_reason, usage, cost_usd });
        }
    }

    /// Nothing panics between lock and unlock, and a record is better told than lost.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
