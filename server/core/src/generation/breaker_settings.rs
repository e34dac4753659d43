//! When breakers open, for how long, and by which clock.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Returns the current time. Tests have clocks of their own.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// When breakers open, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct BreakerSettings {
    /// The number of failures in a row that open a breaker.
    pub failures: NonZeroU32,
    /// The pause before the first probe. Each failed probe doubles it.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: const { NonZeroU32::new(5).expect("not zero") },
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
        }
    }
}
