//! A body of server-sent events (HTML standard, 9.2) that always says how it ended.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::error::ApiError;
use crate::exchange::RequestId;
use crate::generate_stream::StreamEvent;
use crate::outcome::Failure;

/// Silence that no proxy may take for the end: API Gateway waits 30 s at its edge-optimised endpoints.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Answers with `events`. They end with a last event, or with an error, be it a panic or that the service stops: then
/// that is the last event. Each is sent at once.
pub(crate) fn respond<S>(events: S, RequestId(id): RequestId, stopping: CancellationToken) -> Response
where
    S: Stream<Item = Result<StreamEvent<'static>, ApiError>> + Send + Unpin + 'static,
{
    let failure = Failure::default();
    let noted = failure.clone();
    let body = stream::unfold(Some(events), move |events| {
        let (id, noted, stopping) = (id.clone(), noted.clone(), stopping.clone());
        async move {
            let mut events = events?;
            match next(&mut events, &stopping).await {
                Ok(event) => {
                    let rest = (!event.is_last()).then_some(events);
                    Some((written(&event), rest))
                }
                Err(error) => {
                    // The model first, so that it has stopped when the caller hears of it.
                    drop(events);
                    let event = written(&StreamEvent::error(error.body(&id)));
                    noted.note(error);
                    Some((event, None))
                }
            }
        }
    });
    let mut response = Sse::new(body).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response.extensions_mut().insert(failure);
    response
}

async fn next<S>(events: &mut S, stopping: &CancellationToken) -> Result<StreamEvent<'static>, ApiError>
where
    S: Stream<Item = Result<StreamEvent<'static>, ApiError>> + Unpin,
{
    let next = AssertUnwindSafe(events.next()).catch_unwind();
    match stopping.run_until_cancelled(next).await {
        None => Err(ApiError::shutting_down()),
        // A panic's text may quote the request, so it is dropped.
        Some(Err(_panic)) => Err(ApiError::internal("a stream panicked")),
        Some(Ok(None)) => Err(ApiError::internal("a stream ended without a last event")),
        Some(Ok(Some(event))) => event,
    }
}

fn written(event: &StreamEvent<'_>) -> Result<Event, axum::Error> {
    Event::default().event(event.name()).json_data(event)
}
