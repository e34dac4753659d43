//! Runs the typed tasks. It knows no task by name: what it needs is in a task's declaration and in the policy.

use std::collections::HashMap;

use serde_json::Value;

use super::error::TaskError;
use super::judge::SchemaJudge;
use super::object::{JudgedSchema, ObjectTask};
use crate::generation::{Generation, GenerationRequest, Generator, ParameterRequest, RequestContext};
use crate::policy::Catalogue;
use crate::prompt::{ListedTask, RenderError, TASKS, TaskAnswer, Template, values};

/// The typed tasks, ready to run.
pub struct Tasks {
    /// The schema of each task that answers with an object, by the task's name.
    schemas: HashMap<&'static str, JudgedSchema>,
}

impl Tasks {
    /// `judge` makes the judge of a JSON Schema.
    pub fn new<E>(judge: impl Fn(&Value) -> Result<Box<dyn SchemaJudge>, E>) -> Result<Self, E> {
        let objects = TASKS.iter().filter_map(|task| Some((task.name, task.object.as_ref()?)));
        let schemas = objects.map(|(name, object)| Ok((name, JudgedSchema::new(object, &judge)?)));
        Ok(Self { schemas: schemas.collect::<Result<_, E>>()? })
    }

    /// Runs a task for a request. Dropping the future stops the model's work.
    pub async fn run<T: ListedTask>(
        &self,
        generator: &Generator,
        context: &RequestContext,
        request: T,
    ) -> Result<Generation<T::Answer>, TaskError> {
        let request = generation_request(generator.catalogue(), &request)?;
        match T::ANSWER {
            TaskAnswer::Text(read) => Ok(generator.generate(context, request).await?.map(read)),
            TaskAnswer::Object(object) => {
                // Every listed task that answers with an object has a schema here.
                let task = ObjectTask { schema: &self.schemas[T::NAME], read: object.read };
                task.run(generator, context, &request).await
            }
        }
    }
}

/// What the model is asked: the policy's prompts with the values of the request.
fn generation_request<T: ListedTask>(catalogue: &Catalogue, request: &T) -> Result<GenerationRequest, RenderError> {
    let policy = catalogue.task::<T>();
    let values = values(request);
    let render = |template: &Template| template.render(&values).map_err(RenderError::from);
    Ok(GenerationRequest {
        model: request.model().map(str::to_owned),
        preferred_model: policy.model.clone(),
        // These are preferences, so that a model that allows fewer tokens or takes no temperature is neither refused nor
        // skipped.
        preferred_max_tokens: policy.max_tokens,
        preferred_temperature: policy.temperature,
        instructions: Some(render(&policy.system)?).filter(|system| !system.is_empty()),
        input: render(&policy.user)?,
        parameters: ParameterRequest::default(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use async_trait::async_trait;

    use super::*;
    use crate::generation::GenerationError;
    use crate::model::{
        Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, StopReason, TextModel, TokenUsage,
    };
    use crate::policy::{Policy, Provider};
    use crate::prompt::tasks::explain::ExplainRequest;
    use crate::task::Violation;
    use crate::usage::GenerationRecord;

    /// Takes its time, gives no right answer, and counts its calls.
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
            Ok(Completion { text: "no".to_owned(), stop_reason: StopReason::EndTurn, usage: Some(usage) })
        }

        async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
            Err(ModelErrorKind::Misconfigured.into())
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

    async fn explain(model: &Arc<Slow>, limit: Option<Duration>) -> TaskError {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        let consumer = catalogue.consumers().anonymous().clone();
        let context = RequestContext { consumer, record: GenerationRecord::default(), deadline: None };
        let mut generator = Generator::new(catalogue, model.clone());
        if let Some(limit) = limit {
            generator = generator.within(limit);
        }
        let tasks = Tasks::new(|_: &Value| Ok::<Box<dyn SchemaJudge>, ()>(Box::new(AnyJson))).expect("judges");
        tasks.run(&generator, &context, ExplainRequest::default()).await.err().expect("refused")
    }

    #[tokio::test]
    async fn an_answer_and_its_repair_share_the_time_of_one_attempt() {
        let time = Duration::from_millis(300);
        let slow = || Arc::new(Slow { time, calls: AtomicU32::new(0) });
        let model = slow();
        let refused = explain(&model, None).await;
        assert!(matches!(refused, TaskError::InvalidAnswer { violations: 1 }), "{refused:?}");
        assert_eq!(model.calls.load(Ordering::SeqCst), 2);

        // Enough for one, not for two.
        match explain(&slow(), Some(time * 3 / 2)).await {
            TaskError::Generation(GenerationError::Model(error)) => assert_eq!(error.kind(), ModelErrorKind::TimedOut),
            other => panic!("expected a timeout: {other:?}"),
        }
    }
}
