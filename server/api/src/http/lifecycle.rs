//! The outermost layer: gives each request its id and each error its body, and reports how the request ends.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use super::context::{CONSUMER_FIELD, SharedContext};
use super::facts::{RequestEnd, RequestFacts};
use super::open_request::{OpenRequest, StreamError};
use super::request_id::RequestId;
use super::state::AppState;
use crate::error::ApiError;
use crate::headers;

/// Surrounds every handler, and the responses where no handler answers.
pub(crate) async fn observe_request(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request, &state.ids);
    let facts = facts(&request, &id, &state);
    let span = tracing::info_span!(
        "request",
        request_id = &*facts.id,
        operation = facts.operation,
        { CONSUMER_FIELD } = Empty
    );
    let context = SharedContext::new(request.extensions().get().copied());
    let open = OpenRequest::new(state.observer, span.clone(), context.clone(), facts);
    request.extensions_mut().insert(context);
    request.extensions_mut().insert(id.clone());
    let response = next.run(request).instrument(span).await;

    let (mut response, error) = with_error_body(response, &id);
    let status = response.status();
    let mut response = if let Some(error) = response.extensions_mut().remove::<StreamError>() {
        response.map(|body| open.stream(status, body, error))
    } else {
        open.complete(status, error.as_deref());
        response
    };
    if let Ok(id) = HeaderValue::from_bytes(id.0.as_bytes()) {
        response.headers_mut().insert(headers::REQUEST_ID, id);
    }
    response
}

/// What the head of a request says of it.
fn facts(request: &Request, id: &RequestId, state: &AppState) -> RequestFacts {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let operation = route.as_deref().and_then(|path| state.contract.operation_id(path, request.method()));
    RequestFacts {
        id: id.0.clone(),
        method: known_method(request.method()),
        operation: operation.map(str::to_owned),
        route,
        consumer: None,
        end: RequestEnd::Abandoned,
        status: None,
        code: None,
        cause: None,
        duration: Duration::ZERO,
        generation: None,
    }
}

/// Gives an error its body. The headers that came with the error, such as `Allow`, stay.
fn with_error_body(mut response: Response, RequestId(id): &RequestId) -> (Response, Option<Arc<ApiError>>) {
    let Some(error) = response.extensions_mut().remove::<Arc<ApiError>>() else { return (response, None) };
    let (rendered, body) = error.response(id).into_parts();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(rendered.headers);
    (Response::from_parts(parts, body), Some(error))
}

/// The method, or `_OTHER` for one that HTTP does not define, so that callers cannot create metric series
/// (OpenTelemetry, HTTP spans, `http.request.method`).
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
