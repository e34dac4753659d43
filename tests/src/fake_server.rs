//! Serves a fake over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// Serves a fake on a free port of the loopback address, as long as the test's runtime lives. Returns its address.
pub async fn serve(fake: Router) -> String {
    serve_counting(fake, Arc::default()).await
}

/// Serves a fake as [`serve`] does, and counts the connections that it accepts.
pub(crate) async fn serve_counting(fake: Router, connections: Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let listener = listener.tap_io(move |_| {
        connections.fetch_add(1, Ordering::SeqCst);
    });
    tokio::spawn(async move { axum::serve(listener, fake).await });
    address
}
