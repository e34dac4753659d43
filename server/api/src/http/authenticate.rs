//! Finds the consumer of a request, before anything else of the request is checked.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::context::SharedContext;
use super::state::AppState;
use crate::error::ApiError;

/// Finds the consumer of a request to an operation that the contract secures, or refuses the request. Other requests
/// pass.
pub(crate) async fn authenticate(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let path = request.extensions().get::<MatchedPath>();
    if path.is_some_and(|path| state.contract.is_secured(path.as_str(), request.method())) {
        let consumer = state.callers.consumer(state.generator.catalogue().consumers(), &request)?;
        if let Some(context) = request.extensions().get::<SharedContext>() {
            context.set_consumer(consumer.clone());
        }
    }
    Ok(next.run(request).await)
}
