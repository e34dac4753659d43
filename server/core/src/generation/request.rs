//! What a generation is asked for, and what it returns.

use rust_decimal::Decimal;

use crate::model::{StopReason, TokenUsage};
use crate::policy::ParameterRequest;

/// What the caller asks for.
#[derive(Clone, Default)]
pub struct GenerationRequest {
    /// The public name of the model. Then this model answers, or the request fails. If absent, the policy's default model
    /// answers, or a fallback if the default model cannot answer now.
    pub model: Option<String>,
    /// The model that is used instead of the policy's default model, if the consumer may use it. Ignored if the request
    /// names a model.
    pub preferred_model: Option<String>,
    /// The number of tokens that is used instead of the policy's default for `max_tokens`, if the request has no
    /// `max_tokens`. A model that allows fewer gets its own maximum.
    pub preferred_max_tokens: Option<u32>,
    /// The temperature that is used instead of the policy's default, if the request has no temperature. Left out for a model
    /// that takes none.
    pub preferred_temperature: Option<f32>,
    /// How the model should answer.
    pub instructions: Option<String>,
    /// The text that the model answers.
    pub input: String,
    /// How to sample.
    pub parameters: ParameterRequest,
}

/// A complete generation: a text, or what a task makes of a text.
pub struct Generation<T = String> {
    /// The generated text.
    pub output: T,
    /// The public name of the model that answered.
    pub model: String,
    /// Why the model stopped.
    pub stop_reason: StopReason,
    /// The tokens that all calls of the request used, as far as the provider reported them: zeros if it did not.
    pub usage: TokenUsage,
    /// The cost in USD. Absent if the policy has no price for some of the tokens, or if the provider did not report the
    /// tokens of a call.
    pub cost_usd: Option<Decimal>,
}

impl<T> Generation<T> {
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Generation<U> {
        let Self { output, model, stop_reason, usage, cost_usd } = self;
        Generation { output: make(output), model, stop_reason, usage, cost_usd }
    }
}
