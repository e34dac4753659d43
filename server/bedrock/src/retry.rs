//! How often the SDK tries a call of Bedrock, and how long it waits before it tries again.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::retry::{RetryPartition, TokenBucket};

/// Attempts in all, the first one included. The SDK repeats a call that Bedrock refused at once (throttling, 5xx) and a call
/// that did not reach Bedrock.
const ATTEMPTS: u32 = 3;

/// Attempts in all where the policy has a fallback for the model. The second attempt helps if only the connection was bad;
/// if the model is throttled twice, the fallback is the better choice.
const ATTEMPTS_BEFORE_FALLBACK: u32 = 2;

/// The SDK waits a random part of this time before the second attempt, and of twice this time before the third. The SDK's
/// own default of one second would take too much of the 29 s that API Gateway allows.
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

/// A budget of retries that is never used up.
///
/// By default the SDK has one budget for all calls of a process: after some 50 calls that fail three times, it retries nothing,
/// for no consumer. Then the failures of one consumer would take the retries of the others. Textgate needs no such budget:
/// each call has at most [`ATTEMPTS`], and after several failures in a row the breaker stops the consumer's calls of the model.
pub(crate) fn partition() -> RetryPartition {
    RetryPartition::custom("textgate").token_bucket(TokenBucket::unlimited()).build()
}

/// The retries of one call.
pub(crate) fn config(has_fallback: bool) -> RetryConfig {
    let attempts = if has_fallback { ATTEMPTS_BEFORE_FALLBACK } else { ATTEMPTS };
    RetryConfig::standard().with_max_attempts(attempts).with_initial_backoff(FIRST_BACKOFF)
}
