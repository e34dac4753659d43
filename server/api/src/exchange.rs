//! What every request and every answer have in common: the request id, the error body, and that its end is told.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use crate::error::ApiError;
use crate::outcome::{Begun, Failure, Notes, Outcome};
use crate::state::AppState;

/// The name of whoever calls, in what is logged within a request; absent where that does not matter.
pub(crate) const CONSUMER_FIELD: &str = "consumer";

pub(crate) const REQUEST_ID_HEADER: &str = "x-request-id";

/// A caller's request id may be this long.
const LONGEST_REQUEST_ID: usize = 128;

/// Makes an id that no other call has, without a prefix.
pub type IdSource = Arc<dyn Fn() -> String + Send + Sync>;

/// The gateway's own id of a request, put into the request's extensions. It goes before whatever the caller sent: the
/// gateway's errors carry the same one.
#[derive(Clone, Debug)]
pub struct GatewayRequestId(pub String);

/// When the answer to a request has to be complete, put into the request's extensions: whoever runs the service ends it
/// soon after, in the middle of a word. What is still under way then ends by an error that says so.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(pub Instant);

/// The id of a request, in its extensions for handlers that need it before their answer is complete.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// Surrounds every handler, the fallbacks included.
pub(crate) async fn exchange(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = request_id(&request, &state.ids);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let operation = route.as_deref().and_then(|path| state.contract.operation_id(path, request.method()));
    let (operation, method) = (operation.map(str::to_owned), known_method(request.method()));
    let span = tracing::info_span!("request", request_id = id, operation, { CONSUMER_FIELD } = Empty);
    let notes = Notes::until(request.extensions().get().map(|Deadline(at)| *at));
    let begun = Begun { id: id.clone(), method, route, operation };
    let outcome = Outcome::begin(state.observer, span.clone(), begun, notes.clone());
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    request.extensions_mut().insert(notes);
    let response = next.run(request).instrument(span).await;

    let (mut response, error) = finish(response, &id);
    let status = response.status();
    let mut response = if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response.map(|body| outcome.streams(status, body, failure))
    } else {
        outcome.answered(status, error.as_deref());
        response
    };
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, id);
    }
    response
}

/// Gives an error its body, and keeps the headers that came with it, such as `Allow`.
fn finish(mut response: Response, id: &str) -> (Response, Option<Arc<ApiError>>) {
    let error = response.extensions_mut().remove::<Arc<ApiError>>();
    let Some(rendered) = error.as_ref().map(|error| error.render(id)) else { return (response, None) };
    let (rendered_parts, body) = rendered.into_parts();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove("content-length");
    parts.headers.extend(rendered_parts.headers);
    (Response::from_parts(parts, body), error)
}

fn request_id(request: &Request, ids: &IdSource) -> String {
    if let Some(GatewayRequestId(id)) = request.extensions().get() {
        return id.clone();
    }
    callers_id(request.headers()).unwrap_or_else(|| format!("req_{}", ids()))
}

/// Whoever makes methods up makes up no metrics (OpenTelemetry, HTTP spans, `http.request.method`).
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        "TRACE" => "TRACE",
        "CONNECT" => "CONNECT",
        _ => "_OTHER",
    }
}

/// The caller's own id, if it is safe to repeat in a header and in the log.
fn callers_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID_HEADER)?.to_str().ok()?;
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte);
    ((1..=LONGEST_REQUEST_ID).contains(&id.len()) && id.bytes().all(safe)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_request_id_is_kept_only_if_it_is_safe_to_repeat() {
        let kept = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID_HEADER, HeaderValue::from_str(id).expect("a header value"));
            callers_id(&headers).is_some()
        };
        assert!(kept("req-1_a.b"));
        assert!(!kept(""));
        assert!(!kept("two words"));
        assert!(!kept(&"a".repeat(LONGEST_REQUEST_ID + 1)));
    }
}
