//! One governed task: the policy's prompt around the caller's words, the model, and of an object a judgement and, where it
//! was wrong, one repair.

use serde_json::Value;

use super::answer::{Answer, AnswerFault, AnswerForm, AnswerJudge, complaint};
use super::explain::{ExplainRequest, Explanation};
use super::name::{TaskName, Variable};
use super::reply::{ReplyDraft, ReplyRequest};
use super::summarize::{SummarizeRequest, Summary};
use super::template::{NotRendered, Template, Values};
use crate::consumer::Consumer;
use crate::fallback::in_turn;
use crate::generation::{Generation, GenerationError, GenerationRequest, Generator, ParameterRequest};
use crate::model::{Completion, StopReason, TokenUsage};
use crate::policy::ModelPolicy;

/// The typed tasks.
pub struct Tasks {
    explain: AnswerForm<Explanation>,
    reply: AnswerForm<ReplyDraft>,
}

/// What the prompts of a task are filled with.
pub(super) trait TaskRequest {
    const TASK: TaskName;
    /// What the prompts may show; [`Self::values`] has a value for each.
    const VARIABLES: &'static [Variable];

    fn model(&self) -> Option<&str>;
    fn values(&self) -> Values;
}

impl Tasks {
    /// `judge` makes the judge of a JSON Schema.
    pub fn new<E>(judge: impl Fn(&Value) -> Result<Box<dyn AnswerJudge>, E>) -> Result<Self, E> {
        Ok(Self { explain: AnswerForm::new(&judge)?, reply: AnswerForm::new(&judge)? })
    }

    /// Summarizes a text.
    pub async fn summarize(
        &self,
        generator: &Generator,
        consumer: &Consumer,
        request: SummarizeRequest,
    ) -> Result<Generation<Summary>, GenerationError> {
        let generation = generator.generate(consumer, asked(generator, &request)?).await?;
        Ok(generation.map(|text| Summary { summary: text.trim().to_owned() }))
    }

    /// Explains data.
    pub async fn explain(
        &self,
        generator: &Generator,
        consumer: &Consumer,
        request: ExplainRequest,
    ) -> Result<Generation<Explanation>, GenerationError> {
        object(generator, consumer, asked(generator, &request)?, &self.explain).await
    }

    /// Drafts a reply to a customer's message.
    pub async fn reply(
        &self,
        generator: &Generator,
        consumer: &Consumer,
        request: ReplyRequest,
    ) -> Result<Generation<ReplyDraft>, GenerationError> {
        object(generator, consumer, asked(generator, &request)?, &self.reply).await
    }
}

/// What the model is asked: the policy's prompts with the request's values.
fn asked<R: TaskRequest>(generator: &Generator, request: &R) -> Result<GenerationRequest, NotRendered> {
    let policy = generator.catalogue().task(R::TASK);
    let values = request.values();
    let render = |template: &Template| template.render(&values).map_err(NotRendered::from);
    Ok(GenerationRequest {
        model: request.model().map(str::to_owned),
        preferred_model: policy.model.clone(),
        // The policy's own wish is no reason to refuse the request, or to pass a model over.
        preferred_max_tokens: policy.max_tokens,
        instructions: Some(render(&policy.system)?).filter(|system| !system.is_empty()),
        input: render(&policy.user)?,
        parameters: ParameterRequest { temperature: policy.temperature, ..ParameterRequest::default() },
    })
}

/// Asks for an object.
async fn object<A: Answer>(
    generator: &Generator,
    consumer: &Consumer,
    request: GenerationRequest,
    form: &AnswerForm<A>,
) -> Result<Generation<A>, GenerationError> {
    let mut choice = generator.choose(consumer, &request)?;
    if generator.catalogue().guardrail().is_some() {
        return Err(GenerationError::Unguarded);
    }
    if !choice.first.structured {
        let others = consumer.models().iter().filter(|model| model.structured).map(|model| model.name.clone());
        return Err(GenerationError::TextOnly { model: choice.first.name.clone(), others: others.collect() });
    }
    choice.fallbacks.retain(|model| model.structured);
    let request = &request;
    in_turn(choice, generator.time_left(), &generator.record, |policy, has_fallback| async move {
        let asking = Asking { generator, consumer, policy, form, taken: TokenUsage::default() };
        asking.twice(request.clone(), has_fallback).await
    })
    .await
}

/// A model that is asked for an object, and what it has taken so far.
struct Asking<'a, A> {
    generator: &'a Generator,
    consumer: &'a Consumer,
    policy: &'a ModelPolicy,
    form: &'a AnswerForm<A>,
    taken: TokenUsage,
}

impl<A: Answer> Asking<'_, A> {
    /// Asks a second time where the first answer was wrong. Usage is that of both.
    async fn twice(
        mut self,
        mut request: GenerationRequest,
        has_fallback: bool,
    ) -> Result<Generation<A>, GenerationError> {
        let first = self.once(&request, has_fallback).await?;
        let faults = match self.form.read(&first.text) {
            Ok(answer) => return Ok(Generation::new(answer, self.policy, first.stop_reason, self.taken)),
            Err(faults) => faults,
        };
        tracing::info!(model = self.policy.name, faults = faults.len(), "answer is not of the asked shape: asks again");
        request.input = format!("{}\n\n{}", request.input, complaint(&faults));
        let second = self.once(&request, false).await.map_err(|error| match error {
            GenerationError::Model(error) => GenerationError::Repair(error),
            other => other,
        })?;
        let misshapen = |faults: Vec<AnswerFault>| GenerationError::Misshapen { faults: faults.len() };
        let answer = self.form.read(&second.text).map_err(misshapen)?;
        Ok(Generation::new(answer, self.policy, second.stop_reason, self.taken))
    }

    /// An answer that the model gave as a whole and by itself, right or wrong.
    async fn once(&mut self, request: &GenerationRequest, has_fallback: bool) -> Result<Completion, GenerationError> {
        let Self { generator, consumer, policy, form, .. } = *self;
        let prompt = generator.prompt(consumer, policy, request, has_fallback, Some(form.shape.clone()));
        let completion = generator.model.complete(prompt).await?;
        self.taken += completion.usage;
        generator.record.generated(completion.stop_reason, self.taken, policy.cost(self.taken));
        match completion.stop_reason {
            StopReason::MaxTokens => Err(GenerationError::Incomplete),
            blocked @ (StopReason::GuardrailIntervened | StopReason::ContentFiltered) => {
                Err(GenerationError::Blocked(blocked))
            }
            StopReason::EndTurn | StopReason::StopSequence | StopReason::Other => Ok(completion),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use async_trait::async_trait;
    use serde_json::json;

    use super::*;
    use crate::model::{CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};
    use crate::policy::{Policy, Provider};

    /// Takes its time, answers nothing right, and counts.
    struct Slow {
        time: Duration,
        calls: AtomicU32,
    }

    #[async_trait]
    impl TextModel for Slow {
        async fn complete(&self, _prompt: Prompt) -> Result<Completion, ModelError> {
            self.calls.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.time).await;
            let usage = TokenUsage { input: 2, output: 1, ..TokenUsage::default() };
            Ok(Completion { text: "no".to_owned(), stop_reason: StopReason::EndTurn, usage })
        }

        async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
            Err(ModelErrorKind::Misconfigured.into())
        }
    }

    /// Accepts what is JSON.
    struct Lenient;

    impl AnswerJudge for Lenient {
        fn judge(&self, answer: &str) -> Result<Value, Vec<AnswerFault>> {
            serde_json::from_str(answer)
                .map_err(|_| vec![AnswerFault { pointer: String::new(), message: "must be JSON".to_owned() }])
        }
    }

    async fn explain(model: &Arc<Slow>, limit: Option<Duration>) -> GenerationError {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        let consumer = catalogue.consumers().anonymous().clone();
        let mut generator = Generator::new(catalogue, model.clone());
        if let Some(limit) = limit {
            generator = generator.within(limit);
        }
        let tasks = Tasks::new(|_: &Value| Ok::<Box<dyn AnswerJudge>, ()>(Box::new(Lenient))).expect("judges");
        tasks.explain(&generator, &consumer, ExplainRequest::default()).await.err().expect("refused")
    }

    #[tokio::test]
    async fn both_answers_together_have_the_time_of_one() {
        let time = Duration::from_millis(300);
        let slow = || Arc::new(Slow { time, calls: AtomicU32::new(0) });
        let model = slow();
        let refused = explain(&model, None).await;
        assert!(matches!(refused, GenerationError::Misshapen { faults: 1 }), "{refused:?}");
        assert_eq!(model.calls.load(Ordering::SeqCst), 2);

        // Enough for one, not for two.
        match explain(&slow(), Some(time * 3 / 2)).await {
            GenerationError::Model(error) => assert_eq!(error.kind(), ModelErrorKind::TimedOut),
            other => panic!("expected a timeout: {other:?}"),
        }
    }

    #[test]
    fn a_request_has_a_value_for_each_variable_that_its_task_declares_and_no_other() {
        fn check<R: TaskRequest + Default>() {
            let declared: Vec<_> = R::VARIABLES.iter().map(|variable| variable.name).collect();
            let mut values: Vec<_> = R::default().values().into_keys().collect();
            values.sort_by_key(|name| declared.iter().position(|other| other == name));
            assert_eq!(values, declared);
        }
        check::<SummarizeRequest>();
        check::<ExplainRequest>();
        check::<ReplyRequest>();
    }

    #[test]
    fn what_serde_refuses_of_an_accepted_answer_is_a_fault_that_quotes_nothing() {
        let form =
            AnswerForm::<Explanation>::new(|_| Ok::<Box<dyn AnswerJudge>, ()>(Box::new(Lenient))).expect("a judge");
        let faults = form.read(&json!({ "canary": "canary" }).to_string()).err().expect("refused");
        assert_eq!(faults.len(), 1);
        assert!(!format!("{faults:?}").contains("canary"), "{faults:?}");
    }
}
