//! The time that a request has for its answer, or for the first piece of it. All its attempts share this time.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::model::{ModelError, ModelErrorKind};

/// With less than this fraction of its time left (one tenth), a request tries no other model: the model would hardly answer
/// in time, and the caller would only wait longer for the same error.
const SMALLEST_FRACTION_FOR_ANOTHER_ATTEMPT: u32 = 10;

/// The time that a request has.
#[derive(Clone, Copy)]
pub(super) struct TimeLimit {
    pub(super) began: Instant,
    /// Absent if the model's own limits are enough.
    pub(super) limit: Option<Duration>,
}

impl TimeLimit {
    /// A limit that begins now: `limit`, but not beyond `deadline`.
    pub(super) fn begin(limit: Option<Duration>, deadline: Option<Instant>) -> Self {
        let began = Instant::now();
        let to_deadline = deadline.map(|deadline| deadline.saturating_duration_since(began));
        Self { began, limit: limit.into_iter().chain(to_deadline).min() }
    }

    /// Whether another attempt may begin at `now`.
    pub(super) fn allows_another_attempt(self, now: Instant) -> bool {
        self.limit
            .is_none_or(|limit| limit.saturating_sub(now - self.began) >= limit / SMALLEST_FRACTION_FOR_ANOTHER_ATTEMPT)
    }

    /// What `work` returns, or an error of the kind [`ModelErrorKind::TimedOut`] when the limit is reached.
    pub(super) async fn bound<T>(self, work: impl Future<Output = T>) -> Result<T, ModelError> {
        let Some(limit) = self.limit else { return Ok(work.await) };
        timeout(limit.saturating_sub(self.began.elapsed()), work).await.map_err(|_elapsed| {
            let reason = format!("timeout: no answer within {} s", limit.as_secs_f64());
            ModelError::new(ModelErrorKind::TimedOut, reason)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_attempt_needs_a_tenth_of_the_time() {
        let (began, limit) = (Instant::now(), Duration::from_secs(20));
        let is_allowed = |seconds| {
            TimeLimit { began, limit: Some(limit) }.allows_another_attempt(began + Duration::from_secs(seconds))
        };
        assert!(is_allowed(0) && is_allowed(18), "a tenth is enough");
        assert!(!is_allowed(19) && !is_allowed(20) && !is_allowed(30));
        assert!(TimeLimit { began, limit: None }.allows_another_attempt(began + Duration::from_hours(1)));
    }
}
