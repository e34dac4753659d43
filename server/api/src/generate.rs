//! `generate`: text in, generated text out.

use axum::extract::State;
use axum::{Extension, Json};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use textgate_core::generation::{Generation, GenerationRequest, ParameterRequest};
use textgate_core::model::{self, TokenUsage};
use utoipa::ToSchema;

use crate::authenticate::Caller;
use crate::error::ApiError;
use crate::extract::Accepted;
use crate::outcome::Notes;
use crate::state::AppState;

/// What to generate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "input": "Explain serverless in 2 sentences." }))]
pub(crate) struct GenerateRequest {
    /// The text that the model answers, in Unicode code points.
    #[schema(min_length = 1, max_length = 200_000, example = "Explain serverless in 2 sentences.")]
    input: String,
    /// The model, by a name that `model_list` shows: it answers, or none does. Absent: the policy's default; if that is
    /// throttled, unavailable or failing, one of the policy's fallbacks may answer. The answer's `model` says which.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
    /// How the model should answer: role, tone, format. Absent: the model's own manner.
    #[schema(min_length = 1, max_length = 20_000, example = "Answer for a reader who is new to the subject.")]
    instructions: Option<String>,
    /// Most tokens to generate. Absent: the policy's default. More than the model's `max_output_tokens` is refused with
    /// `limit_exceeded`.
    #[schema(minimum = 1, maximum = 65_536, example = 256)]
    max_tokens: Option<u32>,
    /// Randomness: 0 gives the likeliest text, 1 the most varied. Absent: the policy's default. A model whose lowest
    /// temperature is above 0 uses that for 0.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    temperature: Option<f32>,
    /// Nucleus sampling: the model chooses among the likeliest tokens whose probabilities add up to this. Absent: the
    /// policy's default.
    #[schema(minimum = 0, maximum = 1, example = 0.9)]
    top_p: Option<f32>,
    /// Texts that end the generation when the model writes them. They are not part of the output.
    #[schema(value_type = Option<Vec<StopSequence>>, max_items = 4, example = json!(["\n\n"]))]
    stop_sequences: Option<Vec<String>>,
}

/// A text that ends the generation.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 64, example = "\n\n")]
#[expect(dead_code, reason = "it gives the elements of stop_sequences their schema")]
pub(crate) struct StopSequence(String);

/// Generated text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    "output": "Serverless lets you run code without managing servers. You pay only for what runs.",
    "model": "nova-micro",
    "stop_reason": "end_turn",
    "usage": { "input_tokens": 9, "output_tokens": 17, "total_tokens": 26, "cost_usd": "0.000002695" },
}))]
pub(crate) struct GenerateResponse {
    /// Names this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The generated text.
    #[schema(example = "Serverless lets you run code without managing servers. You pay only for what runs.")]
    output: String,
    /// The model that answered: the one of the request, the policy's default, or one of its fallbacks.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation took.
    usage: Usage,
}

/// Why a model stopped. `end_turn`: the answer is complete. `max_tokens`: it reached `max_tokens`. `stop_sequence`: the
/// model wrote one of `stop_sequences`. `guardrail_intervened`: a guardrail blocked or masked text, and the output is
/// what it let pass, or the guardrail's own words. `content_filtered`: the provider's filter cut the text. `other`: a reason
/// without a name here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "end_turn")]
pub(crate) enum StopReason {
    EndTurn,
    MaxTokens,
    StopSequence,
    GuardrailIntervened,
    ContentFiltered,
    Other,
}

/// What a generation took.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "input_tokens": 9, "output_tokens": 17, "total_tokens": 26, "cost_usd": "0.000002695" }))]
pub(crate) struct Usage {
    /// Tokens of the input, the instructions and what frames them, as the model counted them; without those that are in
    /// `cache_read_input_tokens` or `cache_write_input_tokens`.
    #[schema(example = 9)]
    input_tokens: u64,
    /// Tokens generated.
    #[schema(example = 17)]
    output_tokens: u64,
    /// Tokens of the same that came from the model provider's cache. Absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_024)]
    cache_read_input_tokens: Option<u64>,
    /// Tokens of the same that the model provider's cache keeps from now on. Absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_024)]
    cache_write_input_tokens: Option<u64>,
    /// All of them together.
    #[schema(example = 26)]
    total_tokens: u64,
    /// What these tokens cost, in USD: each count times its price, not rounded, as a decimal without an exponent. Absent
    /// where the policy has no price for the model, or none for tokens from or into a cache and there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.000002695")]
    cost_usd: Option<String>,
}

/// Generate text
///
/// Sends the input to a model and answers with the whole text. The same request to the same model at temperature 0 gives
/// the same or nearly the same text.
#[utoipa::path(
    post,
    path = "/generate",
    operation_id = "generate",
    tag = "generation",
    request_body(content = GenerateRequest, description = "What to generate."),
    responses((status = 200, body = GenerateResponse, description = "The generated text.")),
    security(("api_key" = [])),
)]
pub(crate) async fn generate(
    State(state): State<AppState>,
    Caller(consumer): Caller,
    Extension(notes): Extension<Notes>,
    Accepted(request): Accepted<GenerateRequest>,
) -> Result<Json<GenerateResponse>, ApiError> {
    let generation = state.generator.generate(&notes.context(consumer), request.into()).await?;
    Ok(Json(GenerateResponse::new(format!("gen_{}", (state.ids)()), generation)))
}

impl From<GenerateRequest> for GenerationRequest {
    fn from(request: GenerateRequest) -> Self {
        Self {
            model: request.model,
            instructions: request.instructions,
            input: request.input,
            parameters: ParameterRequest {
                max_tokens: request.max_tokens,
                temperature: request.temperature,
                top_p: request.top_p,
                stop_sequences: request.stop_sequences.unwrap_or_default(),
            },
            ..Self::default()
        }
    }
}

impl GenerateResponse {
    fn new(id: String, generation: Generation) -> Self {
        Self {
            id,
            output: generation.output,
            model: generation.model,
            stop_reason: generation.stop_reason.into(),
            usage: Usage::new(generation.usage, generation.cost_usd),
        }
    }
}

impl Usage {
    pub(crate) fn new(usage: TokenUsage, cost_usd: Option<Decimal>) -> Self {
        Self {
            input_tokens: usage.input.into(),
            output_tokens: usage.output.into(),
            cache_read_input_tokens: usage.cache_reads().map(u64::from),
            cache_write_input_tokens: usage.cache_writes().map(u64::from),
            total_tokens: usage.total(),
            cost_usd: cost_usd.map(|cost| cost.to_string()),
        }
    }
}

impl From<model::StopReason> for StopReason {
    fn from(reason: model::StopReason) -> Self {
        match reason {
            model::StopReason::EndTurn => Self::EndTurn,
            model::StopReason::MaxTokens => Self::MaxTokens,
            model::StopReason::StopSequence => Self::StopSequence,
            model::StopReason::GuardrailIntervened => Self::GuardrailIntervened,
            model::StopReason::ContentFiltered => Self::ContentFiltered,
            model::StopReason::Other => Self::Other,
        }
    }
}
