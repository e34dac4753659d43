//! How long tests wait.

use std::time::Duration;

use tokio::time::timeout;

/// Nothing that works takes longer.
pub(crate) const TEST_TIMEOUT: Duration = Duration::from_mins(1);

/// The output of `future`. A test fails instead of hanging if it takes too long.
pub async fn in_time<F: Future>(future: F) -> F::Output {
    timeout(TEST_TIMEOUT, future).await.expect("it is ready in time")
}
