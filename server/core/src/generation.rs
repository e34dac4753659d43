//! One governed generation: the policy decides what the model is asked, and says what the answer cost.

use std::sync::Arc;
use std::time::Instant;

use rust_decimal::Decimal;

pub use crate::policy::ParameterRequest;

use crate::model::{ModelError, Prompt, StopReason, TextModel, TokenUsage};
use crate::policy::{Catalogue, ModelPolicy};

/// Generates text within a policy.
#[derive(Clone)]
pub struct Generator {
    catalogue: Arc<Catalogue>,
    model: Arc<dyn TextModel>,
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
    /// The request asks for more tokens than the policy allows.
    #[error("max_tokens must be at most {limit} for this model")]
    TooManyTokens {
        /// The largest `max_tokens` of the model.
        limit: u32,
    },
    /// The model gave no completion.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Generator {
    /// A generator over `model`, which serves each model of `catalogue`.
    pub fn new(catalogue: Catalogue, model: Arc<dyn TextModel>) -> Self {
        Self { catalogue: Arc::new(catalogue), model }
    }

    /// What the policy offers.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Generates text. Dropping the future gives up the model's work.
    pub async fn generate(&self, request: GenerationRequest) -> Result<Generation, GenerationError> {
        let started = Instant::now();
        let policy = self.choose(request.model.as_deref())?;
        let limit = policy.max_output_tokens;
        if request.parameters.max_tokens.is_some_and(|asked| asked > limit) {
            return Err(GenerationError::TooManyTokens { limit });
        }
        let prompt = self.prompt(policy, request);
        let completion = self.model.complete(prompt).await?;
        let usage = completion.usage;
        tracing::info!(
            model = policy.name,
            stop_reason = completion.stop_reason.as_str(),
            input_tokens = usage.input,
            output_tokens = usage.output,
            latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "generated text"
        );
        Ok(Generation {
            output: completion.text,
            model: policy.name.clone(),
            stop_reason: completion.stop_reason,
            usage,
            cost_usd: policy.price.map(|price| price.cost(usage)),
        })
    }

    fn choose(&self, name: Option<&str>) -> Result<&ModelPolicy, GenerationError> {
        match name {
            None => Ok(self.catalogue.default_model()),
            Some(name) => self.catalogue.find(name).ok_or(GenerationError::ModelNotFound),
        }
    }

    fn prompt(&self, policy: &ModelPolicy, request: GenerationRequest) -> Prompt {
        let (system, user) = match request.instructions {
            Some(instructions) if !policy.system_prompt => (None, format!("{instructions}\n\n{}", request.input)),
            instructions => (instructions, request.input),
        };
        Prompt {
            model_id: policy.id.clone(),
            system,
            user,
            parameters: policy.parameters(request.parameters, self.catalogue.defaults()),
        }
    }
}
