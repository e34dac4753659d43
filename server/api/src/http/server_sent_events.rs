//! A response that is a stream of server-sent events (HTML standard, 9.2), whose last event says how it ended.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::open_request::StreamError;
use super::request_id::RequestId;
use crate::error::{ApiError, ErrorBody};

/// After this much silence a comment keeps the connection open. Proxies close idle connections: edge-optimised
/// endpoints of API Gateway do so after 30 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The header by which nginx and others learn that they must not buffer a response.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// An event of a stream. Its data is its JSON.
pub(crate) trait ServerSentEvent: Serialize + Send + 'static {
    /// The last event of a stream that failed.
    fn error(error: ErrorBody) -> Self;

    /// The name of the event.
    fn name(&self) -> &'static str;

    /// Whether no event follows this one.
    fn is_last(&self) -> bool;
}

/// A response that sends each event at once. The stream ends with a last event. If `events` fails, panics or ends
/// without a last event, or if `stopping` is cancelled, the last event is an error.
pub(crate) fn respond_with_events<E, S>(events: S, RequestId(id): RequestId, stopping: CancellationToken) -> Response
where
    E: ServerSentEvent,
    S: Stream<Item = Result<E, ApiError>> + Send + Unpin + 'static,
{
    let stream_error = StreamError::default();
    let reported = stream_error.clone();
    let body = stream::unfold(Some(events), move |events| {
        let (id, reported, stopping) = (id.clone(), reported.clone(), stopping.clone());
        async move {
            let mut events = events?;
            match next(&mut events, &stopping).await {
                Ok(event) => {
                    let rest = (!event.is_last()).then_some(events);
                    Some((encode(&event), rest))
                }
                Err(error) => {
                    // Dropped first, so that the model has stopped when the caller gets the error.
                    drop(events);
                    let event = encode(&E::error(error.body(&id)));
                    reported.set(error);
                    Some((event, None))
                }
            }
        }
    });
    let mut response = Sse::new(body).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response.extensions_mut().insert(stream_error);
    response
}

async fn next<E, S>(events: &mut S, stopping: &CancellationToken) -> Result<E, ApiError>
where
    S: Stream<Item = Result<E, ApiError>> + Unpin,
{
    let next = AssertUnwindSafe(events.next()).catch_unwind();
    match stopping.run_until_cancelled(next).await {
        None => Err(ApiError::shutting_down()),
        // The panic's message may quote the request, so it is dropped.
        Some(Err(_message)) => Err(ApiError::internal("a stream panicked")),
        Some(Ok(None)) => Err(ApiError::internal("a stream ended without a last event")),
        Some(Ok(Some(event))) => event,
    }
}

fn encode(event: &impl ServerSentEvent) -> Result<Event, axum::Error> {
    Event::default().event(event.name()).json_data(event)
}
