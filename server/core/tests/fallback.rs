//! Fallback in the policy's order: which models a generator calls, with which prompts, and which model it names as the answer's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use textgate_core::generation::{
    Generation, GenerationError, GenerationEvent, GenerationRequest, GenerationStream, Generator, ParameterRequest,
    RequestContext,
};
use textgate_core::identity::Identity;
use textgate_core::model::{
    Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, StopReason, TextModel, TokenUsage,
};
use textgate_core::policy::{Consumer, ParameterRefusal, Policy, Provider};
use textgate_core::prompt::tasks::explain::ExplainRequest;
use textgate_core::prompt::tasks::summarize::SummarizeRequest;
use textgate_core::task::{SchemaJudge, TaskError, Tasks, Violation};
use textgate_core::usage::GenerationRecord;

const POLICY: &str = r#"
[defaults]
temperature = 0.0
top_p = 0.9
max_tokens = 1024

[default_model]
bedrock = "first"

[fallback]
bedrock = ["short", "first", "elsewhere", "last"]

[[models]]
name = "first"
provider = "bedrock"
id = "vendor.first"
context_tokens = 8_000
max_output_tokens = 2_000
price = { input = "1", output = "10" }

[[models]]
name = "short"
provider = "bedrock"
id = "vendor.short"
context_tokens = 8_000
max_output_tokens = 100
system_prompt = false
min_temperature = 0.5
price = { input = "2", output = "20" }

[[models]]
name = "elsewhere"
provider = "bedrock"
ids = [{ id = "vendor.elsewhere", regions = ["eu-*"] }]
context_tokens = 8_000
max_output_tokens = 2_000

[[models]]
name = "last"
provider = "bedrock"
id = "vendor.last"
context_tokens = 8_000
max_output_tokens = 2_000
price = { input = "3", output = "30" }
"#;

const USAGE: TokenUsage = TokenUsage { input: 2, output: 3, cache_read: 0, cache_write: 0 };

/// Answers with its id, except for the ids that fail before their first piece or after it.
#[derive(Default)]
struct Scripted {
    failing: HashMap<&'static str, ModelErrorKind>,
    failing_later: HashMap<&'static str, ModelErrorKind>,
    prompts: Mutex<Vec<Prompt>>,
}

impl Scripted {
    fn take(&self, prompt: Prompt) -> Result<String, ModelError> {
        let id = prompt.model_id.clone();
        self.prompts.lock().expect("not poisoned").push(prompt);
        self.failing.get(id.as_str()).map_or(Ok(id), |kind| Err((*kind).into()))
    }
}

#[async_trait]
impl TextModel for Scripted {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        self.take(prompt).map(|text| Completion { text, stop_reason: StopReason::EndTurn, usage: Some(USAGE) })
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        let text = self.take(prompt)?;
        let end = match self.failing_later.get(text.as_str()) {
            Some(kind) => Err((*kind).into()),
            None => Ok(Chunk::End { stop_reason: StopReason::EndTurn, usage: Some(USAGE) }),
        };
        Ok(stream::iter([Ok(Chunk::Text(text)), end]).boxed())
    }
}

/// A generator, and the consumer that uses it.
struct Caller {
    generator: Generator,
    consumer: Arc<Consumer>,
}

impl Caller {
    fn context(&self) -> RequestContext {
        RequestContext { consumer: self.consumer.clone(), record: GenerationRecord::default(), deadline: None }
    }

    async fn generate(&self, request: GenerationRequest) -> Result<Generation, GenerationError> {
        self.generator.generate(&self.context(), request).await
    }

    async fn stream(&self, request: GenerationRequest) -> Result<GenerationStream, GenerationError> {
        self.generator.stream(&self.context(), request).await
    }

    async fn explain(&self) -> Result<(), TaskError> {
        tasks().run(&self.generator, &self.context(), ExplainRequest::default()).await.map(drop)
    }
}

fn generator(model: Scripted) -> (Caller, Arc<Scripted>) {
    generator_for("", model)
}

/// A generator with these further tables in its policy, used by the consumer with the id "key", or by the anonymous consumer if
/// there are no consumers.
fn generator_for(tables: &str, model: Scripted) -> (Caller, Arc<Scripted>) {
    generator_of(&format!("{POLICY}{tables}"), model)
}

fn generator_of(policy: &str, model: Scripted) -> (Caller, Arc<Scripted>) {
    let policy = Policy::parse(policy).unwrap_or_else(|error| panic!("{error}"));
    let catalogue = policy.catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
    let model = Arc::new(model);
    let known = catalogue.consumers().with_identity(&[Identity::ApiKeyId("key".to_owned())]);
    let consumer = known.unwrap_or_else(|| catalogue.consumers().anonymous()).clone();
    (Caller { generator: Generator::new(catalogue, model.clone()), consumer }, model)
}

fn throttling(ids: &[&'static str]) -> Scripted {
    Scripted { failing: ids.iter().map(|id| (*id, ModelErrorKind::Throttled)).collect(), ..Scripted::default() }
}

fn called(model: &Scripted) -> Vec<String> {
    model.prompts.lock().expect("not poisoned").iter().map(|prompt| prompt.model_id.clone()).collect()
}

fn request(max_tokens: Option<u32>) -> GenerationRequest {
    GenerationRequest {
        input: "Hello".to_owned(),
        instructions: Some("Be brief.".to_owned()),
        parameters: ParameterRequest { max_tokens, ..ParameterRequest::default() },
        ..GenerationRequest::default()
    }
}

fn kind<T>(outcome: Result<T, GenerationError>) -> ModelErrorKind {
    match outcome {
        Err(GenerationError::Model(error)) => error.kind(),
        Err(other) => panic!("expected a model's error: {other:?}"),
        Ok(_) => panic!("expected a model's error"),
    }
}

/// The text, the model and the cost.
async fn answer(mut stream: GenerationStream) -> (String, String, String) {
    let (mut text, model) = (String::new(), stream.model().to_owned());
    loop {
        match stream.next().await.expect("an end").expect("no error") {
            GenerationEvent::Delta(piece) => text.push_str(&piece),
            GenerationEvent::Done { cost_usd, .. } => return (text, model, cost_usd.expect("priced").to_string()),
        }
    }
}

#[tokio::test]
async fn an_answer_of_a_fallback_has_the_fallbacks_name_and_cost() {
    let (generator, model) = generator(throttling(&["vendor.first"]));
    let generation = generator.generate(request(None)).await.expect("answered");
    assert_eq!((generation.output.as_str(), generation.model.as_str()), ("vendor.short", "short"));
    assert_eq!(generation.cost_usd.expect("priced").to_string(), "0.000064");
    let streamed = answer(generator.stream(request(None)).await.expect("begun")).await;
    assert_eq!(streamed, ("vendor.short".to_owned(), "short".to_owned(), "0.000064".to_owned()));
    assert_eq!(called(&model), ["vendor.first", "vendor.short", "vendor.first", "vendor.short"]);
}

#[tokio::test]
async fn each_model_is_prompted_by_its_own_rules() {
    let (generator, model) = generator(throttling(&["vendor.first"]));
    generator.generate(request(None)).await.expect("answered");
    let prompts = model.prompts.lock().expect("not poisoned");
    let [first, short] = prompts.as_slice() else { panic!("two prompts: {prompts:?}") };
    assert_eq!((first.system.as_deref(), first.user.as_str()), (Some("Be brief."), "Hello"));
    assert_eq!((short.system.as_deref(), short.user.as_str()), (None, "Be brief.\n\nHello"));
    assert_eq!((first.parameters.max_tokens, short.parameters.max_tokens), (1024, 100));
    assert_eq!((first.parameters.temperature, short.parameters.temperature), (Some(0.0), Some(0.5)));
    assert!(first.has_fallback && short.has_fallback, "the order is not at its end");
}

#[tokio::test]
async fn a_fallback_with_too_low_a_limit_or_in_another_region_is_skipped() {
    let (generator, model) = generator(throttling(&["vendor.first"]));
    assert_eq!(generator.generate(request(Some(101))).await.expect("answered").model, "last");
    assert_eq!(called(&model), ["vendor.first", "vendor.last"]);
    assert_eq!(generator.generate(request(Some(100))).await.expect("answered").model, "short");
}

/// Accepts no object.
struct Strict;

impl SchemaJudge for Strict {
    fn parse(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }

    fn violations(&self, _value: &Value) -> Vec<Violation> {
        vec![Violation { pointer: String::new(), message: "must be another".to_owned() }]
    }
}

fn tasks() -> Tasks {
    Tasks::new(|_| Ok::<Box<dyn SchemaJudge>, ()>(Box::new(Strict))).expect("judges")
}

/// The model that summarizes under a policy with these further tables, and the prompts that it was sent.
async fn summarized(tables: &str, model: Scripted) -> (String, Arc<Scripted>) {
    let (caller, model) = generator_for(tables, model);
    let request = SummarizeRequest { text: "Hello".to_owned(), ..SummarizeRequest::default() };
    let summary = tasks().run(&caller.generator, &caller.context(), request).await.expect("answered");
    assert_eq!(summary.output.summary, format!("vendor.{}", summary.model));
    (summary.model, model)
}

#[tokio::test]
async fn a_tasks_own_max_tokens_skips_no_fallback() {
    for (wish, given) in [(5_000, (2_000, 100)), (1_500, (1_500, 100)), (50, (50, 50))] {
        let table = format!("\n[tasks.summarize]\nmax_tokens = {wish}\n");
        let (summarizer, model) = summarized(&table, throttling(&["vendor.first"])).await;
        assert_eq!(summarizer, "short", "{wish}");
        let prompts = model.prompts.lock().expect("not poisoned");
        let [first, short] = prompts.as_slice() else { panic!("two prompts: {prompts:?}") };
        assert_eq!((first.parameters.max_tokens, short.parameters.max_tokens), given, "{wish}");
    }
}

#[tokio::test]
async fn a_tasks_own_model_is_tried_first_if_it_is_available_and_has_the_same_fallbacks() {
    let own = |name: &str| format!("\n[tasks.summarize]\nmodel = \"{name}\"\n");
    assert_eq!(summarized(&own("last"), Scripted::default()).await.0, "last");
    let (summarizer, model) = summarized(&own("last"), throttling(&["vendor.last"])).await;
    assert_eq!((summarizer.as_str(), called(&model)), ("short", vec!["vendor.last".into(), "vendor.short".into()]));
    assert_eq!(summarized(&own("elsewhere"), Scripted::default()).await.0, "first", "not in this region");
    let consumer = "\n[[consumers]]\nname = \"billing\"\napi_key_ids = [\"key\"]\nmodels = [\"short\"]\n";
    let (summarizer, _) = summarized(&format!("{}{consumer}", own("last")), Scripted::default()).await;
    assert_eq!(summarizer, "short", "the consumer may not use the task's");
}

#[tokio::test]
async fn a_task_may_have_no_system_prompt() {
    let (_, model) = summarized("\n[tasks.summarize]\nsystem = \"\"\n", Scripted::default()).await;
    assert_eq!(model.prompts.lock().expect("not poisoned")[0].system, None);
}

#[tokio::test]
async fn an_object_has_only_structured_models_as_fallbacks_and_its_repair_has_none() {
    let policy = POLICY.replace("system_prompt = false\n", "system_prompt = false\nstructured = false\n");
    let (caller, model) = generator_of(&policy, throttling(&["vendor.first"]));
    let refused = caller.explain().await;
    assert!(matches!(refused, Err(TaskError::InvalidAnswer { violations: 1 })), "{refused:?}");
    assert_eq!(called(&model), ["vendor.first", "vendor.last", "vendor.last"], "short gives texts only");

    let (caller, model) = generator_of(&policy, Scripted::default());
    caller.explain().await.expect_err("two invalid answers");
    let had_fallback: Vec<_> =
        model.prompts.lock().expect("not poisoned").iter().map(|prompt| prompt.has_fallback).collect();
    assert_eq!((called(&model), had_fallback), (vec!["vendor.first".into(), "vendor.first".into()], vec![true, false]));
}

#[tokio::test]
async fn a_consumers_fallbacks_are_its_own_models_with_its_own_limits() {
    let consumer = r#"
[[consumers]]
name = "billing"
api_key_ids = ["key"]
models = ["last", "first"]
default_model = "last"
max_tokens = 50
"#;
    let (generator, model) = generator_for(consumer, throttling(&["vendor.last"]));
    assert_eq!(generator.generate(request(None)).await.expect("answered").model, "first");
    assert_eq!(called(&model), ["vendor.last", "vendor.first"], "never one that it may not use");
    let prompts: Vec<_> = model.prompts.lock().expect("not poisoned").drain(..).collect();
    assert!(prompts.iter().all(|prompt| prompt.parameters.max_tokens == 50 && prompt.consumer == "billing"));

    let only = consumer.replace("[\"last\", \"first\"]", "[\"last\"]");
    let (generator, model) = generator_for(&only, throttling(&["vendor.last"]));
    assert_eq!(kind(generator.generate(request(None)).await), ModelErrorKind::Throttled);
    assert_eq!(called(&model), ["vendor.last"]);
    assert!(!model.prompts.lock().expect("not poisoned")[0].has_fallback);
}

#[tokio::test]
async fn a_request_that_names_a_model_is_answered_by_that_model_or_by_none() {
    let (generator, model) = generator(throttling(&["vendor.first"]));
    let named = |name: &str| GenerationRequest { model: Some(name.to_owned()), ..request(None) };
    assert_eq!(kind(generator.generate(named("first")).await), ModelErrorKind::Throttled);
    assert_eq!(kind(generator.stream(named("first")).await.map(drop)), ModelErrorKind::Throttled);
    assert_eq!(called(&model), ["vendor.first", "vendor.first"]);
    assert!(model.prompts.lock().expect("not poisoned").iter().all(|prompt| !prompt.has_fallback));
}

#[tokio::test]
async fn a_fallback_does_not_bypass_the_limit_of_the_first_model() {
    let (generator, model) = generator(Scripted::default());
    let refused = generator.generate(request(Some(2_001))).await;
    let refusal = ParameterRefusal::TooManyTokens { limit: 2_000 };
    assert!(matches!(refused, Err(GenerationError::Parameter(it)) if it == refusal), "{:?}", refused.map(drop));
    assert_eq!(called(&model), [""; 0]);
}

#[tokio::test]
async fn if_all_models_fail_the_error_is_the_first_models() {
    let failing = [
        ("vendor.first", ModelErrorKind::Unavailable),
        ("vendor.short", ModelErrorKind::Misconfigured),
        ("vendor.last", ModelErrorKind::Throttled),
    ];
    let (generator, model) = generator(Scripted { failing: failing.into(), ..Scripted::default() });
    assert_eq!(kind(generator.generate(request(None)).await), ModelErrorKind::Unavailable);
    assert_eq!(kind(generator.stream(request(None)).await.map(drop)), ModelErrorKind::Unavailable);
    assert_eq!(called(&model).len(), 6, "each in turn, twice");
    let prompts = model.prompts.lock().expect("not poisoned");
    let had_fallback: Vec<_> = prompts.iter().map(|prompt| prompt.has_fallback).collect();
    assert_eq!(had_fallback, [true, true, false, true, true, false]);
}

#[tokio::test]
async fn no_fallback_continues_an_answer_that_another_model_has_begun() {
    let failing_later = [("vendor.first", ModelErrorKind::Throttled)];
    let (generator, model) = generator(Scripted { failing_later: failing_later.into(), ..Scripted::default() });
    let mut stream = generator.stream(request(None)).await.expect("begun");
    assert!(matches!(stream.next().await, Some(Ok(GenerationEvent::Delta(_)))));
    let error = stream.next().await.expect("an end").expect_err("cut off");
    assert_eq!(error.kind(), ModelErrorKind::Throttled);
    assert!(stream.next().await.is_none());
    assert_eq!(called(&model), ["vendor.first"]);
}
