//! One governed generation: the policy decides what the model is asked, and says what the answer cost.

use std::sync::Arc;

use rust_decimal::Decimal;

pub use crate::policy::ParameterRequest;
pub use crate::stream::{GenerationEvent, GenerationStream};

use crate::consumer::Consumer;
use crate::model::{ModelError, Prompt, StopReason, TextModel, TokenUsage};
use crate::policy::{Catalogue, ModelPolicy};
use crate::record::Record;

/// Generates text within a policy.
#[derive(Clone)]
pub struct Generator {
    catalogue: Arc<Catalogue>,
    model: Arc<dyn TextModel>,
    record: Record,
}

/// What a caller asks for.
#[derive(Clone, Default)]
pub struct GenerationRequest {
    /// The public name of the model; the policy's default where absent.
    pub model: Option<String>,
    /// How the model should answer.
    pub instructions: Option<String>,
    /// What it should answer.
    pub input: String,
    /// How to sample.
    pub parameters: ParameterRequest,
}

/// What came of it.
pub struct Generation {
    /// The generated text.
    pub output: String,
    /// The public name of the model that answered.
    pub model: String,
    /// Why the model stopped.
    pub stop_reason: StopReason,
    /// What it took.
    pub usage: TokenUsage,
    /// What it cost in USD, where the policy has a price.
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
    /// The model gave no completion.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Generator {
    /// A generator over `model`, which serves each model of `catalogue`.
    pub fn new(catalogue: Catalogue, model: Arc<dyn TextModel>) -> Self {
        Self { catalogue: Arc::new(catalogue), model, record: Record::default() }
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
        let policy = self.choose(consumer, &request)?;
        self.record.asks(policy);
        let completion = self.model.complete(self.prompt(consumer, policy, request)).await?;
        let usage = completion.usage;
        let cost_usd = policy.price.map(|price| price.cost(usage));
        self.record.generated(completion.stop_reason, usage, cost_usd);
        Ok(Generation {
            output: completion.text,
            model: policy.name.clone(),
            stop_reason: completion.stop_reason,
            usage,
            cost_usd,
        })
    }

    /// Generates text for `consumer` piece by piece. Dropping the future or the stream gives up the model's work.
    ///
    /// The future is ready when the model's first piece is there: what fails before that is its error.
    pub async fn stream(
        &self,
        consumer: &Consumer,
        request: GenerationRequest,
    ) -> Result<GenerationStream, GenerationError> {
        let policy = self.choose(consumer, &request)?;
        self.record.asks(policy);
        let chunks = self.model.stream(self.prompt(consumer, policy, request)).await?;
        Ok(GenerationStream::begin(chunks, self.record.clone(), policy).await?)
    }

    /// The model that the request names, if the policy has it and lets the consumer ask this of it.
    fn choose<'c>(
        &self,
        consumer: &'c Consumer,
        request: &GenerationRequest,
    ) -> Result<&'c ModelPolicy, GenerationError> {
        let policy = match request.model.as_deref() {
            None => consumer.default_model(),
            Some(name) if self.catalogue.find(name).is_none() => return Err(GenerationError::ModelNotFound),
            Some(name) => consumer.find(name),
        };
        let policy = policy.ok_or(GenerationError::ModelNotAllowed)?;
        let limit = policy.max_output_tokens;
        if request.parameters.max_tokens.is_some_and(|asked| asked > limit) {
            return Err(GenerationError::TooManyTokens { limit });
        }
        Ok(policy)
    }

    fn prompt(&self, consumer: &Consumer, policy: &ModelPolicy, request: GenerationRequest) -> Prompt {
        let (system, user) = match request.instructions {
            Some(instructions) if !policy.system_prompt => (None, format!("{instructions}\n\n{}", request.input)),
            instructions => (instructions, request.input),
        };
        Prompt {
            model_id: policy.id.clone(),
            system,
            user,
            consumer: consumer.name().to_owned(),
            parameters: policy.parameters(request.parameters, self.catalogue.defaults()),
        }
    }
}
