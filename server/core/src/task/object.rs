//! Answers that are objects: asked for by a schema, read, judged by the same schema, checked by the guardrail, and repaired
//! once.

use std::sync::Arc;

use serde_json::Value;

use super::error::TaskError;
use super::judge::{SchemaJudge, Violation};
use super::reading;
use super::repair::repair_instructions;
use crate::generation::{
    Attempt, Candidates, Generation, GenerationError, GenerationRequest, Generator, RequestContext,
};
use crate::model::{AnswerSchema, Completion, GuardrailVerdict, ModelError, ModelErrorKind, StopReason};
use crate::prompt::ObjectDeclaration;

/// The schema of an object that a task answers with, which the model is given, and its judge.
pub(super) struct JudgedSchema {
    schema: Arc<AnswerSchema>,
    judge: Box<dyn SchemaJudge>,
}

impl JudgedSchema {
    /// `judge` makes the judge of a JSON Schema.
    pub(super) fn new<E>(
        declaration: &ObjectDeclaration,
        judge: impl FnOnce(&Value) -> Result<Box<dyn SchemaJudge>, E>,
    ) -> Result<Self, E> {
        let ObjectDeclaration { name, description, schema } = *declaration;
        let schema = schema();
        let judge = judge(&schema)?;
        Ok(Self { schema: AnswerSchema { name, description, schema }.into(), judge })
    }
}

/// An object that a task asks for.
#[derive(Clone, Copy)]
pub(super) struct ObjectTask<'t, A> {
    pub(super) schema: &'t JudgedSchema,
    /// Reads an object that the judge accepts.
    pub(super) read: fn(Value) -> serde_json::Result<A>,
}

impl<A> ObjectTask<'_, A> {
    /// Asks for the object. Only models that answer with objects are tried.
    pub(super) async fn run(
        &self,
        generator: &Generator,
        context: &RequestContext,
        request: &GenerationRequest,
    ) -> Result<Generation<A>, TaskError> {
        let candidates = structured(context, generator.candidates(context, request)?)?;
        let outcome = generator.in_turn(context, candidates, |attempt| self.attempt(attempt, request)).await;
        outcome.map_err(GenerationError::Model)?
    }

    /// Asks one model. The outer error is the model's failure to answer, after which a fallback may be tried. Every other
    /// error is final.
    ///
    /// A model that calls its tool in a form that the provider cannot read has answered, but nobody knows what. It is asked to
    /// repair this as well. If that fails, a fallback may be tried.
    async fn attempt(
        &self,
        mut attempt: Attempt<'_>,
        request: &GenerationRequest,
    ) -> Result<Result<Generation<A>, TaskError>, ModelError> {
        match self.ask(&mut attempt, request).await {
            Ok(first) => self.accept_or_repair(attempt, first, request).await,
            Err(error) if error.kind() == ModelErrorKind::InvalidToolCall => {
                let violations = [Violation::of_all("must be a call of the tool, with a JSON object as its input")];
                let request = repaired(&attempt, request, "", &violations);
                let repair = self.ask(&mut attempt, &request).await?;
                Ok(self.accept(attempt, &repair).await)
            }
            Err(error) => Err(error),
        }
    }

    /// The object of the first answer. If it violates the schema, the model is asked once more. Usage is that of both calls. The
    /// outer error is that of a repair that was not there in time: then a fallback may be tried.
    async fn accept_or_repair(
        &self,
        mut attempt: Attempt<'_>,
        first: Completion,
        request: &GenerationRequest,
    ) -> Result<Result<Generation<A>, TaskError>, ModelError> {
        if let Err(error) = check_is_whole(first.stop_reason) {
            return Ok(Err(error));
        }
        let violations = match self.read(&first.text) {
            Ok(answer) => return Ok(pass_guardrail(attempt, answer, first.stop_reason).await),
            Err(violations) => violations,
        };
        let request = repaired(&attempt, request, &first.text, &violations);
        match self.ask(&mut attempt, &request).await {
            Ok(repair) => Ok(self.accept(attempt, &repair).await),
            Err(error) if error.kind() == ModelErrorKind::TimedOut => Err(error),
            Err(error) => Ok(Err(TaskError::Repair(error))),
        }
    }

    /// The object of a repaired answer.
    async fn accept(&self, attempt: Attempt<'_>, repair: &Completion) -> Result<Generation<A>, TaskError> {
        check_is_whole(repair.stop_reason)?;
        let invalid = |violations: Vec<Violation>| TaskError::InvalidAnswer { violations: violations.len() };
        let answer = self.read(&repair.text).map_err(invalid)?;
        pass_guardrail(attempt, answer, repair.stop_reason).await
    }

    async fn ask(&self, attempt: &mut Attempt<'_>, request: &GenerationRequest) -> Result<Completion, ModelError> {
        attempt.complete(request, Some(self.schema.schema.clone())).await
    }

    /// The object in the model's answer.
    fn read(&self, answer: &str) -> Result<ReadAnswer<A>, Vec<Violation>> {
        let JudgedSchema { schema, judge } = self.schema;
        let value = reading::read(answer, &schema.schema, judge.as_ref())?;
        // If the schema accepts what serde refuses, the answer's type has a defect. serde's message may quote the answer, so
        // it is dropped.
        match (self.read)(value.clone()) {
            Ok(answer) => Ok(ReadAnswer { answer, value }),
            Err(_) => Err(vec![Violation::of_all("must be what the schema describes")]),
        }
    }
}

/// An answer, and the JSON object that it was read from.
struct ReadAnswer<A> {
    answer: A,
    value: Value,
}

/// The request with which the model is asked to repair its `answer`.
fn repaired(
    attempt: &Attempt<'_>,
    request: &GenerationRequest,
    answer: &str,
    violations: &[Violation],
) -> GenerationRequest {
    tracing::info!(
        model = attempt.model(),
        violations = violations.len(),
        "the answer violates its schema; the model is asked to repair it"
    );
    let input = format!("{}\n\n{}", request.input, repair_instructions(answer, violations));
    GenerationRequest { input, ..request.clone() }
}

/// The generation that ends `attempt` with an answer, if the guardrail lets it pass.
///
/// The guardrail checks all texts of the object as the caller gets them, not the JSON text in which the model gave them:
/// there a word may be escaped, encoded or split, so that the guardrail would not know it.
async fn pass_guardrail<A>(
    attempt: Attempt<'_>,
    ReadAnswer { answer, value }: ReadAnswer<A>,
    stop_reason: StopReason,
) -> Result<Generation<A>, TaskError> {
    let text = || {
        let mut texts = Vec::new();
        collect_texts(&value, &mut texts);
        texts.join("\n")
    };
    match attempt.apply_guardrail(text).await.map_err(TaskError::Guardrail)? {
        GuardrailVerdict::Passed => Ok(attempt.generation(answer, stop_reason)),
        GuardrailVerdict::Intervened => Err(TaskError::ContentBlocked(StopReason::GuardrailIntervened)),
    }
}

/// Collects every text in `value`. The names of its fields are those of the schema.
fn collect_texts<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(elements) => elements.iter().for_each(|element| collect_texts(element, texts)),
        Value::Object(members) => members.values().for_each(|member| collect_texts(member, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The candidates that answer with objects.
fn structured<'c>(context: &RequestContext, mut candidates: Candidates<'c>) -> Result<Candidates<'c>, TaskError> {
    if !candidates.first.structured {
        let structured = context.consumer.models().iter().filter(|model| model.structured);
        let others = structured.map(|model| model.name.clone()).collect();
        return Err(TaskError::TextOnly { model: candidates.first.name.clone(), others });
    }
    candidates.fallbacks.retain(|model| model.structured);
    Ok(candidates)
}

/// Whether the model ended the answer itself, so that an object in it is whole.
fn check_is_whole(stop_reason: StopReason) -> Result<(), TaskError> {
    match stop_reason {
        StopReason::MaxTokens => Err(TaskError::IncompleteAnswer),
        StopReason::GuardrailIntervened | StopReason::ContentFiltered => Err(TaskError::ContentBlocked(stop_reason)),
        StopReason::EndTurn | StopReason::StopSequence | StopReason::Other => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::prompt::tasks::explain::Explanation;

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

    #[test]
    fn what_serde_refuses_of_an_accepted_answer_is_a_violation_that_quotes_nothing() {
        let declaration = ObjectDeclaration { name: "explanation", description: "", schema: || json!({}) };
        let schema = JudgedSchema::new(&declaration, |_| Ok::<Box<dyn SchemaJudge>, ()>(Box::new(AnyJson)));
        let task = ObjectTask::<Explanation> { schema: &schema.expect("a judge"), read: serde_json::from_value };
        let violations = task.read(&json!({ "canary": "canary" }).to_string()).err().expect("refused");
        assert_eq!(violations.len(), 1);
        assert!(!format!("{violations:?}").contains("canary"), "{violations:?}");
    }
}
