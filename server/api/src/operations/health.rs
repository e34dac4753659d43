//! `health`: whether the service is up, and its version.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "status": "ok", "version": "0.1.0" }))]
pub(crate) struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The version of the service. The version of the contract is in the document.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Check that the service is up
///
/// Responds as long as the service can respond at all. It calls no model and needs no API key.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    tag = "service",
    responses((status = 200, body = Health, description = "The service is up.")),
    security(()),
)]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
