//! One governed generation: the policy decides what the model is asked, and says what the answer cost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rust_decimal::Decimal;

pub use crate::policy::ParameterRequest;
pub use crate::stream::{GenerationEvent, GenerationStream};

use crate::consumer::Consumer;
use crate::fallback::{Choice, in_turn};
use crate::model::{AnswerShape, ModelError, Prompt, StopReason, TextModel, TokenUsage};
use crate::policy::{Catalogue, ModelPolicy};
use crate::record::Record;
use crate::task::NotRendered;

/// Generates text within a policy.
#[derive(Clone)]
pub struct Generator {
    catalogue: Arc<Catalogue>,
    pub(crate) model: Arc<dyn TextModel>,
    time_limit: Option<Duration>,
    deadline: Option<Instant>,
    pub(crate) record: Record,
}

/// What a caller asks for.
#[derive(Clone, Default)]
pub struct GenerationRequest {
    /// The public name of the model, which then answers or nothing does. Where absent, the policy's default answers, or
    /// if that cannot for now, a fallback.
    pub model: Option<String>,
    /// The model that goes before the policy's default where none is named, if the consumer may use it.
    pub preferred_model: Option<String>,
    /// Goes before the policy's default of `max_tokens` where the request asks for none. A model that allows fewer gets its
    /// own maximum.
    pub preferred_max_tokens: Option<u32>,
    /// How the model should answer.
    pub instructions: Option<String>,
    /// What it should answer.
    pub input: String,
    /// How to sample.
    pub parameters: ParameterRequest,
}

/// What came of it: a text, or what a task makes of one.
pub struct Generation<T = String> {
    /// The generated text.
    pub output: T,
    /// The public name of the model that answered.
    pub model: String,
    /// Why the model stopped.
    pub stop_reason: StopReason,
    /// What it took.
    pub usage: TokenUsage,
    /// What it cost in USD, where the policy has a price for all of it.
    pub cost_usd: Option<Decimal>,
}

/// Why there is no generation.
#[derive(Debug, thiserror::Error)]
pub enum GenerationError {
    /// The policy has no model of this name.
    #[error("the policy has no model of this name")]
    ModelNotFound,
    /// The policy has the model, but not for this consumer.
    #[error("the consumer may not use the model")]
    ModelNotAllowed,
    /// The request asks for more tokens than the policy allows.
    #[error("max_tokens must be at most {limit} for this model")]
    TooManyTokens {
        /// The largest `max_tokens` of the model for this consumer.
        limit: u32,
    },
    /// The task wants an object, and the model gives texts only.
    #[error("the model {model} gives texts only")]
    TextOnly {
        /// The public name of the model.
        model: String,
        /// The public names of the consumer's models that give objects.
        others: Vec<String>,
    },
    /// The task wants an object, and the policy has a guardrail, which would not look at it: Bedrock's guardrails do not assess
    /// what a model calls a tool with (Bedrock guide, `guardrails-use-converse-api`).
    #[error("no guardrail looks at the object that a model answers with, and the policy has one")]
    Unguarded,
    /// The policy's prompt cannot be rendered for this request.
    #[error(transparent)]
    Prompt(#[from] NotRendered),
    /// The model gave no completion.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model gave a wrong object, and no completion when it was asked to repair it. Nobody else is asked: what the
    /// first answer took would be nobody's.
    #[error(transparent)]
    Repair(ModelError),
    /// The provider's filter took the answer's place, so there is no object.
    #[error("the answer was blocked: {}", .0.as_str())]
    Blocked(StopReason),
    /// The answer reached its last token before the object was complete.
    #[error("the answer was cut at its last token")]
    Incomplete,
    /// The model's answer was no object of the shape that was asked for, twice.
    #[error("the answer was not of the asked shape twice; faults of the second: {faults}")]
    Misshapen {
        /// How much is wrong with the second one.
        faults: usize,
    },
}

impl Generator {
    /// A generator over `model`, which serves each model of `catalogue`.
    pub fn new(catalogue: Catalogue, model: Arc<dyn TextModel>) -> Self {
        Self { catalogue: Arc::new(catalogue), model, time_limit: None, deadline: None, record: Record::default() }
    }

    /// Gives each request this time for its answer, or the first piece of it, however many models are asked.
    #[must_use]
    pub fn within(self, time_limit: Duration) -> Self {
        Self { time_limit: Some(time_limit), ..self }
    }

    /// Ends what has no end by then, streams included. Where it is absent, whoever asks can wait.
    #[must_use]
    pub fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// The generator of one request, which notes in `record` what becomes known of its generation.
    #[must_use]
    pub fn noting(&self, record: Record) -> Self {
        Self { record, ..self.clone() }
    }

    /// What the policy offers.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Generates text for `consumer`. Dropping the future gives up the model's work.
    pub async fn generate(
        &self,
        consumer: &Consumer,
        request: GenerationRequest,
    ) -> Result<Generation, GenerationError> {
        let request = &request;
        in_turn(self.choose(consumer, request)?, self.time_left(), &self.record, |policy, has_fallback| async move {
            let completion = self.model.complete(self.prompt(consumer, policy, request, has_fallback, None)).await?;
            self.record.generated(completion.stop_reason, completion.usage, policy.cost(completion.usage));
            Ok(Generation::new(completion.text, policy, completion.stop_reason, completion.usage))
        })
        .await
    }

    /// Generates text for `consumer` piece by piece. Dropping the future or the stream gives up the model's work.
    ///
    /// The future is ready when the model's first piece is there: what fails before that is its error.
    pub async fn stream(
        &self,
        consumer: &Consumer,
        request: GenerationRequest,
    ) -> Result<GenerationStream, GenerationError> {
        let request = &request;
        in_turn(self.choose(consumer, request)?, self.time_left(), &self.record, |policy, has_fallback| async move {
            let chunks = self.model.stream(self.prompt(consumer, policy, request, has_fallback, None)).await?;
            Ok(GenerationStream::begin(chunks, self.deadline, self.record.clone(), policy).await?)
        })
        .await
    }

    /// What a request that begins now has for its answer, or the first piece of it.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let to_deadline = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        self.time_limit.into_iter().chain(to_deadline).min()
    }

    /// The model that the request names, if the policy has it and lets the consumer ask this of it. Whoever names none
    /// leaves the choice to the policy, and with it the choice of another.
    pub(crate) fn choose<'c>(
        &self,
        consumer: &'c Consumer,
        request: &GenerationRequest,
    ) -> Result<Choice<'c>, GenerationError> {
        let first = match request.model.as_deref() {
            None => {
                let preferred = request.preferred_model.as_deref().and_then(|name| consumer.find(name));
                preferred.or_else(|| consumer.default_model())
            }
            Some(name) if self.catalogue.find(name).is_none() => return Err(GenerationError::ModelNotFound),
            Some(name) => consumer.find(name),
        };
        let first = first.ok_or(GenerationError::ModelNotAllowed)?;
        if !first.allows(&request.parameters) {
            return Err(GenerationError::TooManyTokens { limit: first.max_output_tokens });
        }
        let may_be_asked = |policy: &&ModelPolicy| policy.name != first.name && policy.allows(&request.parameters);
        let fallbacks = match request.model {
            None => {
                let order = self.catalogue.fallback();
                order.filter_map(|policy| consumer.find(&policy.name)).filter(may_be_asked).collect()
            }
            Some(_) => Vec::new(),
        };
        Ok(Choice { first, fallbacks })
    }

    pub(crate) fn prompt(
        &self,
        consumer: &Consumer,
        policy: &ModelPolicy,
        request: &GenerationRequest,
        has_fallback: bool,
        answer: Option<Arc<AnswerShape>>,
    ) -> Prompt {
        let GenerationRequest { instructions, input, parameters, preferred_max_tokens, .. } = request.clone();
        let mut defaults = self.catalogue.defaults();
        defaults.max_tokens = preferred_max_tokens.unwrap_or(defaults.max_tokens);
        let (system, user) = match instructions {
            Some(instructions) if !policy.system_prompt => (None, format!("{instructions}\n\n{input}")),
            instructions => (instructions, input),
        };
        Prompt {
            model_id: policy.id.clone(),
            system,
            user,
            parameters: policy.parameters(parameters, defaults),
            has_fallback,
            guardrail: self.catalogue.guardrail().cloned(),
            consumer: consumer.name().to_owned(),
            answer,
        }
    }
}

impl<T> Generation<T> {
    pub(crate) fn new(output: T, policy: &ModelPolicy, stop_reason: StopReason, usage: TokenUsage) -> Self {
        Self { output, model: policy.name.clone(), stop_reason, usage, cost_usd: policy.cost(usage) }
    }

    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Generation<U> {
        let Self { output, model, stop_reason, usage, cost_usd } = self;
        Generation { output: make(output), model, stop_reason, usage, cost_usd }
    }
}
