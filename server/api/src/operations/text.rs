//! `text`: the short form of the first deployment, kept for its callers.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use textgate_core::generation::{GenerationError, GenerationRequest, RequestContext};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{AppState, ValidBody};

/// A text for a model to answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "what is Amazon Bedrock" }))]
pub(crate) struct TextRequest {
    /// The text that the model answers. The length is counted in Unicode code points.
    #[schema(min_length = 1, max_length = 200_000, pattern = r"[^ \t\r\n]", example = "what is Amazon Bedrock")]
    text: String,
}

/// The answer of a model.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "response": "Amazon Bedrock is a service for foundation models." }))]
pub(crate) struct TextResponse {
    /// The generated text.
    #[schema(example = "Amazon Bedrock is a service for foundation models.")]
    response: String,
}

/// Answer a text
///
/// The short form of `generate`, without options and without usage. New callers use `generate`.
#[utoipa::path(
    post,
    path = "/text",
    operation_id = "text",
    tag = "generation",
    request_body(content = TextRequest, description = "The text to answer."),
    responses((status = 200, body = TextResponse, description = "The answer.")),
    security(("api_key" = [])),
)]
#[deprecated]
pub(crate) async fn text(
    State(state): State<AppState>,
    context: RequestContext,
    ValidBody(request): ValidBody<TextRequest>,
) -> Result<Json<TextResponse>, ApiError> {
    let request = GenerationRequest { input: request.text, ..GenerationRequest::default() };
    // This request has none of the fields that an error of a model may name.
    let generation = state.generator.generate(&context, request).await.map_err(GenerationError::without_field)?;
    Ok(Json(TextResponse { response: generation.output }))
}
