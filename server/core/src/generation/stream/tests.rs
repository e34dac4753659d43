//! Tests of streams over a model that answers as it is told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream;

use super::*;
use crate::generation::{GenerationError, GenerationRequest, Generator, ParameterRequest, RequestContext};
use crate::model::{Completion, ModelErrorKind, Prompt, TextModel};
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
    assert!(matches!(refused, Err(GenerationError::Parameter(ParameterRefusal::TooManyTokens { .. }))), "{refused:?}");
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
    assert_eq!((begun.stop_reason, begun.spending.usage, begun.spending.cost_usd), (None, None, None), "not yet known");
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
    assert_eq!((failed.model.as_str(), failed.total().usage, failed.time_to_first_token), ("nova-micro", None, None));
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
