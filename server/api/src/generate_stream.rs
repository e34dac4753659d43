//! `generate_stream`: text in, generated text out, piece by piece.
//!
//! A caller that goes away drops the body, and with it the model's work. On Lambda nobody drops it: the runtime learns of no
//! caller's leaving.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use futures_util::StreamExt as _;
use serde::Serialize;
use textgate_core::generation::GenerationEvent;
use utoipa::ToSchema;

use crate::authenticate::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::events;
use crate::exchange::RequestId;
use crate::extract::Accepted;
use crate::generate::{GenerateRequest, StopReason, Usage};
use crate::outcome::Notes;
use crate::state::AppState;

/// One event of a generation: `delta` events, then one `done` or one `error`, which is the last. Ignore an event of a type
/// that is not listed here: more may come.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({ "type": "delta", "text": "Serverless lets you run code" }))]
pub(crate) enum StreamEvent<'a> {
    Delta(DeltaEvent),
    Done(DoneEvent),
    Error(ErrorEvent<'a>),
}

/// A piece of the generated text, which follows the pieces before it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "type": "delta", "text": "Serverless lets you run code" }))]
pub(crate) struct DeltaEvent {
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: DeltaType,
    /// The piece. All of them together are the output.
    #[schema(example = "Serverless lets you run code")]
    text: String,
}

/// The generation is complete.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "type": "done",
    "id": "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    "model": "nova-micro",
    "stop_reason": "end_turn",
    "usage": { "input_tokens": 9, "output_tokens": 17, "total_tokens": 26, "cost_usd": "0.000002695" },
}))]
pub(crate) struct DoneEvent {
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: DoneType,
    /// Names this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The model that answered.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation took.
    usage: Usage,
}

/// The generation failed after it had begun. What came before is not the whole text.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "type": "error",
    "error": {
        "error": "the model did not answer in time",
        "code": "model_timeout",
        "request_id": "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    },
}))]
pub(crate) struct ErrorEvent<'a> {
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: ErrorType,
    /// What went wrong: the body that an answer with an error status would have had.
    error: ErrorBody<'a>,
}

// The types are documented here, not on the fields: of an inlined schema and a doc comment utoipa makes an `allOf` of a
// string and an object, which nothing satisfies.

/// The type of the event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "delta")]
enum DeltaType {
    Delta,
}

/// The type of the event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "done")]
enum DoneType {
    Done,
}

/// The type of the event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "error")]
enum ErrorType {
    Error,
}

/// `no-store`: a generation is not to be kept on its way.
#[derive(ToSchema)]
#[schema(example = "no-store")]
#[expect(dead_code, reason = "it gives the header its schema")]
struct CacheControl(String);

/// `no`: a proxy that knows the header passes each event on at once.
#[derive(ToSchema)]
#[schema(example = "no")]
#[expect(dead_code, reason = "it gives the header its schema")]
struct AccelBuffering(String);

/// Generate text piece by piece
///
/// As `generate`, but the text comes as it is generated, in server-sent events. Each has an event name, `delta`, `done` or
/// `error`, and as data one JSON object, which names the type again in `type`. What is refused or fails before the first
/// piece is an answer with an error status, as of any operation; what fails later is an `error` event. A stream that ends
/// with neither `done` nor `error` was cut off on its way. Lines that begin with a colon keep the connection open and mean
/// nothing.
#[utoipa::path(
    post,
    path = "/generate/stream",
    operation_id = "generate_stream",
    tag = "generation",
    request_body(content = GenerateRequest, description = "What to generate."),
    responses((
        status = 200,
        description = "The generated text, as it comes. The schema of an event's data is `StreamEvent`.",
        content((
            String = "text/event-stream",
            item_schema = StreamEvent,
            example = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"Serverless lets you run code\"}\n\n",
        )),
        headers(
            ("cache-control" = inline(CacheControl), description = "Keeps the text out of caches."),
            ("x-accel-buffering" = inline(AccelBuffering), description = "Keeps proxies from holding events back."),
        ),
    )),
    security(("api_key" = [])),
)]
pub(crate) async fn generate_stream(
    State(state): State<AppState>,
    Caller(consumer): Caller,
    Extension(notes): Extension<Notes>,
    Extension(request_id): Extension<RequestId>,
    Accepted(request): Accepted<GenerateRequest>,
) -> Result<Response, ApiError> {
    let context = notes.context(consumer);
    let begun = state.stopping.run_until_cancelled(state.generator.stream(&context, request.into()));
    let generation = begun.await.ok_or_else(ApiError::shutting_down)??;
    let (id, model) = (format!("gen_{}", (state.ids)()), generation.model().to_owned());
    let events = generation.map(move |event| match event? {
        GenerationEvent::Delta(text) => Ok(StreamEvent::delta(text)),
        GenerationEvent::Done { stop_reason, usage, cost_usd } => Ok(StreamEvent::Done(DoneEvent {
            kind: DoneType::Done,
            id: id.clone(),
            model: model.clone(),
            stop_reason: stop_reason.into(),
            usage: Usage::new(usage, cost_usd),
        })),
    });
    Ok(events::respond(events, request_id, state.stopping))
}

impl<'a> StreamEvent<'a> {
    fn delta(text: String) -> Self {
        Self::Delta(DeltaEvent { kind: DeltaType::Delta, text })
    }

    pub(crate) fn error(error: ErrorBody<'a>) -> Self {
        Self::Error(ErrorEvent { kind: ErrorType::Error, error })
    }

    /// The name of the event, equal to its `type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Delta(_) => "delta",
            Self::Done(_) => "done",
            Self::Error(_) => "error",
        }
    }

    /// Whether nothing follows.
    pub(crate) fn is_last(&self) -> bool {
        !matches!(self, Self::Delta(_))
    }
}
