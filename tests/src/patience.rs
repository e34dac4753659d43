//! How long tests wait.

use std::time::Duration;

use tokio::time::timeout;

/// Longer than anything that works may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// What comes of `future`. Nothing that works takes long, and nothing that fails hangs.
pub async fn soon<F: Future>(future: F) -> F::Output {
    timeout(PATIENCE, future).await.expect("an outcome")
}
