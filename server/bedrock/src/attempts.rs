//! How often a call is tried.

use std::time::Duration;

use aws_config::retry::RetryConfig;

/// Attempts in all. The SDK repeats what Bedrock refused at once (throttling, 5xx) or what never reached it.
const ATTEMPTS: u32 = 3;

/// Attempts where another model waits. One more than the first, for what a second connection mends; a model that is
/// throttled twice has a fallback for that.
const ATTEMPTS_BEFORE_FALLBACK: u32 = 2;

/// The SDK waits a random part of this before the second attempt and of twice this before the third. Its own default of
/// one second would take too much of the 29 s that the gateway gives.
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

pub(crate) fn of(has_fallback: bool) -> RetryConfig {
    let attempts = if has_fallback { ATTEMPTS_BEFORE_FALLBACK } else { ATTEMPTS };
    RetryConfig::standard().with_max_attempts(attempts).with_initial_backoff(FIRST_BACKOFF)
}
