//! Serves the metrics on an address of their own: they show which consumer uses which model, and callers must not see
//! that.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use super::exposition;
use super::metrics::Metrics;

/// Serves `GET /metrics` on `address` until the process ends.
pub(crate) async fn serve(metrics: Arc<Metrics>, address: SocketAddr) -> io::Result<()> {
    let with_address =
        |error: io::Error| io::Error::new(error.kind(), format!("cannot serve metrics on {address}: {error}"));
    let listener = TcpListener::bind(address).await.map_err(with_address)?;
    tracing::info!("metrics are served on http://{}/metrics", listener.local_addr()?);
    let app = Router::new().route("/metrics", get(expose)).with_state(metrics);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(())
}

async fn expose(State(metrics): State<Arc<Metrics>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, exposition::CONTENT_TYPE)], metrics.exposition())
}
