//! How many retries all the calls of a client may make together, so that a service in trouble is not asked three times as
//! often as one that is well.
//!
//! A token bucket with the numbers of the AWS SDKs (aws-smithy-runtime, `retries/token_bucket.rs`): it holds 500 tokens, a
//! retry takes 14 of them, or 5 after a 429. Success gives the last retry's tokens back, or 1 if there was none.

use std::sync::{Mutex, PoisonError};

use crate::error::Error;

const CAPACITY: u32 = 500;
const RETRY: u32 = 14;
const RETRY_WHEN_THROTTLED: u32 = 5;
const REWARD: u32 = 1;

/// The tokens that are left. Clones of a client share it.
pub(crate) struct Budget(Mutex<u32>);

/// The tokens that a call's last retry took.
#[derive(Clone, Copy)]
pub(crate) struct Spent(u32);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Takes the tokens for a retry after this error, if there are as many.
    pub(crate) fn spend(&self, error: &Error) -> Option<Spent> {
        let cost = if error.status() == Some(429) { RETRY_WHEN_THROTTLED } else { RETRY };
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = tokens.checked_sub(cost)?;
        Some(Spent(cost))
    }

    /// A call has succeeded.
    pub(crate) fn reward(&self, last: Option<Spent>) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = (*tokens + last.map_or(REWARD, |Spent(cost)| cost)).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn retries_use_it_up_and_successes_fill_it_again() {
        let budget = Budget::default();
        let error = Error::new(ErrorKind::Connection, "broken");
        let spent: Vec<_> = std::iter::from_fn(|| budget.spend(&error)).collect();
        assert_eq!(spent.len(), 35, "500 / 14");
        budget.reward(None);
        assert!(budget.spend(&error).is_none(), "11 are left");
        budget.reward(spent.last().copied());
        assert!(budget.spend(&error).is_some());
    }

    #[test]
    fn it_never_holds_more_than_at_first() {
        let budget = Budget::default();
        (0..1000).for_each(|_| budget.reward(None));
        let throttled = Error::of_answer(429, &http::HeaderMap::new(), b"");
        assert_eq!(std::iter::from_fn(|| budget.spend(&throttled)).count(), 100, "500 / 5");
    }
}
