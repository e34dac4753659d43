//! A generation piece by piece.

use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::stream::{self, Stream, StreamExt as _};
use rust_decimal::Decimal;
use tokio::time::sleep_until;

use super::breaker::Permit;
use super::meter::Meter;
use crate::model::{Chunk, CompletionStream, ModelError, ModelErrorKind, StopReason, TokenUsage};
use crate::usage::Spending;

/// The events of a generation: texts, then [`GenerationEvent::Done`]; or texts, then one error. Nothing follows the end or
/// the error.
///
/// Dropping the stream stops the model's work.
pub struct GenerationStream {
    /// The first chunk, which is counted already. Absent after it has been returned.
    first: Option<Chunk>,
    /// Absent after the end or an error.
    chunks: Option<CompletionStream>,
    /// When the stream must have ended.
    deadline: Option<Instant>,
    meter: Meter,
    /// Absent until the model has begun to answer, and after the end or an error.
    permit: Option<Permit>,
    model: String,
}

/// A piece of a generation.
#[derive(Clone, PartialEq)]
pub enum GenerationEvent {
    /// Text that follows the text before it.
    Delta(String),
    /// The model has ended.
    Done {
        /// Why it stopped.
        stop_reason: StopReason,
        /// The tokens that all calls of the request used, as far as the provider reported them: zeros if it did not.
        usage: TokenUsage,
        /// The cost in USD. Absent if the policy has no price for some of the tokens, or if the provider did not report
        /// the tokens of a call.
        cost_usd: Option<Decimal>,
    },
}

impl GenerationStream {
    /// Waits for the first piece. An error in its place is this function's error, and so is the end of an answer that a
    /// guardrail or a content filter blocked before its first text. A stream that has not ended at the `deadline` ends with an
    /// error then.
    pub(super) async fn begin(
        chunks: CompletionStream,
        deadline: Option<Instant>,
        mut meter: Meter,
        model: String,
    ) -> Result<Self, ModelError> {
        let mut chunks = end_at(deadline, chunks);
        let first =
            chunks.next().await.unwrap_or_else(|| Err(cut_off())).inspect_err(|error| meter.call_failed(error))?;
        match &first {
            Chunk::Text(text) => meter.text_arrived(text),
            Chunk::End { stop_reason, usage } if stop_reason.is_blocked() => {
                meter.call_ended(*stop_reason, *usage);
                return Err(meter.answer_blocked(*stop_reason));
            }
            Chunk::End { .. } => {}
        }
        Ok(Self { first: Some(first), chunks: Some(chunks), deadline, meter, permit: None, model })
    }

    /// The model has begun to answer. `permit` gets to know how it ends.
    pub(super) fn has_begun(&mut self, mut permit: Option<Permit>) {
        if let Some(permit) = &mut permit {
            permit.answer_begins();
        }
        self.permit = permit;
    }

    /// The public name of the model that answers.
    pub fn model(&self) -> &str {
        &self.model
    }
}

impl Stream for GenerationStream {
    type Item = Result<GenerationEvent, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // The chunks are taken out, so that a model that panics is not polled again.
        let Some(mut chunks) = self.chunks.take() else { return Poll::Ready(None) };
        let chunk = match self.first.take() {
            Some(Chunk::Text(text)) => {
                self.chunks = Some(chunks);
                return Poll::Ready(Some(Ok(GenerationEvent::Delta(text))));
            }
            Some(end) => Ok(end),
            None => match chunks.poll_next_unpin(context) {
                Poll::Ready(chunk) => chunk.unwrap_or_else(|| Err(cut_off())),
                Poll::Pending => {
                    self.chunks = Some(chunks);
                    return Poll::Pending;
                }
            },
        };
        Poll::Ready(Some(match chunk {
            Ok(Chunk::Text(text)) => {
                self.meter.text_arrived(&text);
                self.chunks = Some(chunks);
                Ok(GenerationEvent::Delta(text))
            }
            Ok(Chunk::End { stop_reason, usage }) => Ok(self.end(stop_reason, usage)),
            Err(error) => Err(self.fail(error)),
        }))
    }
}

impl GenerationStream {
    fn end(&mut self, stop_reason: StopReason, usage: Option<TokenUsage>) -> GenerationEvent {
        self.meter.call_ended(stop_reason, usage);
        if let Some(permit) = self.permit.take() {
            permit.answered();
        }
        let Spending { usage, cost_usd, .. } = self.meter.total();
        GenerationEvent::Done { stop_reason, usage: usage.unwrap_or_default(), cost_usd }
    }

    fn fail(&mut self, error: ModelError) -> ModelError {
        self.meter.call_failed(&error);
        // A model that is still writing at the deadline is not ill.
        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if let Some(permit) = self.permit.take()
            && !is_late
        {
            permit.failed(error.kind());
        }
        error
    }
}

/// The text must not reach a log, so `Debug` shows its size only.
impl fmt::Debug for GenerationEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delta(text) => f.debug_struct("Delta").field("bytes", &text.len()).finish(),
            Self::Done { stop_reason, usage, cost_usd } => f
                .debug_struct("Done")
                .field("stop_reason", stop_reason)
                .field("usage", usage)
                .field("cost_usd", cost_usd)
                .finish(),
        }
    }
}

impl fmt::Debug for GenerationStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenerationStream").field("model", &self.model).finish_non_exhaustive()
    }
}

/// The chunks, which end with an error at the `deadline` at the latest.
fn end_at(deadline: Option<Instant>, chunks: CompletionStream) -> CompletionStream {
    let Some(deadline) = deadline else { return chunks };
    let chunks = chunks.chain(stream::once(ready(Err(cut_off()))));
    let out_of_time = || ModelError::new(ModelErrorKind::TimedOut, "the completion had not ended at the deadline");
    chunks.take_until(sleep_until(deadline.into())).chain(stream::once(ready(Err(out_of_time())))).boxed()
}

fn cut_off() -> ModelError {
    ModelError::new(ModelErrorKind::Failed, "the completion was cut off before its end")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use async_trait::async_trait;

    use super::*;
    use crate::generation::{GenerationError, GenerationRequest, Generator, ParameterRequest, RequestContext};
    use crate::model::{Completion, Prompt, TextModel};
    use crate::policy::{ParameterRefusal, Policy, Provider};
    use crate::usage::GenerationRecord;

    type Chunks = Vec<Result<Chunk, ModelError>>;

    /// Streams its script once, and notes when its stream is dropped.
    #[derive(Default)]
    struct Scripted {
        script: Mutex<Option<Chunks>>,
        stays_open: bool,
        dropped: Arc<AtomicBool>,
    }

    struct Noting(Arc<AtomicBool>);

    impl Drop for Noting {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[async_trait]
    impl TextModel for Scripted {
        async fn complete(&self, _prompt: Prompt) -> Result<Completion, ModelError> {
            Err(ModelErrorKind::Misconfigured.into())
        }

        async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
            let script = self.script.lock().expect("not poisoned").take().ok_or(ModelErrorKind::Unavailable)?;
            let (noting, chunks) = (Noting(self.dropped.clone()), stream::iter(script));
            let chunks = if self.stays_open { chunks.chain(stream::pending()).boxed() } else { chunks.boxed() };
            let noted = move |chunk| {
                let _alive = &noting;
                chunk
            };
            Ok(chunks.map(noted).boxed())
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an item of a script, as errors are")]
    fn text(text: &str) -> Result<Chunk, ModelError> {
        Ok(Chunk::Text(text.to_owned()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "an item of a script, as errors are")]
    fn end() -> Result<Chunk, ModelError> {
        Ok(Chunk::End {
            stop_reason: StopReason::EndTurn,
            usage: Some(TokenUsage { input: 2, output: 3, ..TokenUsage::default() }),
        })
    }

    fn generator(model: Scripted) -> Generator {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("Bedrock models");
        Generator::new(catalogue, Arc::new(model))
    }

    /// A request of the anonymous consumer.
    fn context(generator: &Generator, deadline: Option<Instant>) -> RequestContext {
        let consumer = generator.catalogue().consumers().anonymous().clone();
        RequestContext { consumer, record: GenerationRecord::default(), deadline }
    }

    async fn ask(generator: &Generator, request: GenerationRequest) -> Result<GenerationStream, GenerationError> {
        generator.stream(&context(generator, None), request).await
    }

    async fn stream_of(script: Chunks) -> Result<GenerationStream, GenerationError> {
        let script = Mutex::new(Some(script));
        let request = GenerationRequest { input: "Hello".to_owned(), ..GenerationRequest::default() };
        ask(&generator(Scripted { script, ..Scripted::default() }), request).await
    }

    /// What the stream gives until it ends, errors as their kind and cause.
    async fn events(script: Chunks) -> Vec<String> {
        let stream = stream_of(script).await.expect("begins");
        let shown = stream.map(|event| match event {
            Ok(GenerationEvent::Delta(text)) => text,
            Ok(GenerationEvent::Done { stop_reason, usage, cost_usd }) => {
                format!("{} {} {} {}", stop_reason.as_str(), usage.input, usage.output, cost_usd.expect("a price"))
            }
            Err(error) => format!("{:?}: {}", error.kind(), crate::Chain(&error)),
        });
        shown.collect().await
    }

    const DONE: &str = "end_turn 2 3 0.00000049";
    const CUT_OFF: &str = "Failed: the model failed: the completion was cut off before its end";

    #[tokio::test]
    async fn texts_come_unchanged_and_then_the_end_with_usage_and_cost() {
        assert_eq!(events(vec![text("one"), text(" two"), end()]).await, ["one", " two", DONE]);
        assert_eq!(events(vec![end()]).await, [DONE], "a model may have nothing to say");
    }

    #[tokio::test]
    async fn a_completion_that_stops_without_its_end_was_cut_off() {
        assert_eq!(events(vec![text("one")]).await, ["one", CUT_OFF]);
    }

    #[tokio::test]
    async fn nothing_follows_the_end_or_an_error() {
        assert_eq!(events(vec![text("one"), end(), text("two"), end()]).await, ["one", DONE]);
        let throttled = || Err(ModelErrorKind::Throttled.into());
        let expected = ["one", "Throttled: the model's provider throttles requests"];
        assert_eq!(events(vec![text("one"), throttled(), text("two"), end()]).await, expected);
    }

    #[tokio::test]
    async fn a_failure_before_the_first_piece_is_an_error_and_no_stream() {
        for (script, expected) in [
            (vec![Err(ModelErrorKind::Throttled.into()), text("one")], ModelErrorKind::Throttled),
            (vec![], ModelErrorKind::Failed),
        ] {
            match stream_of(script).await {
                Err(GenerationError::Model(error)) => assert_eq!(error.kind(), expected),
                other => panic!("expected {expected:?}: {other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn the_policy_refuses_a_stream_as_it_refuses_a_generation() {
        // The model has no script: if it were called, it would be unavailable.
        let generator = generator(Scripted::default());
        let unknown = GenerationRequest { model: Some("unknown".to_owned()), ..GenerationRequest::default() };
        let refused = ask(&generator, unknown).await.expect_err("refused");
        assert!(matches!(refused, GenerationError::ModelNotFound), "{refused:?}");
        let parameters = ParameterRequest { max_tokens: Some(u32::MAX), ..ParameterRequest::default() };
        let refused = ask(&generator, GenerationRequest { parameters, ..GenerationRequest::default() }).await;
        assert!(
            matches!(refused, Err(GenerationError::Parameter(ParameterRefusal::TooManyTokens { .. }))),
            "{refused:?}"
        );
    }

    #[tokio::test]
    async fn a_record_has_the_facts_that_are_known_so_far() {
        let script = Mutex::new(Some(vec![text("one"), end()]));
        let generator = generator(Scripted { script, ..Scripted::default() });
        let context_of_answer = context(&generator, None);
        let record = &context_of_answer.record;
        assert_eq!(record.facts(), None, "no model was called");
        let mut stream = generator.stream(&context_of_answer, GenerationRequest::default()).await.expect("begins");
        let begun = record.facts().expect("called");
        assert_eq!((begun.model.as_str(), begun.provider), ("nova-micro", Provider::Bedrock));
        assert!(begun.time_to_first_token.is_some());
        assert_eq!(
            (begun.stop_reason, begun.spending.usage, begun.spending.cost_usd),
            (None, None, None),
            "not yet known"
        );
        while stream.next().await.is_some() {}
        let ended = record.facts().expect("called");
        assert_eq!(
            (ended.stop_reason, ended.spending.usage),
            (Some(StopReason::EndTurn), Some(TokenUsage { input: 2, output: 3, ..TokenUsage::default() }))
        );
        assert_eq!(ended.spending.cost_usd.expect("priced").to_string(), "0.00000049");
        assert_eq!(record.facts().expect("called").duration, ended.duration, "the duration ends with the answer");
        // Another request, which fails.
        let context_of_failure = context(&generator, None);
        let named = GenerationRequest { model: Some("nova-micro".to_owned()), ..GenerationRequest::default() };
        generator.stream(&context_of_failure, named).await.expect_err("the script has ended");
        let failed = context_of_failure.record.facts().expect("called");
        assert_eq!(
            (failed.model.as_str(), failed.total().usage, failed.time_to_first_token),
            ("nova-micro", None, None)
        );
        assert_eq!(record.facts().expect("called"), ended);
    }

    #[tokio::test]
    async fn a_stream_that_has_not_ended_at_the_deadline_ends_with_an_error_and_stops_the_model() {
        let dropped = Arc::new(AtomicBool::new(false));
        let script = Mutex::new(Some(vec![text("one")]));
        let model = Scripted { script, stays_open: true, dropped: dropped.clone() };
        let generator = generator(model);
        let context = context(&generator, Some(Instant::now() + Duration::from_millis(500)));
        let mut stream = generator.stream(&context, GenerationRequest::default()).await.expect("begins");
        assert_eq!(stream.next().await.expect("an event").expect("text"), GenerationEvent::Delta("one".to_owned()));
        let error = stream.next().await.expect("an end").expect_err("out of time");
        assert_eq!(error.kind(), ModelErrorKind::TimedOut);
        assert!(dropped.load(Ordering::SeqCst), "before the error is returned");
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_that_ends_before_the_deadline_is_as_it_is_without_one() {
        for (script, expected) in [(vec![text("one"), end()], true), (vec![text("one")], false)] {
            let model = Scripted { script: Mutex::new(Some(script)), ..Scripted::default() };
            let generator = generator(model);
            let context = context(&generator, Some(Instant::now() + Duration::from_hours(1)));
            let stream = generator.stream(&context, GenerationRequest::default()).await.expect("begins");
            let events: Vec<_> = stream.collect().await;
            let [Ok(GenerationEvent::Delta(_)), last] = events.as_slice() else { panic!("two events: {events:?}") };
            let is_done = match last {
                Ok(_) => true,
                Err(error) => {
                    assert_eq!(error.kind(), ModelErrorKind::Failed, "cut off, not late");
                    false
                }
            };
            assert_eq!(is_done, expected);
        }
    }

    #[tokio::test]
    async fn dropping_the_stream_drops_the_models_stream() {
        let dropped = Arc::new(AtomicBool::new(false));
        let script = Mutex::new(Some(vec![text("one")]));
        let model = Scripted { script, stays_open: true, dropped: dropped.clone() };
        let mut stream = ask(&generator(model), GenerationRequest::default()).await.expect("begins");
        assert_eq!(stream.next().await.expect("an event").expect("text"), GenerationEvent::Delta("one".to_owned()));
        assert!(!dropped.load(Ordering::SeqCst));
        drop(stream);
        assert!(dropped.load(Ordering::SeqCst));
    }
}
