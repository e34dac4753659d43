//! The responses where no handler answers: unknown paths, unsupported methods, and panics.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::{ApiError, Code};

/// The response to a request for an unknown path.
pub(crate) async fn refuse_unknown_path() -> ApiError {
    ApiError::new(Code::NotFound, "there is no such path")
}

/// The response to a request with a method that its path does not support. axum adds the header `Allow`.
pub(crate) async fn refuse_unsupported_method() -> ApiError {
    let message = "the path does not support this method; the header Allow lists the methods that it supports";
    ApiError::new(Code::MethodNotAllowed, message)
}

/// The response when a handler panics. The panic's message may quote the request, so it is dropped.
pub(crate) fn handle_panic(_message: Box<dyn Any + Send>) -> Response {
    ApiError::internal("a handler panicked").into_response()
}
