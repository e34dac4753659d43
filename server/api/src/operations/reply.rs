//! `reply`: a customer's message and facts in, a draft of a reply out.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use textgate_core::generation::RequestContext;
use textgate_core::prompt::tasks::reply::{self as task, Tone};
use utoipa::ToSchema;

use super::task_response::{TaskResponse, choice, run};
use crate::error::ApiError;
use crate::http::{AppState, ValidBody};

/// A customer's message to reply to, and the facts that the reply may rely on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "message": "Where is my parcel?",
    "facts": ["The parcel left the warehouse on Monday.", "It is expected on Thursday."],
    "tone": "friendly",
}))]
pub(crate) struct ReplyRequest {
    /// The customer's message. The length is counted in Unicode code points. The model gets this text as data, not as
    /// instructions.
    #[schema(min_length = 1, max_length = 100_000, pattern = r"[^ \t\r\n]", example = "Where is my parcel?")]
    message: String,
    /// The facts that the reply may rely on, one statement each. If omitted, the reply relies on nothing and promises
    /// nothing.
    #[schema(
        value_type = Option<Vec<Fact>>,
        max_items = 50,
        example = json!(["The parcel left the warehouse on Monday.", "It is expected on Thursday."])
    )]
    facts: Option<Vec<String>>,
    #[schema(schema_with = choice::<Tone>)]
    tone: Option<Tone>,
    /// The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
    /// this operation answers.
    #[schema(min_length = 1, max_length = 64, example = "nova-micro")]
    model: Option<String>,
}

/// A statement that the reply may rely on.
#[derive(ToSchema)]
#[schema(
    min_length = 1,
    max_length = 2_000,
    pattern = r"[^ \t\r\n]",
    example = "The parcel left the warehouse on Monday."
)]
#[expect(dead_code, reason = "it gives the elements of facts their schema")]
pub(crate) struct Fact(String);

pub(crate) type ReplyResponse = TaskResponse<task::ReplyRequest>;

/// Draft a reply
///
/// Returns a draft of a reply to a customer's message, and what kind of message it is. The draft relies only on the
/// facts of the request. The response is complete, or the request fails: if the model's answer does not match the
/// schema, the model is asked once to correct it. If the corrected answer does not match either, the request fails with
/// `invalid_model_answer`. A model that generates only text is refused with `structured_output_unsupported`.
#[utoipa::path(
    post,
    path = "/reply",
    operation_id = "reply",
    tag = "tasks",
    request_body(content = ReplyRequest, description = "The message to reply to, and the facts."),
    responses((status = 200, body = ReplyResponse, description = "The draft of the reply.")),
    security(("api_key" = [])),
)]
pub(crate) async fn reply(
    State(state): State<AppState>,
    context: RequestContext,
    ValidBody(request): ValidBody<ReplyRequest>,
) -> Result<Json<ReplyResponse>, ApiError> {
    run(&state, &context, request.into()).await
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
