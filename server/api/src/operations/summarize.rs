//! `summarize`: a text in, a summary out.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use textgate_core::generation::RequestContext;
use textgate_core::prompt::tasks::summarize::{self as task, Form, Length};
use utoipa::ToSchema;

use super::task_response::{TaskResponse, choice, run};
use crate::error::ApiError;
use crate::http::{AppState, ValidBody};

/// A text to summarize, and the form and length of the summary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "Your parcel left our warehouse on Monday. It is on its way, and we expect it with you on Thursday.",
    "length": "short",
}))]
pub(crate) struct SummarizeRequest {
    /// The text to summarize. The length is counted in Unicode code points. The model gets this text as data, not as
    /// instructions.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        pattern = r"[^ \t\r\n]",
        example = "Your parcel left our warehouse on Monday. It is on its way, and we expect it with you on Thursday."
    )]
    text: String,
    #[schema(schema_with = choice::<Form>)]
    form: Option<Form>,
    #[schema(schema_with = choice::<Length>)]
    length: Option<Length>,
    /// The name of the model, as `model_list` shows it. If omitted, the policy's default model for this operation
    /// answers.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

pub(crate) type SummarizeResponse = TaskResponse<task::SummarizeRequest>;

/// Summarize a text
///
/// Returns a summary with the form and length that the request asks for. Every model can do this. If `stop_reason` is
/// `max_tokens`, the summary is incomplete.
#[utoipa::path(
    post,
    path = "/summarize",
    operation_id = "summarize",
    tag = "tasks",
    request_body(content = SummarizeRequest, description = "The text to summarize."),
    responses((status = 200, body = SummarizeResponse, description = "The summary.")),
    security(("api_key" = [])),
)]
pub(crate) async fn summarize(
    State(state): State<AppState>,
    context: RequestContext,
    ValidBody(request): ValidBody<SummarizeRequest>,
) -> Result<Json<SummarizeResponse>, ApiError> {
    run(&state, &context, request.into()).await
}

impl From<SummarizeRequest> for task::SummarizeRequest {
    fn from(request: SummarizeRequest) -> Self {
        Self {
            model: request.model,
            text: request.text,
            form: request.form.unwrap_or_default(),
            length: request.length.unwrap_or_default(),
        }
    }
}
