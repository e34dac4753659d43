//! The table of routes, and what is made of it: the document and the service.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use serde_json::Value;
use textgate_core::generation::Generator;
use textgate_core::task::Tasks;
use textgate_openapi::LowerError;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::contract::{self, Contract, ContractError, schema_judge};
use crate::http::{
    AppState, Callers, IdSource, Observer, Origins, authenticate, handle_panic, observe_request, refuse_unknown_path,
    refuse_unsupported_method, reject_foreign_origins, serve_openapi_json,
};
use crate::operations;

/// The table of the contract's operations.
#[expect(deprecated, reason = "`text` is served to its old callers; it is deprecated for new ones")]
fn table() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(contract::frame().merge_from(operations::generate_stream::EventSchemas::openapi()))
        .routes(routes!(operations::generate::generate))
        .routes(routes!(operations::generate_stream::generate_stream))
        .routes(routes!(operations::summarize::summarize))
        .routes(routes!(operations::explain::explain))
        .routes(routes!(operations::reply::reply))
        .routes(routes!(operations::text::text))
        .routes(routes!(operations::model_list::model_list))
        .routes(routes!(operations::health::health))
}

/// The contract as utoipa derives it from the wire types: OpenAPI 3.1.
pub fn document() -> Document {
    contract::complete(table().into_openapi())
}

/// The contract as it is published: OpenAPI 3.0.3, equal to `openapi/v1.json`.
pub fn published() -> Result<Value, LowerError> {
    textgate_openapi::lower(&document())
}

/// The service: the operations, the document, and what all responses have in common.
///
/// - `callers` says how the service knows who calls.
/// - `ids` makes ids; a test can replace it.
/// - `origins` are the origins whose web pages may call the service from a browser.
/// - `observer` gets the facts of each request when the request has ended.
/// - When `stopping` is cancelled, open streams end with an error event.
pub fn app(
    generator: Generator,
    callers: Callers,
    ids: IdSource,
    origins: Origins,
    observer: Arc<dyn Observer>,
    stopping: CancellationToken,
) -> Result<Router, ContractError> {
    let (router, document) = table().split_for_parts();
    let contract = Arc::new(Contract::new(&contract::complete(document))?);
    let tasks = Arc::new(Tasks::new(schema_judge)?);
    let state = AppState { generator, tasks, observer, callers, contract, ids, stopping };
    Ok(router
        .route("/openapi.json", get(serve_openapi_json))
        .fallback(refuse_unknown_path)
        .method_not_allowed_fallback(refuse_unsupported_method)
        .layer(from_fn_with_state(state.clone(), authenticate))
        .layer(CatchPanicLayer::custom(handle_panic))
        .layer(from_fn_with_state(origins.clone(), reject_foreign_origins))
        .layer(origins.layer())
        .layer(from_fn_with_state(state.clone(), observe_request))
        .with_state(state))
}
