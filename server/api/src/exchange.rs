//! What every request and every answer have in common: the request id, the error body and the log line.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::error::ApiError;

pub(crate) const REQUEST_ID_HEADER: &str = "x-request-id";

/// A caller's request id may be this long.
const LONGEST_REQUEST_ID: usize = 128;

/// Makes an id that no other call has, without a prefix.
pub type IdSource = Arc<dyn Fn() -> String + Send + Sync>;

/// The gateway's own id of a request, put into the request's extensions. It goes before whatever the caller sent: the
/// gateway's errors carry the same one.
#[derive(Clone, Debug)]
pub struct GatewayRequestId(pub String);

/// Surrounds every handler, the fallbacks included.
pub(crate) async fn exchange(State(ids): State<IdSource>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request, &ids);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request_id = id, %method, route);
    let response = next.run(request).instrument(span.clone()).await;

    let (mut response, error) = finish(response, &id);
    let status = response.status().as_u16();
    let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let code = error.as_ref().map(|error| error.code().as_str());
    let cause = error.as_ref().and_then(|error| error.causes());
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, code, cause, latency_ms, "request failed");
        } else {
            tracing::info!(status, code, cause, latency_ms, "request answered");
        }
    });
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
