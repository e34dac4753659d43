//! One attempt at a model: the one place through which every call of a model passes.
//!
//! An attempt is the turn of one model to answer a request. It may call the model twice, if the first answer has to be
//! repaired. Each attempt is recorded and its time is limited. Each call is prompted by the policy's rules, and its usage and
//! its failure are recorded.

use std::sync::Arc;
use std::time::Instant;

use super::breaker::{Breakers, Permit};
use super::chunks;
use super::context::RequestContext;
use super::meter::Meter;
use super::request::{Generation, GenerationRequest};
use super::stream::GenerationStream;
use super::time_limit::{self, Share, TimeLimit, Turn};
use crate::Chain;
use crate::model::{
    AnswerSchema, Chunk, Completion, GuardrailVerdict, ModelError, Prompt, RequestField, StopReason, TextModel,
};
use crate::policy::{Catalogue, ModelPolicy};
use crate::usage::Spending;

/// What all attempts of one request share.
#[derive(Clone, Copy)]
pub(super) struct Attempts<'r> {
    pub(super) catalogue: &'r Catalogue,
    pub(super) text_model: &'r dyn TextModel,
    pub(super) context: &'r RequestContext,
    pub(super) breakers: &'r Breakers,
    pub(super) time_limit: TimeLimit,
}

/// The turn of one model to answer a request.
pub(crate) struct Attempt<'r> {
    shared: Attempts<'r>,
    model: &'r ModelPolicy,
    /// Whether another model is tried if this one fails.
    pub(super) has_fallback: bool,
    /// The time in which the model must have answered, or have begun to stream. Absent if it is not limited.
    share: Option<Share>,
    meter: Meter,
}

impl<'r> Attempts<'r> {
    /// Makes an attempt at `model`: records that it began at `began`, and runs `calls`, which calls the model. The model has
    /// answered, or has begun to: the permit gets to know how it ends.
    ///
    /// # Errors
    ///
    /// The error of `calls`; or an error of the kind `Unavailable`, at once, if the model keeps failing.
    pub(super) async fn make<T, F>(
        self,
        model: &'r ModelPolicy,
        turn: Turn,
        began: Instant,
        calls: impl FnOnce(Attempt<'r>) -> F,
    ) -> Result<(T, Option<Permit>), ModelError>
    where
        F: Future<Output = Result<T, ModelError>>,
    {
        let record = &self.context.record;
        record.begin_attempt(model, began);
        let meter = Meter::new(record.clone(), model);
        let permit =
            self.breakers.permit(&self.context.consumer, model).inspect_err(|error| meter.call_failed(error))?;
        let share = self.time_limit.share(turn, began);
        match calls(Attempt { shared: self, model, has_fallback: turn.fallbacks > 0, share, meter }).await {
            Ok(answer) => Ok((answer, permit)),
            Err(error) => {
                if let Some(permit) = permit {
                    permit.failed(error.kind());
                }
                Err(error)
            }
        }
    }
}

impl Attempt<'_> {
    /// The public name of the model.
    pub(crate) fn model(&self) -> &str {
        &self.model.name
    }

    /// Calls the model for a whole answer: an object if there is an `answer_schema`, else text.
    ///
    /// After a model has answered, no other model is called for the same request, so the next call has no fallback.
    pub(crate) async fn complete(
        &mut self,
        request: &GenerationRequest,
        answer_schema: Option<Arc<AnswerSchema>>,
    ) -> Result<Completion, ModelError> {
        let prompt = self.prompt(request, answer_schema);
        self.meter.call_begins(&prompt);
        let outcome = time_limit::bound(self.share, self.shared.text_model.complete(prompt)).await.flatten();
        match &outcome {
            Ok(Completion { text, stop_reason, usage }) => {
                self.has_fallback = false;
                if text.is_empty() && stop_reason.is_blocked() {
                    return Err(self.meter.call_blocked(*stop_reason, *usage));
                }
                self.meter.text_ended(text, *stop_reason, *usage);
            }
            Err(error) => self.call_failed(request, error),
        }
        outcome
    }

    /// Has the policy's guardrail check what the model wrote, if the policy has one. `text` makes the text to check.
    ///
    /// If the guardrail intervenes, the record says that this is why the answer ended. No other model is asked after the model
    /// has answered, so the guardrail has all that is left of the request's time.
    pub(crate) async fn apply_guardrail(&self, text: impl FnOnce() -> String) -> Result<GuardrailVerdict, ModelError> {
        let Some(guardrail) = self.shared.catalogue.guardrail() else { return Ok(GuardrailVerdict::Passed) };
        let check = self.shared.text_model.apply_guardrail(guardrail, text());
        let outcome = time_limit::bound(self.shared.time_limit.rest(Instant::now()), check).await.flatten();
        match &outcome {
            Ok(GuardrailVerdict::Passed) => {}
            Ok(GuardrailVerdict::Intervened) => self.meter.guardrail_intervened(),
            Err(error) => self.meter.call_failed(error),
        }
        outcome
    }

    /// Calls the model for a streamed text. The future is ready when the first piece has arrived.
    pub(super) async fn stream(mut self, request: &GenerationRequest) -> Result<GenerationStream, ModelError> {
        let prompt = self.prompt(request, None);
        self.meter.call_begins(&prompt);
        let (text_model, deadline) = (self.shared.text_model, self.shared.context.deadline);
        let begun = time_limit::bound(self.share, async {
            let mut stream = chunks::end_at(deadline, text_model.stream(prompt).await?);
            Ok((chunks::first(&mut stream).await?, stream))
        });
        match begun.await.flatten() {
            // A guardrail or a content filter blocked the answer before its first text.
            Ok((Chunk::End { stop_reason, usage }, _)) if stop_reason.is_blocked() => {
                Err(self.meter.call_blocked(stop_reason, usage))
            }
            Ok((first, stream)) => {
                Ok(GenerationStream::new(first, stream, deadline, self.meter, self.model.name.clone()))
            }
            Err(error) => {
                self.call_failed(request, &error);
                Err(error)
            }
        }
    }

    /// A call has failed. If the model refuses a parameter that the request does not have, the policy's own value is at fault:
    /// the log says so, because only the operator can change it.
    fn call_failed(&self, request: &GenerationRequest, error: &ModelError) {
        self.meter.call_failed(error);
        let asked = &request.parameters;
        let is_policys = match error.field() {
            Some(RequestField::MaxTokens) => asked.max_tokens.is_none(),
            Some(RequestField::Temperature) => asked.temperature.is_none(),
            Some(RequestField::TopP) => asked.top_p.is_none(),
            Some(RequestField::StopSequences | RequestField::Input | RequestField::Instructions) | None => false,
        };
        if let Some(field) = error.field().filter(|_| is_policys) {
            let (model, parameter, cause) = (&self.model.name, field.as_str(), Chain(error));
            tracing::warn!(model, parameter, %cause, "the model refuses the policy's own value of a parameter");
        }
    }

    /// The generation that ends this attempt, with the usage of all calls of the request.
    pub(crate) fn generation<T>(&self, output: T, stop_reason: StopReason) -> Generation<T> {
        let Spending { usage, cost_usd, .. } = self.meter.total();
        let usage = usage.unwrap_or_default();
        Generation { output, model: self.model.name.clone(), stop_reason, usage, cost_usd }
    }

    fn prompt(&self, request: &GenerationRequest, answer_schema: Option<Arc<AnswerSchema>>) -> Prompt {
        let GenerationRequest { instructions, input, parameters, .. } = request.clone();
        let catalogue = self.shared.catalogue;
        let mut defaults = catalogue.defaults();
        defaults.max_tokens = request.preferred_max_tokens.unwrap_or(defaults.max_tokens);
        defaults.temperature = request.preferred_temperature.unwrap_or(defaults.temperature);
        let (system, user) = match instructions {
            Some(instructions) if !self.model.system_prompt => (None, format!("{instructions}\n\n{input}")),
            instructions => (instructions, input),
        };
        Prompt {
            model_id: self.model.id.clone(),
            system,
            user,
            parameters: self.model.parameters(parameters, defaults),
            answer_schema,
            has_fallback: self.has_fallback,
            guardrail: catalogue.guardrail().cloned(),
            consumer: self.shared.context.consumer.name().to_owned(),
        }
    }
}
