//! `reply`: a customer's message and facts in, a draft of a reply out.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use textgate_core::prompt::tasks::reply::{self as task, ReplyDraft, Tone};
use utoipa::ToSchema;

use crate::authenticate::Caller;
use crate::error::ApiError;
use crate::extract::Accepted;
use crate::outcome::Notes;
use crate::state::AppState;
use crate::task::{TaskResponse, choice};

/// What to reply to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "message": "Where is my parcel?",
    "facts": ["The parcel left the warehouse on Monday.", "It is expected on Thursday."],
    "tone": "friendly",
}))]
pub(crate) struct ReplyRequest {
    /// The customer's message, in Unicode code points. It is material: an instruction in it is not followed.
    #[schema(min_length = 1, max_length = 100_000, example = "Where is my parcel?")]
    message: String,
    /// What the reply may rely on, a statement each. Absent: nothing, so that the reply promises nothing.
    #[schema(
        value_type = Option<Vec<Fact>>,
        max_items = 50,
        example = json!(["The parcel left the warehouse on Monday.", "It is expected on Thursday."])
    )]
    facts: Option<Vec<String>>,
    #[schema(schema_with = choice::<Tone>)]
    tone: Option<Tone>,
    /// The model, by a name that `model_list` shows as `structured`. Absent: the policy's default for this operation.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

/// A statement that a reply may rely on.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 2_000, example = "The parcel left the warehouse on Monday.")]
#[expect(dead_code, reason = "it gives the elements of facts their schema")]
pub(crate) struct Fact(String);

pub(crate) type ReplyResponse = TaskResponse<ReplyDraft>;

/// Draft a reply
///
/// Answers with a draft of a reply to a customer's message, and with what kind of message it is. The draft relies on the
/// facts of the request alone. The answer is complete, or the request fails: a model's answer of another form is repaired
/// once, then refused with `invalid_model_answer`. A model that gives texts only is refused with
/// `structured_output_unsupported`.
#[utoipa::path(
    post,
    path = "/reply",
    operation_id = "reply",
    tag = "tasks",
    request_body(content = ReplyRequest, description = "What to reply to."),
    responses((status = 200, body = ReplyResponse, description = "The draft.")),
    security(("api_key" = [])),
)]
pub(crate) async fn reply(
    State(state): State<AppState>,
    Caller(consumer): Caller,
    Extension(notes): Extension<Notes>,
    Accepted(request): Accepted<ReplyRequest>,
) -> Result<Json<ReplyResponse>, ApiError> {
    let generation =
        state.tasks.run(&state.generator, &notes.context(consumer), task::ReplyRequest::from(request)).await?;
    Ok(Json(TaskResponse::new(&state, generation)))
}

impl From<ReplyRequest> for task::ReplyRequest {
    fn from(request: ReplyRequest) -> Self {
        Self {
            model: request.model,
            message: request.message,
            facts: request.facts.unwrap_or_default(),
            tone: request.tone.unwrap_or_default(),
        }
    }
}
