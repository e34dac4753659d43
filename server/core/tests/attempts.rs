//! Attempts at models: their shares of the time, what each used, and that a model that keeps failing is not asked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use textgate_core::Chain;
use textgate_core::generation::{
    BreakerSettings, Clock, GenerationError, GenerationEvent, GenerationRequest, Generator, RequestContext,
};
use textgate_core::model::{
    Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, StopReason, TextModel, TokenEstimate,
    TokenUsage,
};
use textgate_core::policy::{Policy, Provider};
use textgate_core::prompt::tasks::explain::ExplainRequest;
use textgate_core::task::{SchemaJudge, TaskError, Tasks, Violation};
use textgate_core::usage::{GenerationFacts, GenerationRecord};

/// USD per million tokens: 1 and 10 for the first model, 2 and 20 for the second.
const POLICY: &str = r#"
[defaults]
temperature = 0.0
top_p = 0.9
max_tokens = 1024

[default_model]
bedrock = "first"

[fallback]
bedrock = ["second"]

[[models]]
name = "first"
provider = "bedrock"
id = "vendor.first"
context_tokens = 8_000
max_output_tokens = 2_000
price = { input = "1", output = "10" }

[[models]]
name = "second"
provider = "bedrock"
id = "vendor.second"
context_tokens = 8_000
max_output_tokens = 2_000
price = { input = "2", output = "20" }
"#;

/// What the script has for a call.
enum Step {
    /// A whole answer.
    Whole(&'static str, Option<TokenUsage>),
    Fail(ModelErrorKind, Option<TokenUsage>),
    /// The call never ends.
    Hang,
    /// A streamed answer, which may stay open.
    Stream(Vec<Result<Chunk, ModelError>>, bool),
}

/// Follows its script, and notes which models were called.
#[derive(Default)]
struct Scripted {
    script: Mutex<VecDeque<Step>>,
    called: Mutex<Vec<String>>,
}

impl Scripted {
    fn take(&self, prompt: Prompt) -> Step {
        self.called.lock().expect("not poisoned").push(prompt.model_id);
        self.script.lock().expect("not poisoned").pop_front().expect("a step for each call")
    }

    fn called(&self) -> Vec<String> {
        std::mem::take(&mut *self.called.lock().expect("not poisoned"))
    }
}

#[async_trait]
impl TextModel for Scripted {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        match self.take(prompt) {
            Step::Whole(text, usage) => {
                Ok(Completion { text: text.to_owned(), stop_reason: StopReason::EndTurn, usage })
            }
            Step::Fail(kind, usage) => Err(ModelError::from(kind).with_usage(usage)),
            Step::Hang => std::future::pending().await,
            Step::Stream(..) => panic!("the script is for a stream"),
        }
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        match self.take(prompt) {
            Step::Stream(chunks, true) => Ok(stream::iter(chunks).chain(stream::pending()).boxed()),
            Step::Stream(chunks, false) => Ok(stream::iter(chunks).boxed()),
            Step::Fail(kind, usage) => Err(ModelError::from(kind).with_usage(usage)),
            Step::Hang => std::future::pending().await,
            Step::Whole(..) => panic!("the script is for a whole answer"),
        }
    }
}

/// Accepts every JSON text.
struct AnyJson;

impl SchemaJudge for AnyJson {
    fn parse(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }

    fn violations(&self, _value: &Value) -> Vec<Violation> {
        Vec::new()
    }
}

const RIGHT: &str = r#"{"explanation":"Because.","key_points":["It is so."]}"#;

struct Fixture {
    generator: Generator,
    model: Arc<Scripted>,
    milliseconds: Arc<AtomicU64>,
}

impl Fixture {
    fn new(script: impl IntoIterator<Item = Step>) -> Self {
        let policy = Policy::parse(POLICY).unwrap_or_else(|error| panic!("{error}"));
        let catalogue = policy.catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        let model = Arc::new(Scripted { script: Mutex::new(script.into_iter().collect()), ..Scripted::default() });
        let milliseconds = Arc::new(AtomicU64::new(0));
        let (began, passed) = (Instant::now(), milliseconds.clone());
        let clock: Clock = Arc::new(move || began + Duration::from_millis(passed.load(Ordering::SeqCst)));
        let generator = Generator::new(catalogue, model.clone()).with_breakers(BreakerSettings::default(), &clock);
        Self { generator, model, milliseconds }
    }

    fn within(self, milliseconds: u64) -> Self {
        Self { generator: self.generator.within(Duration::from_millis(milliseconds)), ..self }
    }

    fn context(&self) -> RequestContext {
        let consumer = self.generator.catalogue().consumers().anonymous().clone();
        RequestContext { consumer, record: GenerationRecord::default(), deadline: None }
    }

    /// The usage and cost of the answer or the kind of the error, and the facts.
    async fn generate(&self, model: Option<&str>) -> (Result<Taken, ModelErrorKind>, GenerationFacts) {
        let context = self.context();
        let outcome = self.generator.generate(&context, request(model)).await;
        let outcome = outcome.map(|generation| taken(generation.usage, generation.cost_usd)).map_err(kind);
        (outcome, context.record.facts().expect("a call"))
    }

    async fn explain(&self) -> (Result<Taken, TaskError>, GenerationFacts) {
        let context = self.context();
        let tasks = Tasks::new(|_: &Value| Ok::<Box<dyn SchemaJudge>, ()>(Box::new(AnyJson))).expect("judges");
        let outcome = tasks.run(&self.generator, &context, ExplainRequest::default()).await;
        let outcome = outcome.map(|generation| taken(generation.usage, generation.cost_usd));
        (outcome, context.record.facts().expect("a call"))
    }
}

fn request(model: Option<&str>) -> GenerationRequest {
    GenerationRequest {
        model: model.map(str::to_owned),
        instructions: Some("Brief!".to_owned()),
        input: "Hello".to_owned(),
        ..GenerationRequest::default()
    }
}

/// Input tokens, output tokens, and the cost.
type Taken = (u32, u32, Option<String>);

fn taken(usage: TokenUsage, cost_usd: Option<impl ToString>) -> Taken {
    (usage.input, usage.output, cost_usd.map(|cost| cost.to_string()))
}

fn kind(error: GenerationError) -> ModelErrorKind {
    match error {
        GenerationError::Model(error) => error.kind(),
        other => panic!("expected a model's error: {other:?}"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a provider reports, if it does")]
fn usage(input: u32, output: u32) -> Option<TokenUsage> {
    Some(TokenUsage { input, output, ..TokenUsage::default() })
}

#[tokio::test]
async fn what_a_failed_attempt_used_is_part_of_the_answers_usage_and_is_the_failed_models_own() {
    let fixture = Fixture::new([Step::Fail(ModelErrorKind::Failed, usage(1_500, 1)), Step::Whole("Hi", usage(2, 3))]);
    let (answer, facts) = fixture.generate(None).await;
    // 1,500 × 1 + 1 × 10 and 2 × 2 + 3 × 20, per million.
    assert_eq!(answer.expect("answered"), (1_502, 4, Some("0.001574".to_owned())));
    assert_eq!((facts.model.as_str(), facts.spending.usage), ("second", usage(2, 3)));
    assert_eq!((facts.failures[0].model.as_str(), facts.failures[0].spending.usage), ("first", usage(1_500, 1)));
    assert_eq!(facts.failures[0].spending.cost_usd.expect("priced").to_string(), "0.00151");
    assert_eq!(facts.total().usage, usage(1_502, 4));
}

#[tokio::test]
async fn an_error_keeps_the_usage_of_all_attempts() {
    let fixture = Fixture::new([
        Step::Fail(ModelErrorKind::Failed, usage(10, 1)),
        Step::Fail(ModelErrorKind::Failed, usage(20, 2)),
    ]);
    let (error, facts) = fixture.generate(None).await;
    assert_eq!(error, Err(ModelErrorKind::Failed));
    assert_eq!((facts.model.as_str(), facts.failures.len(), facts.total().usage), ("first", 2, usage(30, 3)));
    assert_eq!(facts.total().cost_usd.expect("priced").to_string(), "0.0001");
}

#[tokio::test]
async fn a_repair_that_fails_keeps_the_usage_of_both_calls() {
    let fixture = Fixture::new([Step::Whole("no", usage(10, 1)), Step::Fail(ModelErrorKind::Failed, usage(20, 2))]);
    let (error, facts) = fixture.explain().await;
    assert!(matches!(error, Err(TaskError::Repair(_))), "{error:?}");
    assert_eq!((facts.failures.len(), facts.total().usage), (1, usage(30, 3)));
}

#[tokio::test]
async fn each_attempt_ends_with_its_share_of_the_time() {
    let fixture = Fixture::new([Step::Hang, Step::Hang]).within(400);
    let context = fixture.context();
    let error = fixture.generator.generate(&context, request(None)).await.err().expect("too late");
    assert!(Chain(&error).to_string().contains("no answer within 0.2 s"), "{}", Chain(&error));
    assert_eq!(kind(error), ModelErrorKind::TimedOut);
    assert_eq!(fixture.model.called(), ["vendor.first", "vendor.second"]);
    let failures = context.record.facts().expect("calls").failures;
    assert_eq!(failures.iter().filter(|failure| failure.kind == ModelErrorKind::TimedOut).count(), 2);
}

#[tokio::test]
async fn a_model_that_never_answers_leaves_time_for_its_fallback() {
    let fixture = Fixture::new([Step::Hang, Step::Whole("Hi", usage(1, 1))]).within(400);
    fixture.generate(None).await.0.expect("answered");
    let whole = || Step::Stream(vec![Ok(text("One")), Ok(end(usage(1, 1)))], false);
    for hanging in [Step::Hang, Step::Stream(vec![], true)] {
        let fixture = Fixture::new([hanging, whole()]).within(400);
        let stream = fixture.generator.stream(&fixture.context(), request(None)).await.expect("begun");
        assert_eq!(stream.model(), "second");
        assert_eq!(stream.collect::<Vec<_>>().await.len(), 2);
    }
}

#[tokio::test]
async fn a_repair_that_hangs_ends_with_the_share_of_its_model_and_the_fallback_answers() {
    let script = [Step::Whole("no", usage(10, 1)), Step::Hang, Step::Whole(RIGHT, usage(2, 3))];
    let fixture = Fixture::new(script).within(400);
    let (answer, facts) = fixture.explain().await;
    assert_eq!(answer.expect("answered").0, 12, "the first answer's tokens count");
    assert_eq!(fixture.model.called(), ["vendor.first", "vendor.first", "vendor.second"]);
    assert_eq!((facts.failures[0].kind, facts.failures[0].spending.usage), (ModelErrorKind::TimedOut, usage(10, 1)));
}

#[tokio::test]
async fn an_answer_without_usage_is_answered_without_cost_and_estimated() {
    let fixture = Fixture::new([Step::Whole("Nine bytes", None)]);
    let (answer, facts) = fixture.generate(None).await;
    assert_eq!(answer.expect("answered"), (0, 0, None));
    // "Brief!" and "Hello" are 11 bytes.
    assert_eq!(facts.spending.estimate, Some(TokenEstimate { input: 3, output: 3 }));
    assert_eq!((facts.spending.usage, facts.total().cost_usd), (None, None));
    let fixture = Fixture::new([Step::Whole("no", None), Step::Whole(RIGHT, usage(2, 3))]);
    let (answer, facts) = fixture.explain().await;
    assert_eq!(answer.expect("answered"), (2, 3, None), "the cost of the first call is not known");
    assert_eq!(facts.spending.cost_usd.expect("priced").to_string(), "0.000032", "but that of the second is");
}

fn text(text: &str) -> Chunk {
    Chunk::Text(text.to_owned())
}

fn end(usage: Option<TokenUsage>) -> Chunk {
    Chunk::End { stop_reason: StopReason::EndTurn, usage }
}

#[tokio::test]
async fn a_stream_that_does_not_report_its_usage_is_estimated_however_it_ends() {
    let failed = |usage| Err(ModelError::from(ModelErrorKind::Failed).with_usage(usage));
    let estimate = Some(TokenEstimate { input: 3, output: 2 });
    for (place, last, stays_open, expected) in [
        ("abandoned", None, true, (None, estimate)),
        ("broken off", Some(failed(None)), false, (None, estimate)),
        ("without its end", None, false, (None, estimate)),
        ("without usage", Some(Ok(end(None))), false, (None, estimate)),
        ("an error with usage", Some(failed(usage(4, 5))), false, (usage(4, 5), None)),
        ("complete", Some(Ok(end(usage(4, 5)))), false, (usage(4, 5), None)),
    ] {
        let pieces = [Ok(text("One,")), Ok(text("two"))];
        let fixture = Fixture::new([Step::Stream(pieces.into_iter().chain(last).collect(), stays_open)]);
        let context = fixture.context();
        let mut stream = fixture.generator.stream(&context, request(None)).await.expect("begun");
        let facts = || context.record.facts().expect("a call");
        assert_eq!(facts().spending.estimate, Some(TokenEstimate { input: 3, output: 1 }), "{place}: the first piece");
        assert!(matches!(stream.next().await, Some(Ok(GenerationEvent::Delta(_)))), "{place}");
        assert!(matches!(stream.next().await, Some(Ok(GenerationEvent::Delta(_)))), "{place}");
        if !stays_open {
            let _ = stream.next().await.expect("an end");
        }
        drop(stream);
        let total = facts().total();
        assert_eq!((total.usage, total.estimate), expected, "{place}");
    }
}

/// Streams what it is given, once.
struct Slow(Mutex<Option<CompletionStream>>);
#[async_trait]
impl TextModel for Slow {
    async fn complete(&self, _prompt: Prompt) -> Result<Completion, ModelError> {
        Err(ModelErrorKind::Misconfigured.into())
    }

    async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
        Ok(self.0.lock().expect("not poisoned").take().expect("one call"))
    }
}

#[tokio::test]
async fn a_stream_that_has_begun_is_not_cut_by_the_share() {
    let slow = stream::once(async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(end(usage(1, 1)))
    });
    let catalogue = Policy::parse(POLICY).expect("a policy").catalogue(Provider::Bedrock, Some("us-east-1"));
    let model = Slow(Mutex::new(Some(stream::iter([Ok(text("One"))]).chain(slow).boxed())));
    let generator = Generator::new(catalogue.expect("offered"), Arc::new(model)).within(Duration::from_millis(200));
    let consumer = generator.catalogue().consumers().anonymous().clone();
    let context = RequestContext { consumer, record: GenerationRecord::default(), deadline: None };
    let events: Vec<_> = generator.stream(&context, request(None)).await.expect("begun").collect().await;
    assert!(matches!(events.last(), Some(Ok(GenerationEvent::Done { .. }))), "{events:?}");
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_not_asked_until_a_pause_has_passed() {
    let failing = || Step::Fail(ModelErrorKind::Unavailable, None);
    let script = (0..5).flat_map(|_| [failing(), Step::Whole("Hi", usage(1, 1))]);
    let fixture = Fixture::new(script.chain([Step::Whole("Hi", usage(1, 1)), Step::Whole("Hi", usage(1, 1))]));
    for _ in 0..5 {
        fixture.generate(None).await.0.expect("answered by the fallback");
    }
    fixture.model.called();
    let (answer, facts) = fixture.generate(None).await;
    answer.expect("answered");
    assert_eq!(fixture.model.called(), ["vendor.second"]);
    assert_eq!((facts.model.as_str(), facts.failures[0].kind), ("second", ModelErrorKind::Unavailable));

    let context = fixture.context();
    match fixture.generator.generate(&context, request(Some("first"))).await.err().expect("refused") {
        GenerationError::Model(error) => {
            assert_eq!(
                (error.kind(), error.retry_after()),
                (ModelErrorKind::Unavailable, Some(Duration::from_secs(1)))
            );
        }
        other => panic!("expected a model's error: {other:?}"),
    }
    assert!(fixture.model.called().is_empty());

    fixture.milliseconds.store(1_000, Ordering::SeqCst);
    fixture.generate(None).await.0.expect("answered");
    assert_eq!(fixture.model.called(), ["vendor.first"], "the probe is answered, so the breaker is closed");
}

#[tokio::test]
async fn streams_that_keep_breaking_off_open_the_breaker_and_a_whole_stream_closes_it() {
    let broken = || Step::Stream(vec![Ok(text("One")), Err(ModelErrorKind::Failed.into())], false);
    let whole = Step::Stream(vec![Ok(text("One")), Ok(end(usage(1, 1)))], false);
    let fixture = Fixture::new((0..5).map(|_| broken()).chain([whole]));
    let named = || request(Some("first"));
    for _ in 0..5 {
        let stream = fixture.generator.stream(&fixture.context(), named()).await.expect("begun");
        assert_eq!(stream.collect::<Vec<_>>().await.len(), 2);
    }
    let refused = fixture.generator.stream(&fixture.context(), named()).await.expect_err("refused");
    assert_eq!(kind(refused), ModelErrorKind::Unavailable);
    fixture.milliseconds.store(1_000, Ordering::SeqCst);
    let stream = fixture.generator.stream(&fixture.context(), named()).await.expect("begun");
    assert!(matches!(stream.collect::<Vec<_>>().await.last(), Some(Ok(GenerationEvent::Done { .. }))));
}

#[tokio::test]
async fn the_deadline_of_a_long_stream_does_not_count_against_the_model() {
    let begun = || Step::Stream(vec![Ok(text("One"))], true);
    let fixture = Fixture::new((0..7).map(|_| begun()));
    for _ in 0..7 {
        let context =
            RequestContext { deadline: Some(Instant::now() + Duration::from_millis(20)), ..fixture.context() };
        let stream = fixture.generator.stream(&context, request(Some("first"))).await.expect("begun");
        let events: Vec<_> = stream.collect().await;
        assert_eq!(events.last().expect("an end").as_ref().err().map(ModelError::kind), Some(ModelErrorKind::TimedOut));
    }
}
