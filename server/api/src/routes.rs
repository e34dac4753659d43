//! The table of routes, and nothing else.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use textgate_core::generation::Generator;
use textgate_core::task::Tasks;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::authenticate::{Callers, authenticate};
use crate::contract::{Contract, ContractError};
use crate::cors::{Origins, keep_strangers_out};
use crate::exchange::{IdSource, exchange};
use crate::observer::Observer;
use crate::state::AppState;
use crate::{document, error, explain, generate, generate_stream, health, model_list, reply, summarize, task, text};

/// The documented operations.
#[expect(deprecated, reason = "`text` is served for its old callers; deprecation is for new ones")]
pub(crate) fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(generate::generate))
        .routes(routes!(generate_stream::generate_stream))
        .routes(routes!(summarize::summarize))
        .routes(routes!(explain::explain))
        .routes(routes!(reply::reply))
        .routes(routes!(text::text))
        .routes(routes!(model_list::model_list))
        .routes(routes!(health::health))
}

/// The service: the operations, the document, and what every answer has in common.
///
/// Who calls is known by `callers`. Ids come from `ids`, so that a test can hold them. `origins` are those that browsers may
/// call from. `observer` is told of each request. Streams under way end with an error when `stopping` is cancelled.
pub fn app(
    generator: Generator,
    callers: Callers,
    ids: IdSource,
    origins: Origins,
    observer: Arc<dyn Observer>,
    stopping: CancellationToken,
) -> Result<Router, ContractError> {
    let tasks = Tasks::new(task::judge)?;
    let state = AppState::new(generator, tasks, callers, Contract::new()?, ids, observer, stopping);
    let (operations, _) = operations().split_for_parts();
    Ok(operations
        .route("/openapi.json", get(document::serve))
        .fallback(error::unknown_path)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(from_fn_with_state(state.clone(), authenticate))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(origins.clone(), keep_strangers_out))
        .layer(origins.layer())
        .layer(from_fn_with_state(state.clone(), exchange))
        .with_state(state))
}
