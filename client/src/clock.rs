//! Time and chance, which come from outside so that a test can hold them.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// A wait.
pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What retries need of the world.
pub(crate) trait Clock: Send + Sync {
    /// The time, which never goes back.
    fn now(&self) -> Instant;

    /// Waits for as long.
    fn sleep(&self, wait: Duration) -> Sleep;

    /// A number from 0 to 1, by chance.
    fn chance(&self) -> f64;
}

/// The real ones.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(wait))
    }

    fn chance(&self) -> f64 {
        fastrand::f64()
    }
}
