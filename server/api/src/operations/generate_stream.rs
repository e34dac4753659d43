//! `generate_stream`: text in, generated text out, piece by piece.
//!
//! When the caller closes the connection, the response body is dropped, and that stops the model. On Lambda the body is
//! not dropped: the Lambda runtime does not learn that the caller has closed the connection.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use futures_util::StreamExt as _;
use serde::Serialize;
use textgate_core::generation::{GenerationEvent, RequestContext};
use utoipa::{OpenApi, ToSchema};

use super::generate::GenerateRequest;
use super::stop_reason::StopReason;
use super::usage::Usage;
use crate::error::{ApiError, ErrorBody};
use crate::http::{AppState, RequestId, ServerSentEvent, ValidBody, respond_with_events};

/// The schemas of the events. utoipa does not register by itself what only `item_schema` names.
#[derive(OpenApi)]
#[openapi(components(schemas(StreamEvent)))]
pub(crate) struct EventSchemas;

/// An event of a generation. A stream has any number of `delta` events. Then it has one `done` event or one `error`
/// event, which is the last. New types of events may be added: ignore an event whose type you do not know.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({ "type": "delta", "text": "Serverless lets you run code" }))]
pub(crate) enum StreamEvent {
    Delta(DeltaEvent),
    Done(DoneEvent),
    Error(ErrorEvent),
}

/// A piece of the generated text. It follows the pieces before it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "type": "delta", "text": "Serverless lets you run code" }))]
pub(crate) struct DeltaEvent {
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: DeltaType,
    /// The piece. All pieces together are the output.
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
    /// The id of this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The model that answered.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation used.
    usage: Usage,
}

/// The generation failed after it had begun. The pieces before this event are not the whole text.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "type": "error",
    "error": {
        "error": "the model did not answer in time",
        "code": "model_timeout",
        "request_id": "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    },
}))]
pub(crate) struct ErrorEvent {
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: ErrorType,
    /// What went wrong: the same body that a response with an error status has.
    error: ErrorBody,
}

// The types of events are documented here, not on the fields: from an inlined schema with a doc comment utoipa makes an
// `allOf` of a string and an object, which no value satisfies.

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

/// `no-store`: caches must not keep the response.
#[derive(ToSchema)]
#[schema(example = "no-store")]
#[expect(dead_code, reason = "it gives the header its schema")]
struct CacheControl(String);

/// `no`: a proxy that knows this header sends each event on at once.
#[derive(ToSchema)]
#[schema(example = "no")]
#[expect(dead_code, reason = "it gives the header its schema")]
struct AccelBuffering(String);

/// Generate text piece by piece
///
/// Works like `generate`, but sends the text while the model generates it, as server-sent events. The name of an event
/// is `delta`, `done` or `error`. Its data is one JSON object, whose `type` equals the name of the event. A request
/// that is refused or fails before the first piece gets a response with an error status, as for any operation. A later
/// failure is an `error` event. A stream that ends without `done` and without `error` was cut off. Lines that begin
/// with a colon only keep the connection open; ignore them.
#[utoipa::path(
    post,
    path = "/generate/stream",
    operation_id = "generate_stream",
    tag = "generation",
    request_body(content = GenerateRequest, description = "The text to answer, and how to answer it."),
    responses((
        status = 200,
        description = "The generated text, while it is generated. `StreamEvent` is the schema of an event's data.",
        content((
            String = "text/event-stream",
            item_schema = StreamEvent,
            example = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"Serverless lets you run code\"}\n\n",
        )),
        headers(
            ("cache-control" = inline(CacheControl), description = "Tells caches not to keep the text."),
            ("x-accel-buffering" = inline(AccelBuffering), description = "Tells proxies not to hold events back."),
        ),
    )),
    security(("api_key" = [])),
)]
pub(crate) async fn generate_stream(
    State(state): State<AppState>,
    context: RequestContext,
    Extension(request_id): Extension<RequestId>,
    ValidBody(request): ValidBody<GenerateRequest>,
) -> Result<Response, ApiError> {
    let begun = state.stopping.run_until_cancelled(state.generator.stream(&context, request.into()));
    let generation = begun.await.ok_or_else(ApiError::shutting_down)??;
    let (id, model) = (state.generation_id(), generation.model().to_owned());
    let events = generation.map(move |event| match event? {
        GenerationEvent::Delta(text) => Ok(StreamEvent::Delta(DeltaEvent { kind: DeltaType::Delta, text })),
        GenerationEvent::Done { stop_reason, usage, cost_usd } => Ok(StreamEvent::Done(DoneEvent {
            kind: DoneType::Done,
            id: id.clone(),
            model: model.clone(),
            stop_reason: StopReason(stop_reason),
            usage: Usage::new(usage, cost_usd),
        })),
    });
    Ok(respond_with_events(events, request_id, state.stopping))
}

impl ServerSentEvent for StreamEvent {
    fn error(error: ErrorBody) -> Self {
        Self::Error(ErrorEvent { kind: ErrorType::Error, error })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Delta(_) => "delta",
            Self::Done(_) => "done",
            Self::Error(_) => "error",
        }
    }

    fn is_last(&self) -> bool {
        !matches!(self, Self::Delta(_))
    }
}
