//! `generate`: text in, generated text out.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use textgate_core::generation::{GenerationRequest, ParameterRequest, RequestContext};
use utoipa::ToSchema;

use super::stop_reason::StopReason;
use super::usage::Usage;
use crate::error::ApiError;
use crate::http::{AppState, ValidBody};

/// A text for a model to answer, and how the model should answer it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "input": "Explain serverless in 2 sentences." }))]
pub(crate) struct GenerateRequest {
    /// The text that the model answers. The length is counted in Unicode code points.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        pattern = r"[^ \t\r\n]",
        example = "Explain serverless in 2 sentences."
    )]
    input: String,
    /// The name of the model, as `model_list` shows it. Only this model answers. If omitted, the policy's default model
    /// answers; if that model is throttled, unavailable or failing, one of the policy's fallback models may answer.
    /// `model` in the response is the model that answered.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
    /// How the model should answer: its role, tone or format. If omitted, the model gets no instructions.
    #[schema(
        min_length = 1,
        max_length = 20_000,
        pattern = r"[^ \t\r\n]",
        example = "Answer for a reader who is new to the subject."
    )]
    instructions: Option<String>,
    /// Maximum number of tokens to generate. If omitted, the policy's default applies. A number above the model's
    /// `max_output_tokens` is refused with `limit_exceeded`.
    #[schema(minimum = 1, maximum = 65_536, example = 256)]
    max_tokens: Option<u32>,
    /// Randomness: 0 gives the most likely text, 1 the most varied text. If omitted, the policy's default applies. If
    /// the lowest temperature of the model is above this value, the lowest temperature is used. A model that takes no
    /// temperature refuses it with `model_refused`; `model_list` shows the `parameters` of each model.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    temperature: Option<f32>,
    /// Nucleus sampling: the model chooses among the most likely tokens whose probabilities add up to this value. If
    /// omitted, the policy's default applies. Some models take either `temperature` or `top_p`: if only `top_p` is set,
    /// it is used alone; if both are set, the request is refused with `model_refused`.
    #[schema(minimum = 0, maximum = 1, example = 0.9)]
    top_p: Option<f32>,
    /// Texts that end the generation when the model writes one of them. The output does not contain them. A model may
    /// take fewer or shorter ones (otherwise `limit_exceeded`), or none that consist of white space (otherwise
    /// `model_refused`).
    #[schema(value_type = Option<Vec<StopSequence>>, max_items = 4, example = json!(["\n\n"]))]
    stop_sequences: Option<Vec<String>>,
}

/// A text that ends the generation when the model writes it.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 64, example = "\n\n")]
#[expect(dead_code, reason = "it gives the elements of stop_sequences their schema")]
pub(crate) struct StopSequence(String);

/// Generated text, and what the generation used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    "output": "Serverless lets you run code without managing servers. You pay only for what runs.",
    "model": "nova-micro",
    "stop_reason": "end_turn",
    "usage": { "input_tokens": 9, "output_tokens": 17, "total_tokens": 26, "cost_usd": "0.000002695" },
}))]
pub(crate) struct GenerateResponse {
    /// The id of this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The generated text.
    #[schema(example = "Serverless lets you run code without managing servers. You pay only for what runs.")]
    output: String,
    /// The model that answered: the model of the request, the policy's default model, or one of its fallback models.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation used.
    usage: Usage,
}

/// Generate text
///
/// Sends the input to a model and returns the whole text. At temperature 0, the same request to the same model returns
/// the same or nearly the same text.
#[utoipa::path(
    post,
    path = "/generate",
    operation_id = "generate",
    tag = "generation",
    request_body(content = GenerateRequest, description = "The text to answer, and how to answer it."),
    responses((status = 200, body = GenerateResponse, description = "The generated text.")),
    security(("api_key" = [])),
)]
pub(crate) async fn generate(
    State(state): State<AppState>,
    context: RequestContext,
    ValidBody(request): ValidBody<GenerateRequest>,
) -> Result<Json<GenerateResponse>, ApiError> {
    let generation = state.generator.generate(&context, request.into()).await?;
    Ok(Json(GenerateResponse {
        id: state.generation_id(),
        output: generation.output,
        model: generation.model,
        stop_reason: StopReason(generation.stop_reason),
        usage: Usage::new(generation.usage, generation.cost_usd),
    }))
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
