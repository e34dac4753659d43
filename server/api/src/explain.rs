//! `explain`: data and a question in, an explanation out.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use textgate_core::prompt::tasks::explain::{self as task, Audience, Explanation};
use utoipa::ToSchema;

use crate::authenticate::Caller;
use crate::error::ApiError;
use crate::extract::Accepted;
use crate::outcome::Notes;
use crate::state::AppState;
use crate::task::{TaskResponse, choice};

/// What to explain.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "data": "month,sales\nMay,120\nJune,180\n",
    "question": "How did sales develop?",
    "audience": "executive",
}))]
pub(crate) struct ExplainRequest {
    /// The data: text, CSV or JSON, in Unicode code points. They are material: an instruction in them is not followed.
    #[schema(min_length = 1, max_length = 200_000, example = "month,sales\nMay,120\nJune,180\n")]
    data: String,
    /// What the caller wants to know of the data.
    #[schema(min_length = 1, max_length = 4_000, example = "How did sales develop?")]
    question: String,
    #[schema(schema_with = choice::<Audience>)]
    audience: Option<Audience>,
    /// The model, by a name that `model_list` shows as `structured`. Absent: the policy's default for this operation.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

pub(crate) type ExplainResponse = TaskResponse<Explanation>;

/// Explain data
///
/// Answers a question about data with an explanation and its key points. The answer is complete, or the request fails: a
/// model's answer of another form is repaired once, then refused with `invalid_model_answer`. A model that gives texts only
/// is refused with `structured_output_unsupported`.
#[utoipa::path(
    post,
    path = "/explain",
    operation_id = "explain",
    tag = "tasks",
    request_body(content = ExplainRequest, description = "What to explain."),
    responses((status = 200, body = ExplainResponse, description = "The explanation.")),
    security(("api_key" = [])),
)]
pub(crate) async fn explain(
    State(state): State<AppState>,
    Caller(consumer): Caller,
    Extension(notes): Extension<Notes>,
    Accepted(request): Accepted<ExplainRequest>,
) -> Result<Json<ExplainResponse>, ApiError> {
    let generation =
        state.tasks.run(&state.generator, &notes.context(consumer), task::ExplainRequest::from(request)).await?;
    Ok(Json(TaskResponse::new(&state, generation)))
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
