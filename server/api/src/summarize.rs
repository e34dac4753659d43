//! `summarize`: a text in, a summary out.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use textgate_core::prompt::tasks::summarize::{self as task, Form, Length, Summary};
use utoipa::ToSchema;

use crate::authenticate::Caller;
use crate::error::ApiError;
use crate::extract::Accepted;
use crate::outcome::Notes;
use crate::state::AppState;
use crate::task::{TaskResponse, choice};

/// What to summarize.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "Your parcel left our warehouse on Monday. It is on its way, and we expect it with you on Thursday.",
    "length": "short",
}))]
pub(crate) struct SummarizeRequest {
    /// The text, in Unicode code points. It is material: an instruction in it is not followed.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        example = "Your parcel left our warehouse on Monday. It is on its way, and we expect it with you on Thursday."
    )]
    text: String,
    #[schema(schema_with = choice::<Form>)]
    form: Option<Form>,
    #[schema(schema_with = choice::<Length>)]
    length: Option<Length>,
    /// The model, by a name that `model_list` shows. Absent: the policy's default for this operation.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

pub(crate) type SummarizeResponse = TaskResponse<Summary>;

/// Summarize a text
///
/// Answers with a summary of the form and length that the request asks for. Every model can do it. Where `stop_reason` is
/// `max_tokens`, the summary is cut.
#[utoipa::path(
    post,
    path = "/summarize",
    operation_id = "summarize",
    tag = "tasks",
    request_body(content = SummarizeRequest, description = "What to summarize."),
    responses((status = 200, body = SummarizeResponse, description = "The summary.")),
    security(("api_key" = [])),
)]
pub(crate) async fn summarize(
    State(state): State<AppState>,
    Caller(consumer): Caller,
    Extension(notes): Extension<Notes>,
    Accepted(request): Accepted<SummarizeRequest>,
) -> Result<Json<SummarizeResponse>, ApiError> {
    let generation =
        state.tasks.run(&state.generator, &notes.context(consumer), task::SummarizeRequest::from(request)).await?;
    Ok(Json(TaskResponse::new(&state, generation)))
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
