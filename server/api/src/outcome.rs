//! The log line of a request: exactly one, whenever and however its answer ends.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt as _};
use tracing::Span;

use crate::error::ApiError;

/// What will be said of a request. Dropped before the answer has ended, it says that.
#[derive(Debug)]
pub(crate) struct Outcome {
    span: Span,
    started: Instant,
    /// Absent until the answer has begun.
    status: Option<u16>,
    is_told: bool,
}

/// The error of an answer that had begun. It rides in the response's extensions while the body is on its way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failure(Arc<OnceLock<ApiError>>);

impl Failure {
    pub(crate) fn note(&self, error: ApiError) {
        // An answer ends once.
        let _ = self.0.set(error);
    }
}

impl Outcome {
    pub(crate) fn begin(span: Span) -> Self {
        Self { span, started: Instant::now(), status: None, is_told: false }
    }

    /// The answer has gone out whole, be it an error.
    pub(crate) fn answered(mut self, status: StatusCode, error: Option<&ApiError>) {
        self.status = Some(status.as_u16());
        self.tell(error, status.is_server_error());
    }

    /// The answer has begun; its body tells the rest.
    pub(crate) fn streams(mut self, status: StatusCode, body: Body, failure: Failure) -> Body {
        self.status = Some(status.as_u16());
        Body::from_stream(Streamed { body: Some(body.into_data_stream()), failure, outcome: self })
    }

    fn tell(&mut self, error: Option<&ApiError>, is_failure: bool) {
        self.is_told = true;
        let (status, latency_ms) = (self.status, self.latency_ms());
        let code = error.map(|error| error.code().as_str());
        let cause = error.and_then(ApiError::causes);
        self.span.in_scope(|| {
            if is_failure {
                tracing::error!(status, code, cause, latency_ms, "request failed");
            } else {
                tracing::info!(status, code, cause, latency_ms, "request answered");
            }
        });
    }

    fn latency_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        if !self.is_told {
            let (status, latency_ms) = (self.status, self.latency_ms());
            self.span.in_scope(|| tracing::info!(status, latency_ms, "connection closed before the answer ended"));
        }
    }
}

/// A body whose end is the end of the request. What it does is logged as the request's.
struct Streamed {
    body: Option<BodyDataStream>,
    failure: Failure,
    outcome: Outcome,
}

impl Stream for Streamed {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let _within = self.outcome.span.clone().entered();
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let data = ready!(body.poll_next_unpin(context));
        if data.is_none() {
            self.body = None;
            let failure = self.failure.clone();
            let error = failure.0.get();
            self.outcome.tell(error, error.is_some());
        }
        Poll::Ready(data)
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        let _within = self.outcome.span.clone().entered();
        self.body = None;
    }
}
