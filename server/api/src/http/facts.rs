//! The facts of a request, and the observer that gets them. The log and the metrics are both made from these facts.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use textgate_core::usage::GenerationFacts;

use crate::error::Code;

/// Gets the facts of each request once: when its response has ended, or when the caller no longer waits for the rest.
pub trait Observer: Send + Sync {
    /// A request has ended. This method must not block: the end of the response waits for it.
    fn ended(&self, request: &RequestFacts);
}

/// The facts of a request. Apart from the request id they hold no text that a caller or a model wrote.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    /// The request id, equal to the header `x-request-id` of the response.
    pub id: Arc<str>,
    /// The HTTP method. `_OTHER` stands for every method that HTTP does not define.
    pub method: &'static str,
    /// The path of the route, as in the contract. Absent if no route has the path of the request.
    pub route: Option<String>,
    /// The id of the operation. Absent if the route or the method is not in the contract.
    pub operation: Option<String>,
    /// The name of the consumer. Absent if the caller was not identified, or if the operation is open to everyone.
    pub consumer: Option<String>,
    /// How the response ended.
    pub end: RequestEnd,
    /// The HTTP status. Absent if the response had not begun.
    pub status: Option<StatusCode>,
    /// The code of the error, which is the response or the last event of a stream.
    pub code: Option<Code>,
    /// The causes of the error. Callers do not see them.
    pub cause: Option<String>,
    /// The time from the head of the request to the end of the response.
    pub duration: Duration,
    /// What is known of the generation. Absent if no model was called.
    pub generation: Option<GenerationFacts>,
}

/// How a response ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEnd {
    /// The response is complete. It may be a refusal.
    Answered,
    /// The service or the model failed.
    Failed,
    /// The caller closed the connection before the response was complete.
    Abandoned,
}
