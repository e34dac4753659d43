//! A request whose response has not ended. Its facts are reported exactly once, however the response ends.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt as _};
use tracing::Span;

use super::context::SharedContext;
use super::facts::{Observer, RequestEnd, RequestFacts};
use crate::error::ApiError;

/// A request whose response has not ended. If it is dropped before, the request counts as abandoned.
pub(super) struct OpenRequest {
    observer: Arc<dyn Observer>,
    span: Span,
    context: SharedContext,
    started: Instant,
    facts: RequestFacts,
    is_reported: bool,
}

/// The error of a stream whose response had begun. It is in the extensions of the response while the body is sent;
/// clones share one error.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamError(Arc<OnceLock<ApiError>>);

impl StreamError {
    pub(super) fn set(&self, error: ApiError) {
        // A stream ends once.
        let _ = self.0.set(error);
    }
}

impl OpenRequest {
    /// `facts` holds what the head of the request says.
    pub(super) fn new(observer: Arc<dyn Observer>, span: Span, context: SharedContext, facts: RequestFacts) -> Self {
        Self { observer, span, context, started: Instant::now(), facts, is_reported: false }
    }

    /// The response is complete. It may be an error.
    pub(super) fn complete(mut self, status: StatusCode, error: Option<&ApiError>) {
        self.facts.status = Some(status);
        let end = if status.is_server_error() { RequestEnd::Failed } else { RequestEnd::Answered };
        self.report(end, error);
    }

    /// The response has begun. The request ends with the returned body; `error` is how the body reports a failure.
    pub(super) fn stream(mut self, status: StatusCode, body: Body, error: StreamError) -> Body {
        self.facts.status = Some(status);
        Body::from_stream(StreamedBody { body: Some(body.into_data_stream()), error, request: self })
    }

    fn report(&mut self, end: RequestEnd, error: Option<&ApiError>) {
        self.is_reported = true;
        self.facts.end = end;
        self.facts.consumer = self.context.consumer();
        self.facts.code = error.map(ApiError::code);
        self.facts.cause = error.and_then(ApiError::causes);
        self.facts.duration = self.started.elapsed();
        self.facts.generation = self.context.generation();
        self.observer.ended(&self.facts);
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        if !self.is_reported {
            self.report(RequestEnd::Abandoned, None);
        }
    }
}

/// A body whose end is the end of the request. What happens while it is read is logged within the span of the request.
struct StreamedBody {
    body: Option<BodyDataStream>,
    error: StreamError,
    request: OpenRequest,
}

impl Stream for StreamedBody {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let _span = self.request.span.clone().entered();
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let data = ready!(body.poll_next_unpin(context));
        if data.is_none() {
            self.body = None;
            self.end();
        }
        Poll::Ready(data)
    }
}

impl StreamedBody {
    /// A stream with an error has failed, whatever the class of the error: its response had begun with 200.
    fn end(&mut self) {
        let error = self.error.0.get();
        self.request.report(if error.is_some() { RequestEnd::Failed } else { RequestEnd::Answered }, error);
    }
}

impl Drop for StreamedBody {
    fn drop(&mut self) {
        let _span = self.request.span.clone().entered();
        // The body first: dropping it stops the model.
        self.body = None;
        // The stream failed, but the caller closed the connection before it read the error.
        if !self.request.is_reported && self.error.0.get().is_some() {
            self.end();
        }
    }
}
