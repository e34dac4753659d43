//! One governed generation: the policy decides what the model is asked, and says what the answer cost.

use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;

pub use crate::policy::ParameterRequest;
pub use crate::stream::{GenerationEvent, GenerationStream};

use crate::model::{AnswerShape, ModelError, Prompt, StopReason, TextModel, TokenUsage};
use crate::policy::{Catalogue, ModelPolicy};
use crate::record::Record;
use crate::task::NotRendered;

/// Generates text within a policy.
#[derive(Clone)]
pub struct Generator {
    catalogue: Arc<Catalogue>,
    pub(crate) model: Arc<dyn TextModel>,
    /// How long an answer may take in all for which the model may be asked twice.
    pub(crate) time_limit: Option<Duration>,
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
    /// The task wants an object, and the model gives texts only.
    #[error("the model {model} gives texts only")]
    TextOnly {
        /// The public name of the model.
        model: String,
        /// The public names of the models that give objects.
        others: Vec<String>,
    },
    /// The policy's prompt cannot be rendered for this request.
    #[error(transparent)]
    Prompt(#[from] NotRendered),
    /// The model gave no completion.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A guardrail or the provider's filter took the answer's place, so there is no object.
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
        Self { catalogue: Arc::new(catalogue), model, time_limit: None }
    }

    /// Gives an answer for which the model may be asked twice no more time than this in all. Without a limit each of the
    /// two may take what the model's adapter gives it.
    #[must_use]
    pub fn with_time_limit(self, limit: Duration) -> Self {
        Self { time_limit: Some(limit), ..self }
    }

    /// What the policy offers.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Generates text. Dropping the future gives up the model's work.
    pub async fn generate(&self, request: GenerationRequest) -> Result<Generation, GenerationError> {
        let policy = self.choose(&request)?;
        let record = Record::begin(&policy.name);
        let completion = self.model.complete(self.prompt(policy, request, None)).await?;
        record.generated(completion.stop_reason, completion.usage);
        Ok(Generation::new(completion.text, policy, completion.stop_reason, completion.usage))
    }

    /// Generates text piece by piece. Dropping the future or the stream gives up the model's work.
    ///
    /// The future is ready when the model's first piece is there: what fails before that is its error.
    pub async fn stream(&self, request: GenerationRequest) -> Result<GenerationStream, GenerationError> {
        let policy = self.choose(&request)?;
        let record = Record::begin(&policy.name);
        let chunks = self.model.stream(self.prompt(policy, request, None)).await?;
        Ok(GenerationStream::begin(chunks, record, policy.price).await?)
    }

    /// The model that the request names, if the policy has it and allows what is asked of it.
    pub(crate) fn choose(&self, request: &GenerationRequest) -> Result<&ModelPolicy, GenerationError> {
        let policy = self.find(request.model.as_deref())?;
        let limit = policy.max_output_tokens;
        if request.parameters.max_tokens.is_some_and(|asked| asked > limit) {
            return Err(GenerationError::TooManyTokens { limit });
        }
        Ok(policy)
    }

    /// The model of this name, or the default one.
    pub(crate) fn find(&self, name: Option<&str>) -> Result<&ModelPolicy, GenerationError> {
        match name {
            None => Ok(self.catalogue.default_model()),
            Some(name) => self.catalogue.find(name).ok_or(GenerationError::ModelNotFound),
        }
    }

    pub(crate) fn prompt(
        &self,
        policy: &ModelPolicy,
        request: GenerationRequest,
        answer: Option<Arc<AnswerShape>>,
    ) -> Prompt {
        let (system, user) = match request.instructions {
            Some(instructions) if !policy.system_prompt => (None, format!("{instructions}\n\n{}", request.input)),
            instructions => (instructions, request.input),
        };
        Prompt {
            model_id: policy.id.clone(),
            system,
            user,
            parameters: policy.parameters(request.parameters, self.catalogue.defaults()),
            answer,
        }
    }
}

impl<T> Generation<T> {
    pub(crate) fn new(output: T, policy: &ModelPolicy, stop_reason: StopReason, usage: TokenUsage) -> Self {
        Self {
            output,
            model: policy.name.clone(),
            stop_reason,
            usage,
            cost_usd: policy.price.map(|price| price.cost(usage)),
        }
    }

    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Generation<U> {
        let Self { output, model, stop_reason, usage, cost_usd } = self;
        Generation { output: make(output), model, stop_reason, usage, cost_usd }
    }
}
