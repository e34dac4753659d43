//! Serves on a socket until the process is told to stop.

use std::error::Error as StdError;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// When the process is told to stop, requests in progress have this long to end by themselves.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// After [`DRAIN_TIME`], streams have this long to send an error as their last event.
const STREAM_END_TIME: Duration = Duration::from_secs(2);

/// Serves `app`. When requests in progress have not ended within [`DRAIN_TIME`], `stopping` is cancelled, which ends streams.
pub(super) async fn serve(
    app: Router,
    address: SocketAddr,
    stopping: CancellationToken,
) -> Result<(), Box<dyn StdError + Send + Sync>> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    print_welcome(listener.local_addr()?);
    let (stop, stopped) = oneshot::channel();
    let shutdown = async {
        stop_signal().await;
        tracing::info!("stopping");
        let _ = stop.send(());
    };
    let server = tokio::spawn(axum::serve(listener, app).with_graceful_shutdown(shutdown).into_future());
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => return Ok(ended??),
        _ = stopped => {}
    }
    if let Ok(ended) = timeout(DRAIN_TIME, &mut server).await {
        return Ok(ended??);
    }
    stopping.cancel();
    if let Ok(ended) = timeout(STREAM_END_TIME, &mut server).await {
        return Ok(ended??);
    }
    tracing::warn!("stopped although requests were in progress");
    Ok(())
}

/// Prints to standard output, for the person who started the server. The log goes to standard error.
fn print_welcome(address: SocketAddr) {
    println!(
        "Textgate listens on http://{address}\n\n  \
         curl -X POST http://{address}/generate -H 'Content-Type: application/json' \
         -d '{{\"input\":\"Explain serverless in 2 sentences.\"}}'\n"
    );
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
        terminate.recv().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
