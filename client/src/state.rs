//! The state of a client besides its connections: settings, credentials, retry budget, and the call that it sends.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call_record::CallRecord;
use crate::clock::Clock;
use crate::credentials::Bearer;
use crate::options::RequestOptions;
use crate::retry_budget::RetryBudget;

/// The field `inner` of the generated client.
#[derive(Clone, Debug)]
pub(crate) struct ClientState {
    pub(crate) shared: Arc<SharedState>,
    pub(crate) options: RequestOptions,
    /// Present only in the copy of the client that sends a call.
    pub(crate) record: Option<Arc<CallRecord>>,
}

/// What all clones of a client share.
pub(crate) struct SharedState {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: u32,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The longest timeout. A longer one could overflow when it is added to the current time.
const MAX_TIMEOUT: Duration = Duration::from_hours(24 * 365);

impl ClientState {
    pub(crate) fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or(self.shared.timeout).min(MAX_TIMEOUT)
    }

    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.options.attempt_timeout.or(self.shared.attempt_timeout).unwrap_or(MAX_TIMEOUT)
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.options.max_attempts.unwrap_or(self.shared.max_attempts)
    }
}

/// Credentials are left out, because debug text may be logged.
impl fmt::Debug for SharedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedState")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
