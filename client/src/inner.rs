//! What a client is made of besides its connections.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::RequestOptions;
use crate::budget::Budget;
use crate::call::Record;
use crate::clock::Clock;
use crate::credentials::Bearer;

/// The configuration of a client, and the call that it is a copy for.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    pub(crate) options: RequestOptions,
    /// Present only in the copy that sends a call.
    pub(crate) call: Option<Arc<Record>>,
}

/// What all clones of a client have in common.
pub(crate) struct Shared {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: u32,
    pub(crate) budget: Budget,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Longer than anybody waits, and short enough to be added to any time.
const FOREVER: Duration = Duration::from_hours(24 * 365);

impl Inner {
    pub(crate) fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or(self.shared.timeout).min(FOREVER)
    }

    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.options.attempt_timeout.or(self.shared.attempt_timeout).unwrap_or(FOREVER)
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.options.max_attempts.unwrap_or(self.shared.max_attempts)
    }
}

/// No credentials.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
