//! How a request ends: told exactly once, whenever and however its answer ends.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt as _};
use textgate_core::generation::RequestContext;
use textgate_core::policy::Consumer;
use textgate_core::usage::GenerationRecord;
use tracing::Span;

use crate::error::ApiError;
use crate::observer::{End, EndedRequest, Observer};

/// What will be told of a request. Dropped before the answer has ended, it tells that.
pub(crate) struct Outcome {
    observer: Arc<dyn Observer>,
    span: Span,
    request: Begun,
    notes: Notes,
    started: Instant,
    /// Absent until the answer has begun.
    status: Option<StatusCode>,
    is_told: bool,
}

/// What is known of a request before anybody has looked at it.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) id: String,
    pub(crate) method: &'static str,
    pub(crate) route: Option<String>,
    pub(crate) operation: Option<String>,
}

/// What becomes known of a request on its way. It rides in the request's extensions; clones are the same notes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    consumer: Arc<OnceLock<Arc<Consumer>>>,
    /// When the answer has to be complete.
    pub(crate) deadline: Option<Instant>,
    /// Of the generation.
    pub(crate) record: GenerationRecord,
}

impl Notes {
    pub(crate) fn until(deadline: Option<Instant>) -> Self {
        Self { deadline, ..Self::default() }
    }

    /// What a generator has to know of the request.
    pub(crate) fn context(&self, consumer: Arc<Consumer>) -> RequestContext {
        RequestContext { consumer, record: self.record.clone(), deadline: self.deadline }
    }

    pub(crate) fn consumer(&self, consumer: &Arc<Consumer>) {
        // One consumer calls.
        let _ = self.consumer.set(consumer.clone());
    }
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
    pub(crate) fn begin(observer: Arc<dyn Observer>, span: Span, request: Begun, notes: Notes) -> Self {
        Self { observer, span, request, notes, started: Instant::now(), status: None, is_told: false }
    }

    /// The answer has gone out whole, be it an error.
    pub(crate) fn answered(mut self, status: StatusCode, error: Option<&ApiError>) {
        self.status = Some(status);
        self.tell(if status.is_server_error() { End::Failed } else { End::Answered }, error);
    }

    /// The answer has begun; its body tells the rest.
    pub(crate) fn streams(mut self, status: StatusCode, body: Body, failure: Failure) -> Body {
        self.status = Some(status);
        Body::from_stream(Streamed { body: Some(body.into_data_stream()), failure, outcome: self })
    }

    fn tell(&mut self, end: End, error: Option<&ApiError>) {
        self.is_told = true;
        let Begun { id, method, route, operation } = &self.request;
        self.observer.ended(&EndedRequest {
            id: id.clone(),
            method,
            route: route.clone(),
            operation: operation.clone(),
            consumer: self.notes.consumer.get().map(|consumer| consumer.name().to_owned()),
            end,
            status: self.status,
            code: error.map(ApiError::code),
            cause: error.and_then(ApiError::causes),
            duration: self.started.elapsed(),
            generation: self.notes.record.facts(),
        });
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        if !self.is_told {
            self.tell(End::Abandoned, None);
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
            self.tell_end();
        }
        Poll::Ready(data)
    }
}

impl Streamed {
    /// An answer that had begun and has no end failed, whatever the error.
    fn tell_end(&mut self) {
        let failure = self.failure.clone();
        let error = failure.0.get();
        self.outcome.tell(if error.is_some() { End::Failed } else { End::Answered }, error);
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        let _within = self.outcome.span.clone().entered();
        self.body = None;
        // An error that the caller did not wait to see.
        if !self.outcome.is_told && self.failure.0.get().is_some() {
            self.tell_end();
        }
    }
}
