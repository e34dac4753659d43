//! `explain`: data and a question in, an explanation out.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use textgate_core::generation::RequestContext;
use textgate_core::prompt::tasks::explain::{self as task, Audience};
use utoipa::ToSchema;

use super::task_response::{TaskResponse, choice, run};
use crate::error::ApiError;
use crate::http::{AppState, ValidBody};

/// Data to explain, and a question about them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "data": "month,sales\nMay,120\nJune,180\n",
    "question": "How did sales develop?",
    "audience": "executive",
}))]
pub(crate) struct ExplainRequest {
    /// The data to explain: text, CSV or JSON. The length is counted in Unicode code points. The model gets this text
    /// as data, not as instructions.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        pattern = r"[^ \t\r\n]",
        example = "month,sales\nMay,120\nJune,180\n"
    )]
    data: String,
    /// The question that the explanation answers.
    #[schema(min_length = 1, max_length = 4_000, pattern = r"[^ \t\r\n]", example = "How did sales develop?")]
    question: String,
    #[schema(schema_with = choice::<Audience>)]
    audience: Option<Audience>,
    /// The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
    /// this operation answers.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

pub(crate) type ExplainResponse = TaskResponse<task::ExplainRequest>;

/// Explain data
///
/// Answers a question about data with an explanation and its key points. The response is complete, or the request
/// fails: if the model's answer does not match the schema, the model is asked once to correct it. If the corrected
/// answer does not match either, the request fails with `invalid_model_answer`. A model that generates only text is
/// refused with `structured_output_unsupported`.
#[utoipa::path(
    post,
    path = "/explain",
    operation_id = "explain",
    tag = "tasks",
    request_body(content = ExplainRequest, description = "The data to explain, and the question."),
    responses((status = 200, body = ExplainResponse, description = "The explanation.")),
    security(("api_key" = [])),
)]
pub(crate) async fn explain(
    State(state): State<AppState>,
    context: RequestContext,
    ValidBody(request): ValidBody<ExplainRequest>,
) -> Result<Json<ExplainResponse>, ApiError> {
    run(&state, &context, request.into()).await
}

impl From<ExplainRequest> for task::ExplainRequest {
    fn from(request: ExplainRequest) -> Self {
        Self {
            model: request.model,
            data: request.data,
            question: request.question,
            audience: request.audience.unwrap_or_default(),
        }
    }
}
