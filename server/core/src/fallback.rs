//! Asks the models of a request in turn: within one time limit, for one answer or one error.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::Chain;
use crate::generation::GenerationError;
use crate::model::{ModelError, ModelErrorKind};
use crate::policy::ModelPolicy;
use crate::record::Record;

/// With less than this part of its time left, a request asks no other model: it would hardly answer, and the caller would
/// only wait for the same error.
const LEAST_PART: u32 = 10;

/// The models that may answer a request.
pub(crate) struct Choice<'m> {
    pub(crate) first: &'m ModelPolicy,
    /// Asked in turn if the first one cannot answer for now.
    pub(crate) fallbacks: Vec<&'m ModelPolicy>,
}

/// What `ask` gets of the first model that answers; it is told whether another one can still be asked.
///
/// Whether any but the first is asked depends on the first one's error. If none answers, that error is the outcome, as if
/// there were no others: it is about the model that the same request would meet again. A fallback that fails is passed
/// over, whatever its error. Each error that is followed by another attempt, and each of a fallback, is in the log.
/// `record` is of the model that answered, or of the one whose error is the outcome.
pub(crate) async fn in_turn<'m, T, F>(
    choice: Choice<'m>,
    time_limit: Option<Duration>,
    record: &Record,
    ask: impl Fn(&'m ModelPolicy, bool) -> F,
) -> Result<T, GenerationError>
where
    F: Future<Output = Result<T, GenerationError>>,
{
    let Choice { first, fallbacks } = choice;
    let time = Time { began: Instant::now(), limit: time_limit };
    let attempt = async |model, has_fallback, began| {
        record.asks(model, began);
        let outcome = time.bound(ask(model, has_fallback)).await;
        if let Err(GenerationError::Model(error) | GenerationError::Repair(error)) = &outcome {
            record.failed(error.kind());
        }
        outcome
    };
    let error = match attempt(first, !fallbacks.is_empty(), time.began).await {
        Err(GenerationError::Model(error)) if error.kind().may_pass_elsewhere() && !fallbacks.is_empty() => error,
        outcome => return outcome,
    };
    for (place, model) in fallbacks.iter().enumerate() {
        let now = Instant::now();
        if !time.is_enough(now) {
            tracing::warn!("no time is left to ask another model");
            break;
        }
        if place == 0 {
            log(first, &error);
        }
        match attempt(model, place + 1 < fallbacks.len(), now).await {
            Err(GenerationError::Model(error)) => log(model, &error),
            outcome => return outcome,
        }
    }
    // What a model has taken, if only to be too late with the rest, stays told.
    if !record.has_usage() {
        record.asks(first, time.began);
    }
    Err(error.into())
}

fn log(model: &ModelPolicy, error: &ModelError) {
    tracing::warn!(model = model.name, kind = error.kind().as_str(), cause = %Chain(error), "model gave no answer");
}

/// The time of a request, which all attempts share.
#[derive(Clone, Copy)]
struct Time {
    began: Instant,
    /// Absent where the model's own end is soon enough.
    limit: Option<Duration>,
}

impl Time {
    fn is_enough(self, now: Instant) -> bool {
        self.limit.is_none_or(|limit| limit.saturating_sub(now - self.began) >= limit / LEAST_PART)
    }

    async fn bound<T>(self, attempt: impl Future<Output = Result<T, GenerationError>>) -> Result<T, GenerationError> {
        let Some(limit) = self.limit else { return attempt.await };
        timeout(limit.saturating_sub(self.began.elapsed()), attempt).await.unwrap_or_else(|_elapsed| {
            let reason = format!("timeout: no answer within {} s", limit.as_secs_f64());
            Err(ModelError::new(ModelErrorKind::TimedOut, reason).into())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future;

    use super::*;
    use crate::policy::{Catalogue, Policy, Provider};

    type Outcome = Result<&'static str, GenerationError>;

    fn catalogue() -> Catalogue {
        Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("Bedrock models")
    }

    fn choice(catalogue: &Catalogue) -> Choice<'_> {
        let [first, fallbacks @ ..] = catalogue.models() else { panic!("at least one model") };
        Choice { first, fallbacks: fallbacks.iter().take(2).collect() }
    }

    fn failing(kind: ModelErrorKind) -> Outcome {
        Err(ModelError::from(kind).into())
    }

    /// The outcome where the models answer `outcomes` one after the other, and what each was told when it was asked.
    async fn asked(outcomes: impl IntoIterator<Item = Outcome>) -> (String, Vec<bool>) {
        let (told, outcomes) = (RefCell::new(Vec::new()), RefCell::new(outcomes.into_iter()));
        let catalogue = catalogue();
        let record = Record::default();
        let outcome = in_turn(choice(&catalogue), None, &record, |_, has_fallback| {
            told.borrow_mut().push(has_fallback);
            future::ready(outcomes.borrow_mut().next().expect("an outcome for each that is asked"))
        });
        let shown = match outcome.await {
            Ok(answer) => answer.to_owned(),
            Err(GenerationError::Model(error)) => error.kind().as_str().to_owned(),
            Err(other) => format!("{other:?}"),
        };
        (shown, told.into_inner())
    }

    #[tokio::test]
    async fn another_model_is_asked_where_it_may_answer_now() {
        let passing = ["throttled", "unavailable", "overloaded", "timed_out", "failed"];
        for kind in ModelErrorKind::ALL {
            let (outcome, told) = asked([failing(kind), Ok("answer")]).await;
            let expected = if passing.contains(&kind.as_str()) { ("answer", 2) } else { (kind.as_str(), 1) };
            assert_eq!((outcome.as_str(), told.len()), expected);
        }
    }

    #[tokio::test]
    async fn a_model_is_told_whether_another_one_can_be_asked() {
        let (outcome, told) =
            asked([failing(ModelErrorKind::Throttled), failing(ModelErrorKind::Throttled), Ok("answer")]).await;
        assert_eq!((outcome.as_str(), told.as_slice()), ("answer", &[true, true, false][..]));
    }

    #[tokio::test]
    async fn where_none_answers_the_first_error_counts_and_a_fallbacks_error_stops_nothing() {
        let (outcome, told) = asked([
            failing(ModelErrorKind::Throttled),
            failing(ModelErrorKind::Misconfigured),
            failing(ModelErrorKind::Failed),
        ])
        .await;
        assert_eq!((outcome.as_str(), told.len()), ("throttled", 3));
    }

    #[tokio::test]
    async fn what_is_no_failure_of_a_model_stands() {
        let (outcome, told) = asked([failing(ModelErrorKind::Throttled), Err(GenerationError::ModelNotFound)]).await;
        assert_eq!((outcome.as_str(), told.len()), ("ModelNotFound", 2));
    }

    #[tokio::test]
    async fn the_time_limit_ends_an_attempt_and_leaves_none_for_another() {
        let (asked, catalogue) = (RefCell::new(0), catalogue());
        let outcome: Outcome =
            in_turn(choice(&catalogue), Some(Duration::from_millis(20)), &Record::default(), |_, _| {
                *asked.borrow_mut() += 1;
                future::pending()
            })
            .await;
        match outcome {
            Err(GenerationError::Model(error)) => {
                assert_eq!(error.kind(), ModelErrorKind::TimedOut);
                assert!(Chain(&error).to_string().contains("no answer within 0.02 s"), "{error}");
            }
            other => panic!("expected the time limit: {other:?}"),
        }
        assert_eq!(asked.into_inner(), 1);
    }

    #[test]
    fn an_attempt_needs_a_part_of_the_time() {
        let (began, limit) = (Instant::now(), Duration::from_secs(20));
        let is_enough = |seconds| Time { began, limit: Some(limit) }.is_enough(began + Duration::from_secs(seconds));
        assert!(is_enough(0) && is_enough(18), "a tenth is enough");
        assert!(!is_enough(19) && !is_enough(20) && !is_enough(30));
        assert!(Time { began, limit: None }.is_enough(began + Duration::from_hours(1)));
    }
}
