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

/// How long requests under way may take once the process is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How long streams have then to tell their callers that they end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Serves `app`. `stopping` is cancelled when requests under way have had their time.
pub(crate) async fn serve(
    app: Router,
    address: SocketAddr,
    stopping: CancellationToken,
) -> Result<(), Box<dyn StdError + Send + Sync>> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    welcome(listener.local_addr()?);
    let (told, stopped) = oneshot::channel();
    let shutdown = async {
        stop_signal().await;
        tracing::info!("stopping");
        let _ = told.send(());
    };
    let server = tokio::spawn(axum::serve(listener, app).with_graceful_shutdown(shutdown).into_future());
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => return Ok(ended??),
        _ = stopped => {}
    }
    if let Ok(ended) = timeout(DRAIN, &mut server).await {
        return Ok(ended??);
    }
    stopping.cancel();
    if let Ok(ended) = timeout(LAST_WORDS, &mut server).await {
        return Ok(ended??);
    }
    tracing::warn!("stopped with requests under way");
    Ok(())
}

/// On standard output, for the person who started the server; the log is on standard error.
fn welcome(address: SocketAddr) {
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
