//! A clock that advances only through waits, and the waits end at once.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::{Clock, Sleep};

/// Its random number is always the largest, so that each wait is as long as possible.
pub(super) struct FakeClock {
    start: Instant,
    waits: Mutex<Vec<Duration>>,
}

impl FakeClock {
    pub(super) fn start() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), waits: Mutex::default() })
    }

    /// The waits so far.
    pub(super) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start + self.waits().iter().sum()
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(wait);
        Box::pin(ready(()))
    }

    fn random_fraction(&self) -> f64 {
        1.0
    }
}
