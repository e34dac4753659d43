//! Answers that are objects: asked for by a schema, judged by it, and repaired once.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;

use super::error::TaskError;
use super::judge::{SchemaJudge, Violation};
use crate::generation::{
    Attempt, Candidates, Generation, GenerationError, GenerationRequest, Generator, RequestContext,
};
use crate::model::{AnswerSchema, Completion, ModelError, StopReason};
use crate::prompt::ObjectDeclaration;

/// The schema of an object that a task answers with, and its judge.
pub(super) struct JudgedSchema {
    /// What the model is given.
    schema: Arc<AnswerSchema>,
    /// Refuses additional fields as well.
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
        let mut closed = schema.clone();
        closed["additionalProperties"] = false.into();
        Ok(Self { schema: AnswerSchema { name, description, schema }.into(), judge: judge(&closed)? })
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
        let candidates = structured(generator, context, generator.candidates(context, request)?)?;
        let outcome = generator.in_turn(context, candidates, |attempt| self.attempt(attempt, request)).await;
        outcome.map_err(GenerationError::Model)?
    }

    /// Asks one model. The outer error is the model's failure to give a first answer, after which a fallback may be tried.
    /// Every other error is final.
    async fn attempt(
        &self,
        mut attempt: Attempt<'_>,
        request: &GenerationRequest,
    ) -> Result<Result<Generation<A>, TaskError>, ModelError> {
        let first = attempt.complete(request, Some(self.schema.schema.clone())).await?;
        Ok(self.accept_or_repair(attempt, first, request).await)
    }

    /// The object of the first answer. If it violates the schema, the model is asked once more. Usage is that of both calls.
    async fn accept_or_repair(
        &self,
        mut attempt: Attempt<'_>,
        first: Completion,
        request: &GenerationRequest,
    ) -> Result<Generation<A>, TaskError> {
        check_is_whole(first.stop_reason)?;
        let violations = match self.read(&first.text) {
            Ok(answer) => return Ok(attempt.generation(answer, first.stop_reason)),
            Err(violations) => violations,
        };
        tracing::info!(
            model = attempt.model(),
            violations = violations.len(),
            "the answer violates its schema; the model is asked to repair it"
        );
        let input = format!("{}\n\n{}", request.input, repair_instructions(&violations));
        let request = GenerationRequest { input, ..request.clone() };
        let repair = attempt.complete(&request, Some(self.schema.schema.clone())).await.map_err(TaskError::Repair)?;
        check_is_whole(repair.stop_reason)?;
        let invalid = |violations: Vec<Violation>| TaskError::InvalidAnswer { violations: violations.len() };
        let answer = self.read(&repair.text).map_err(invalid)?;
        Ok(attempt.generation(answer, repair.stop_reason))
    }

    /// The object in the model's answer.
    fn read(&self, answer: &str) -> Result<A, Vec<Violation>> {
        let value = self.schema.judge.judge(answer)?;
        // If the schema accepts what serde refuses, the answer's type has a defect. serde's message may quote the answer, so
        // it is dropped.
        (self.read)(value).map_err(|_| {
            vec![Violation { pointer: String::new(), message: "must be what the schema describes".to_owned() }]
        })
    }
}

/// The candidates that answer with objects.
fn structured<'c>(
    generator: &Generator,
    context: &RequestContext,
    mut candidates: Candidates<'c>,
) -> Result<Candidates<'c>, TaskError> {
    if generator.catalogue().guardrail().is_some() {
        return Err(TaskError::GuardrailUnsupported);
    }
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

/// Tells the model what is wrong with its answer, and that it has to answer again.
fn repair_instructions(violations: &[Violation]) -> String {
    let mut text = "Your last answer was not accepted:\n".to_owned();
    for Violation { pointer, message } in violations {
        let place = if pointer.is_empty() { "the answer" } else { pointer };
        let _ = writeln!(text, "- {place} {message}");
    }
    text.push_str("Answer again by the tool, with every field as its schema says.");
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::prompt::tasks::explain::Explanation;

    /// Accepts every JSON text.
    struct AnyJson;

    impl SchemaJudge for AnyJson {
        fn judge(&self, answer: &str) -> Result<Value, Vec<Violation>> {
            Ok(serde_json::from_str(answer).expect("JSON"))
        }
    }

    #[test]
    fn repair_instructions_have_places_and_what_must_hold_there() {
        let violation =
            |pointer: &str, message: &str| Violation { pointer: pointer.to_owned(), message: message.to_owned() };
        let text = repair_instructions(&[violation("", "must be an object"), violation("/reply", "must not be empty")]);
        assert!(text.contains("\n- the answer must be an object\n- /reply must not be empty\n"), "{text}");
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
