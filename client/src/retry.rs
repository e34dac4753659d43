//! How long to wait before a retry.

use std::time::Duration;

use crate::error::Error;

/// The upper bound of the wait before the first retry. It doubles with each further retry.
const FIRST_BACKOFF: Duration = Duration::from_millis(500);

/// The upper bound of any wait, unless the service asks for a longer one.
const MAX_BACKOFF: Duration = Duration::from_secs(8);

/// The wait before the next retry, after `retries` earlier ones: a random part of the exponential backoff ("full
/// jitter", AWS Architecture Blog, Exponential Backoff And Jitter), and at least what the service asks for with
/// `Retry-After`. `random_fraction` is from 0 to 1.
pub(crate) fn delay(error: &Error, retries: u32, random_fraction: f64) -> Duration {
    let doubled = 2_u32.checked_pow(retries).and_then(|factor| FIRST_BACKOFF.checked_mul(factor));
    let backoff = doubled.unwrap_or(MAX_BACKOFF).min(MAX_BACKOFF).mul_f64(random_fraction);
    error.retry_after().map_or(backoff, |requested| requested.max(backoff))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn waits_double_up_to_a_maximum_and_are_a_random_part_of_that() {
        let error = Error::new(ErrorKind::Connection, "broken");
        let longest: Vec<_> = (0..6).map(|retries| delay(&error, retries, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000]);
        assert_eq!(delay(&error, 1000, 1.0), MAX_BACKOFF);
        assert_eq!(delay(&error, 0, 0.0), Duration::ZERO);
        assert_eq!(delay(&error, 2, 0.25).as_millis(), 500);
    }
}
