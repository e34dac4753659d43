//! What a model is sent.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// What a model is sent, after the policy's rules are applied.
#[derive(Clone, PartialEq)]
pub struct Prompt {
    /// The provider's own name for the model: a Bedrock model id or inference-profile id.
    pub model_id: String,
    /// The system prompt. Absent if there is none or the model takes none.
    pub system: Option<String>,
    /// The user's turn.
    pub user: String,
    /// How to sample.
    pub parameters: Parameters,
    /// The schema of the object that the model must answer with. Absent if the answer is text.
    pub answer_schema: Option<Arc<AnswerSchema>>,
    /// Whether another model is tried if this one cannot answer now. If so, the adapter makes fewer attempts of its own.
    pub has_fallback: bool,
    /// The guardrail that the provider must apply to prompt and answer. An adapter that cannot have it applied refuses the
    /// prompt.
    pub guardrail: Option<Guardrail>,
    /// The consumer's stable name, for the provider's own records.
    pub consumer: String,
}

/// The schema of an object that a model is asked to answer with.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerSchema {
    /// The object's name, which the model sees: at most 64 letters, digits and underscores.
    pub name: &'static str,
    /// The object's purpose, which the model sees.
    pub description: &'static str,
    /// The JSON Schema, without references, that also judges the answer. Its top level has `type`, `properties`, `required`
    /// and `additionalProperties` only.
    pub schema: Value,
}

/// A guardrail, by the provider's own names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardrail {
    /// The guardrail's id or ARN.
    pub id: String,
    /// The guardrail's version.
    pub version: String,
}

/// Sampling parameters, after the model's parameter rules are applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Maximum number of tokens to generate, at least 1.
    pub max_tokens: u32,
    /// Randomness, 0 to 1. Absent if the model's own default applies.
    pub temperature: Option<f32>,
    /// Nucleus sampling, 0 to 1. Absent if the model's own default applies.
    pub top_p: Option<f32>,
    /// Texts that end the generation. They are not part of the output.
    pub stop_sequences: Vec<String>,
}

/// Prompts must not reach a log, so `Debug` shows sizes only.
impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompt")
            .field("model_id", &self.model_id)
            .field("consumer", &self.consumer)
            .field("system_bytes", &self.system.as_ref().map(String::len))
            .field("user_bytes", &self.user.len())
            .field("answer_schema", &self.answer_schema.as_ref().map(|schema| schema.name))
            .finish_non_exhaustive()
    }
}
