//! The context of one request: its consumer, its deadline, and the record of its generation. Every call of a model
//! needs it.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use textgate_core::generation::RequestContext;
use textgate_core::policy::Consumer;
use textgate_core::usage::{GenerationFacts, GenerationRecord};
use tracing::Span;

use super::state::AppState;
use crate::error::ApiError;

/// The field of the request's span that holds the consumer's name. Empty until the consumer is known.
pub(super) const CONSUMER_FIELD: &str = "consumer";

/// When the response to a request has to be complete, in the extensions of the request. The platform ends the process
/// soon after this time, so a response that is still open ends with an error that says so.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(pub Instant);

/// Where the layers around a handler share the request's context: empty until the consumer is known. It is in the
/// extensions of the request; clones share one context.
#[derive(Clone, Default)]
pub(super) struct SharedContext {
    deadline: Option<Instant>,
    context: Arc<OnceLock<RequestContext>>,
}

impl SharedContext {
    /// A context without a consumer. Without a `deadline` the response may take any time.
    pub(super) fn new(deadline: Option<Deadline>) -> Self {
        Self { deadline: deadline.map(|Deadline(at)| at), ..Self::default() }
    }

    /// Sets the consumer, also in the current span.
    pub(super) fn set_consumer(&self, consumer: Arc<Consumer>) {
        Span::current().record(CONSUMER_FIELD, consumer.name());
        let context = RequestContext { consumer, record: GenerationRecord::default(), deadline: self.deadline };
        // A request is authenticated once.
        let _ = self.context.set(context);
    }

    /// The name of the consumer.
    pub(super) fn consumer(&self) -> Option<String> {
        Some(self.context.get()?.consumer.name().to_owned())
    }

    /// What is known of the generation at this moment. None if no model was called.
    pub(super) fn generation(&self) -> Option<GenerationFacts> {
        self.context.get()?.record.facts()
    }
}

/// A handler that takes the context belongs to an operation that the contract secures.
impl FromRequestParts<AppState> for RequestContext {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, ApiError> {
        let context = parts.extensions.get().and_then(|shared: &SharedContext| shared.context.get());
        context.cloned().ok_or_else(|| {
            ApiError::internal(
                "the handler needs the request's context, but the contract does not secure its operation",
            )
        })
    }
}
