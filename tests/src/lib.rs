//! What the tests of the whole system share: the real server as a process, and fakes that speak the real wire.
#![expect(clippy::missing_panics_doc, reason = "what panics here fails a test")]

pub mod agreement;
pub mod bodies;
pub mod broken_bedrock;
pub mod cloudwatch;
pub mod error_tables;
pub mod event_stream;
pub mod fake_bedrock;
pub mod fake_guardrail;
pub mod fake_lambda;
pub mod metered;
pub mod metrics;
pub mod parcels;
pub mod patience;
pub mod policy_file;
pub mod program;
pub mod refusal;
pub mod sentences;
pub mod server;
mod tool;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// Serves a fake on a free port of the loopback address, for as long as the test's runtime lives. Returns its address.
pub async fn serve(fake: Router) -> String {
    serve_counting(fake, Arc::default()).await
}

/// Serves a fake as [`serve`] does, and counts the connections that it accepts.
async fn serve_counting(fake: Router, connections: Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let listener = listener.tap_io(move |_| {
        connections.fetch_add(1, Ordering::SeqCst);
    });
    tokio::spawn(async move { axum::serve(listener, fake).await });
    address
}
