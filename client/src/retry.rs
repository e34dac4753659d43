//! Which failures may be gone when the same request is sent again, and how long to wait before that.

use std::time::Duration;

use crate::ErrorCode;
use crate::error::{Error, ErrorKind};

/// The wait before the first retry is below this. Each further one may be twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// But none is longer than this, unless the service says so.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// Whether the same request may succeed later. Codes as `server/bedrock/ERRORS.md` has them; what has none that this client
/// knows goes by its status.
pub(crate) fn is_transient(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::CutOff => true,
        ErrorKind::InvalidRequest | ErrorKind::Credentials | ErrorKind::UnreadableAnswer => false,
        ErrorKind::Service => match error.code() {
            Some(
                ErrorCode::RateLimited
                | ErrorCode::Overloaded
                | ErrorCode::ShuttingDown
                | ErrorCode::ModelUnavailable
                | ErrorCode::ModelError
                | ErrorCode::Internal,
            ) => true,
            None | Some(ErrorCode::Unknown(_)) => matches!(error.status(), Some(429 | 500 | 502 | 503 | 504)),
            Some(_) => false,
        },
    }
}

/// How long to wait before a retry, of which `retries` went before: what the service asks for, and otherwise anything from
/// nothing to the exponential backoff ("full jitter", AWS Architecture Blog, Exponential Backoff And Jitter), as `chance`
/// from 0 to 1 has it.
pub(crate) fn wait(error: &Error, retries: u32, chance: f64) -> Duration {
    let ceiling = 2_u32.checked_pow(retries).and_then(|factor| FIRST_WAIT.checked_mul(factor)).unwrap_or(LONGEST_WAIT);
    let backoff = ceiling.min(LONGEST_WAIT).mul_f64(chance);
    error.retry_after().map_or(backoff, |told| told.max(backoff))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn answered(status: u16, code: &str) -> Error {
        let body = format!(r#"{{"error":"no","code":"{code}","request_id":"req_1"}}"#);
        Error::of_answer(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn a_code_goes_before_the_status_and_an_unknown_one_does_not() {
        for (status, code, expected) in [
            (429, "rate_limited", true),
            (429, "quota_exceeded", false),
            (503, "overloaded", true),
            (503, "of_the_future", true),
            (502, "model_error", true),
            (502, "model_misconfigured", false),
            (502, "incomplete_model_answer", false),
            (504, "model_timeout", false),
            (504, "of_the_future", true),
            (500, "internal", true),
            (501, "of_the_future", false),
            (400, "invalid_request", false),
            (408, "request_timeout", false),
            (409, "of_the_future", false),
        ] {
            assert_eq!(is_transient(&answered(status, code)), expected, "{status} {code}");
        }
        assert!(is_transient(&Error::of_answer(502, &HeaderMap::new(), b"<html>")));
        assert!(!is_transient(&Error::of_answer(413, &HeaderMap::new(), b"<html>")));
    }

    #[test]
    fn waits_double_up_to_the_longest_and_chance_takes_any_part_of_them() {
        let error = Error::new(ErrorKind::Connection, "broken");
        let longest: Vec<_> = (0..6).map(|retries| wait(&error, retries, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000]);
        assert_eq!(wait(&error, 1000, 1.0), LONGEST_WAIT);
        assert_eq!(wait(&error, 0, 0.0), Duration::ZERO);
        assert_eq!(wait(&error, 2, 0.25).as_millis(), 500);
    }
}
