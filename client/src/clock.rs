//! Time and randomness, behind a trait so that tests can control both.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// A wait.
pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What retries need: the time, a way to wait, and a random number.
pub(crate) trait Clock: Send + Sync {
    /// The current time. It never goes back.
    fn now(&self) -> Instant;

    /// Waits for this long.
    fn sleep(&self, wait: Duration) -> Sleep;

    /// A random number from 0 to 1.
    fn random_fraction(&self) -> f64;
}

/// The clock of the system, and real randomness.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(wait))
    }

    fn random_fraction(&self) -> f64 {
        fastrand::f64()
    }
}
