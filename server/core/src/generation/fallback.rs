//! The order in which models are tried until one answers.

use std::time::Instant;

use super::attempt::{Attempt, Attempts};
use super::breaker::{self, Permit};
use super::candidates::Candidates;
use super::time_limit::Turn;
use crate::Chain;
use crate::model::ModelError;
use crate::policy::ModelPolicy;

/// Makes attempts at the `candidates` in turn until one model answers. Each attempt is what `calls` does with the model.
///
/// Whether a fallback is tried depends on the first model's error. If no model answers, this error is the outcome, as if
/// there were no fallbacks, because the same request would meet it again. A fallback that fails is skipped, whatever its
/// error is. The log has the error of each attempt that another one follows, and of each fallback. Afterwards the record is
/// about the model that answered, or about the model whose error is the outcome.
pub(super) async fn in_turn<'r, T, F>(
    attempts: Attempts<'r>,
    candidates: Candidates<'r>,
    calls: impl Fn(Attempt<'r>) -> F,
) -> Result<(T, Option<Permit>), ModelError>
where
    F: Future<Output = Result<T, ModelError>>,
{
    let Attempts { context, time_limit, .. } = attempts;
    let Candidates { first, fallbacks } = candidates;
    let mut turn = Turn { is_first: true, fallbacks: u32::try_from(fallbacks.len()).unwrap_or(u32::MAX) };
    let error = match attempts.make(first, turn, time_limit.began, &calls).await {
        Err(error) if error.kind().allows_fallback() && !fallbacks.is_empty() => error,
        outcome => return outcome,
    };
    for fallback in fallbacks {
        let now = Instant::now();
        if !time_limit.allows_another_attempt(now) {
            tracing::warn!("no time is left to try another model");
            break;
        }
        if turn.is_first {
            log(first, &error);
        }
        turn = Turn { is_first: false, fallbacks: turn.fallbacks.saturating_sub(1) };
        match attempts.make(fallback, turn, now, &calls).await {
            Err(error) => log(fallback, &error),
            answered => return answered,
        }
    }
    if !turn.is_first {
        context.record.begin_attempt(first, time_limit.began);
    }
    Err(error)
}

/// Logs the error of an attempt. The breaker logs once that it opens, so the attempts that it refuses are not logged.
fn log(model: &ModelPolicy, error: &ModelError) {
    if !breaker::is_open(error) {
        tracing::warn!(model = model.name, kind = error.kind().as_str(), cause = %Chain(error), "model gave no answer");
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future;
    use std::sync::Arc;

    use async_trait::async_trait;

    use super::*;
    use crate::generation::breaker::Breakers;
    use crate::generation::breaker_settings::{BreakerSettings, Clock};
    use crate::generation::context::RequestContext;
    use crate::generation::error::GenerationError;
    use crate::generation::time_limit::TimeLimit;
    use crate::model::{Completion, CompletionStream, ModelErrorKind, Prompt, TextModel};
    use crate::policy::{Catalogue, Policy, Provider};
    use crate::usage::GenerationRecord;

    /// What an attempt comes to. An error of the inner kind is not a model's failure.
    type Outcome = Result<Result<&'static str, GenerationError>, ModelError>;

    /// The attempts of these tests do not call it.
    struct Uncalled;

    #[async_trait]
    impl TextModel for Uncalled {
        async fn complete(&self, _prompt: Prompt) -> Result<Completion, ModelError> {
            unreachable!("no test completes a prompt")
        }

        async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
            unreachable!("no test streams a completion")
        }
    }

    fn catalogue() -> Catalogue {
        Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("Bedrock models")
    }

    /// Makes attempts at three models, each as `calls` says.
    async fn try_in_turn<F: Future<Output = Outcome>>(calls: impl Fn(bool) -> F) -> Outcome {
        let catalogue = catalogue();
        let consumer = catalogue.consumers().anonymous().clone();
        let context = RequestContext { consumer, record: GenerationRecord::default(), deadline: None };
        let [first, fallbacks @ ..] = catalogue.models() else { panic!("at least one model") };
        let candidates = Candidates { first, fallbacks: fallbacks.iter().take(2).collect() };
        let clock: Clock = Arc::new(Instant::now);
        let attempts = Attempts {
            catalogue: &catalogue,
            text_model: &Uncalled,
            context: &context,
            breakers: &Breakers::new(&catalogue, BreakerSettings::default(), &clock),
            time_limit: TimeLimit::begin(None, None),
        };
        in_turn(attempts, candidates, |attempt| calls(attempt.has_fallback)).await.map(|(outcome, _permit)| outcome)
    }

    fn failing(kind: ModelErrorKind) -> Outcome {
        Err(kind.into())
    }

    /// The outcome if the attempts have these `outcomes` in turn, and whether each attempt had a fallback.
    async fn tried(outcomes: impl IntoIterator<Item = Outcome>) -> (String, Vec<bool>) {
        let (had_fallback, outcomes) = (RefCell::new(Vec::new()), RefCell::new(outcomes.into_iter()));
        let outcome = try_in_turn(|has_fallback| {
            had_fallback.borrow_mut().push(has_fallback);
            future::ready(outcomes.borrow_mut().next().expect("an outcome for each attempt"))
        });
        let shown = match outcome.await {
            Ok(Ok(answer)) => answer.to_owned(),
            Ok(Err(other)) => format!("{other:?}"),
            Err(error) => error.kind().as_str().to_owned(),
        };
        (shown, had_fallback.into_inner())
    }

    #[tokio::test]
    async fn another_model_is_tried_if_it_may_answer_now() {
        let passing = [
            "throttled",
            "daily_limit",
            "unavailable",
            "overloaded",
            "timed_out",
            "failed",
            "invalid_tool_call",
            "end_of_life",
        ];
        for kind in ModelErrorKind::ALL {
            let (outcome, tried) = tried([failing(*kind), Ok(Ok("answer"))]).await;
            let expected = if passing.contains(&kind.as_str()) { ("answer", 2) } else { (kind.as_str(), 1) };
            assert_eq!((outcome.as_str(), tried.len()), expected);
        }
    }

    #[tokio::test]
    async fn an_attempt_knows_whether_it_has_a_fallback() {
        let (outcome, had_fallback) =
            tried([failing(ModelErrorKind::Throttled), failing(ModelErrorKind::Throttled), Ok(Ok("answer"))]).await;
        assert_eq!((outcome.as_str(), had_fallback.as_slice()), ("answer", &[true, true, false][..]));
    }

    #[tokio::test]
    async fn if_no_model_answers_the_first_error_counts_and_a_fallbacks_error_stops_nothing() {
        let (outcome, tried) = tried([
            failing(ModelErrorKind::Throttled),
            failing(ModelErrorKind::Misconfigured),
            failing(ModelErrorKind::Failed),
        ])
        .await;
        assert_eq!((outcome.as_str(), tried.len()), ("throttled", 3));
    }

    #[tokio::test]
    async fn an_error_that_is_not_a_models_failure_is_final() {
        let outcomes = [failing(ModelErrorKind::Throttled), Ok(Err(GenerationError::ModelNotFound))];
        let (outcome, tried) = tried(outcomes).await;
        assert_eq!((outcome.as_str(), tried.len()), ("ModelNotFound", 2));
    }
}
