//! What every request and every answer have in common: the request id, the error body and the log line.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use crate::error::ApiError;
use crate::outcome::{Failure, Outcome};

/// The name of whoever calls, in the log; absent where that does not matter.
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

/// The id of a request, in its extensions for handlers that need it before their answer is complete.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// Surrounds every handler, the fallbacks included.
pub(crate) async fn exchange(State(ids): State<IdSource>, mut request: Request, next: Next) -> Response {
    let id = request_id(&request, &ids);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request_id = id, %method, route, { CONSUMER_FIELD } = Empty);
    let outcome = Outcome::begin(span.clone());
    request.extensions_mut().insert(RequestId(id.as_str().into()));
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
