//! One governed task: the policy's prompt around the caller's words, the model, and of an object a judgement and, where it
//! was wrong, one repair.

use serde_json::Value;

use super::answer::{Answer, AnswerFault, AnswerForm, AnswerJudge, complaint};
use super::explain::{ExplainRequest, Explanation};
use super::name::{TaskName, Variable};
use super::reply::{ReplyDraft, ReplyRequest};
use super::summarize::{SummarizeRequest, Summary};
use super::template::{NotRendered, Template, Values};
use crate::generation::{Generation, GenerationError, GenerationRequest, Generator, ParameterRequest};
use crate::model::{Completion, ModelError, ModelErrorKind, StopReason, TokenUsage};
use crate::policy::ModelPolicy;
use crate::record::Record;

/// The typed tasks within a policy.
pub struct Tasks {
    generator: Generator,
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
    /// The tasks over a generator. `judge` makes the judge of a JSON Schema.
    pub fn new<E>(generator: Generator, judge: impl Fn(&Value) -> Result<Box<dyn AnswerJudge>, E>) -> Result<Self, E> {
        Ok(Self { generator, explain: AnswerForm::new(&judge)?, reply: AnswerForm::new(&judge)? })
    }

    /// Summarizes a text.
    pub async fn summarize(&self, request: SummarizeRequest) -> Result<Generation<Summary>, GenerationError> {
        let generation = self.generator.generate(self.ask(&request)?).await?;
        Ok(generation.map(|text| Summary { summary: text.trim().to_owned() }))
    }

    /// Explains data.
    pub async fn explain(&self, request: ExplainRequest) -> Result<Generation<Explanation>, GenerationError> {
        self.object(self.ask(&request)?, &self.explain).await
    }

    /// Drafts a reply to a customer's message.
    pub async fn reply(&self, request: ReplyRequest) -> Result<Generation<ReplyDraft>, GenerationError> {
        self.object(self.ask(&request)?, &self.reply).await
    }

    /// What the model is asked: the policy's prompts with the request's values.
    fn ask<R: TaskRequest>(&self, request: &R) -> Result<GenerationRequest, GenerationError> {
        let policy = self.generator.catalogue().task(R::TASK);
        let values = request.values();
        let render = |template: &Template| template.render(&values).map_err(NotRendered::from);
        let model = request.model().map(str::to_owned).or_else(|| policy.model.clone());
        let most = self.generator.find(model.as_deref())?.max_output_tokens;
        Ok(GenerationRequest {
            model,
            instructions: Some(render(&policy.system)?).filter(|system| !system.is_empty()),
            input: render(&policy.user)?,
            parameters: ParameterRequest {
                max_tokens: policy.max_tokens.map(|tokens| tokens.min(most)),
                temperature: policy.temperature,
                ..ParameterRequest::default()
            },
        })
    }

    /// Asks for an object, a second time where the first was wrong. Usage is that of both.
    async fn object<A: Answer>(
        &self,
        request: GenerationRequest,
        form: &AnswerForm<A>,
    ) -> Result<Generation<A>, GenerationError> {
        let policy = self.generator.choose(&request)?;
        if !policy.structured {
            let models = self.generator.catalogue().models();
            let others = models.iter().filter(|model| model.structured).map(|model| model.name.clone()).collect();
            return Err(GenerationError::TextOnly { model: policy.name.clone(), others });
        }
        let record = Record::begin(&policy.name);
        let mut taken = TokenUsage::default();
        let asking = self.ask_twice(policy, request, form, &mut taken);
        let outcome = match self.generator.time_limit {
            None => asking.await,
            Some(limit) => tokio::time::timeout(limit, asking).await.unwrap_or_else(|_elapsed| {
                Err(ModelError::new(ModelErrorKind::TimedOut, "both answers together took too long").into())
            }),
        };
        match outcome {
            Ok((answer, stop_reason)) => {
                record.generated(stop_reason, taken);
                Ok(Generation::new(answer, policy, stop_reason, taken))
            }
            Err(error) => {
                if taken != TokenUsage::default() {
                    record.useless(taken);
                }
                Err(error)
            }
        }
    }

    async fn ask_twice<A: Answer>(
        &self,
        policy: &ModelPolicy,
        mut request: GenerationRequest,
        form: &AnswerForm<A>,
        taken: &mut TokenUsage,
    ) -> Result<(A, StopReason), GenerationError> {
        let first = self.ask_once(policy, request.clone(), form, taken).await?;
        let faults = match form.read(&first.text) {
            Ok(answer) => return Ok((answer, first.stop_reason)),
            Err(faults) => faults,
        };
        tracing::info!(model = policy.name, faults = faults.len(), "the answer is not of the asked shape: asks again");
        request.input = format!("{}\n\n{}", request.input, complaint(&faults));
        let second = self.ask_once(policy, request, form, taken).await?;
        let misshapen = |faults: Vec<AnswerFault>| GenerationError::Misshapen { faults: faults.len() };
        Ok((form.read(&second.text).map_err(misshapen)?, second.stop_reason))
    }

    /// An answer that the model gave as a whole and by itself, right or wrong.
    async fn ask_once<A: Answer>(
        &self,
        policy: &ModelPolicy,
        request: GenerationRequest,
        form: &AnswerForm<A>,
        taken: &mut TokenUsage,
    ) -> Result<Completion, GenerationError> {
        let prompt = self.generator.prompt(policy, request, Some(form.shape.clone()));
        let completion = self.generator.model.complete(prompt).await?;
        *taken += completion.usage;
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
    use crate::model::{CompletionStream, Prompt, TextModel};
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
            let usage = TokenUsage { input: 2, output: 1 };
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

    fn tasks(model: Arc<Slow>, limit: Option<Duration>) -> Tasks {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        let mut generator = Generator::new(catalogue, model);
        if let Some(limit) = limit {
            generator = generator.with_time_limit(limit);
        }
        Tasks::new(generator, |_: &Value| Ok::<Box<dyn AnswerJudge>, ()>(Box::new(Lenient))).expect("judges")
    }

    #[tokio::test]
    async fn both_answers_together_have_the_time_of_one() {
        let time = Duration::from_millis(300);
        let slow = || Arc::new(Slow { time, calls: AtomicU32::new(0) });
        let model = slow();
        let refused = tasks(model.clone(), None).explain(ExplainRequest::default()).await.err().expect("refused");
        assert!(matches!(refused, GenerationError::Misshapen { faults: 1 }), "{refused:?}");
        assert_eq!(model.calls.load(Ordering::SeqCst), 2);

        // Enough for one, not for two.
        let refused =
            tasks(slow(), Some(time * 3 / 2)).explain(ExplainRequest::default()).await.err().expect("refused");
        match refused {
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
