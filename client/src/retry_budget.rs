//! The retry budget: it limits the retries of all calls of a client together, so that a service in trouble does not get
//! several times its normal load.
//!
//! It is a token bucket with the numbers of the AWS SDKs (aws-smithy-runtime, `retries/token_bucket.rs`). The bucket
//! holds 500 tokens. A retry takes 14 of them, or 5 after a 429. A successful call returns the tokens of its last
//! retry, or adds 1 if it had no retry.

use std::sync::{Mutex, PoisonError};

use crate::error::Error;

const CAPACITY: u32 = 500;
const RETRY_COST: u32 = 14;
const THROTTLED_RETRY_COST: u32 = 5;
const REWARD_WITHOUT_RETRY: u32 = 1;

/// The tokens that are left. All clones of a client share them.
pub(crate) struct RetryBudget(Mutex<u32>);

/// The tokens that one retry took.
#[derive(Clone, Copy)]
pub(crate) struct AcquiredTokens(u32);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl RetryBudget {
    /// Takes the tokens for a retry after this error. Returns nothing if too few are left.
    pub(crate) fn acquire(&self, error: &Error) -> Option<AcquiredTokens> {
        let cost = if error.status() == Some(429) { THROTTLED_RETRY_COST } else { RETRY_COST };
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = tokens.checked_sub(cost)?;
        Some(AcquiredTokens(cost))
    }

    /// Fills the budget after a successful call. `last` is what the call's last retry took.
    pub(crate) fn release(&self, last: Option<AcquiredTokens>) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = (*tokens + last.map_or(REWARD_WITHOUT_RETRY, |AcquiredTokens(cost)| cost)).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn retries_use_it_up_and_successes_fill_it_again() {
        let budget = RetryBudget::default();
        let error = Error::new(ErrorKind::Connection, "broken");
        let acquired: Vec<_> = std::iter::from_fn(|| budget.acquire(&error)).take(1000).collect();
        assert_eq!(acquired.len(), 35, "500 / 14");
        budget.release(None);
        assert!(budget.acquire(&error).is_none(), "11 are left");
        budget.release(acquired.last().copied());
        assert!(budget.acquire(&error).is_some());
    }

    #[test]
    fn it_never_holds_more_than_at_first() {
        let budget = RetryBudget::default();
        (0..1000).for_each(|_| budget.release(None));
        let throttled = Error::from_response(429, &http::HeaderMap::new(), b"");
        assert_eq!(std::iter::from_fn(|| budget.acquire(&throttled)).take(1000).count(), 100, "500 / 5");
    }
}
