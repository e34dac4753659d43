//! What is told of a request when it has ended, and to whom. The log and the metrics are both made of it, so that neither
//! says what the other does not.

use std::time::Duration;

use axum::http::StatusCode;
use textgate_core::usage::GenerationFacts;

use crate::error::Code;

/// Is told of each request once, when its answer has ended or nobody wants the rest of it.
pub trait Observer: Send + Sync {
    /// A request has ended. Whoever is told must not block: the end of the answer waits for it.
    fn ended(&self, request: &EndedRequest);
}

/// A request that has ended. Nothing in it is a text that a caller or a model wrote, but for the request id.
#[derive(Clone, Debug)]
pub struct EndedRequest {
    /// The id, equal to the header `x-request-id` of the answer.
    pub id: String,
    /// The method; `_OTHER` for one that HTTP does not have, as OpenTelemetry has it.
    pub method: &'static str,
    /// The path of the route. Absent where there is none.
    pub route: Option<String>,
    /// The operation's id. Absent where the contract has no operation there.
    pub operation: Option<String>,
    /// The consumer's name. Absent where nobody is known to call, or that does not matter.
    pub consumer: Option<String>,
    /// How the answer ended.
    pub end: End,
    /// The status. Absent where the answer had not begun.
    pub status: Option<StatusCode>,
    /// The code of the error, be it the answer or the last event of a stream.
    pub code: Option<Code>,
    /// The error's causes, which callers do not see.
    pub cause: Option<String>,
    /// From the request's head to the end of the answer.
    pub duration: Duration,
    /// What is known of the generation. Absent where no model was asked.
    pub generation: Option<GenerationFacts>,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it should, be it a refusal.
    Answered,
    /// By a fault of the service or of the model.
    Failed,
    /// The caller went away before.
    Abandoned,
}
