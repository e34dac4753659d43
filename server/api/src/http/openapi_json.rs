//! Serves the contract.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::state::AppState;

/// `GET /openapi.json`: the published document. It is not an operation of the contract.
pub(crate) async fn serve_openapi_json(State(state): State<AppState>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], state.contract.document())
}
