//! The time that a request has for its answer, or for the first piece of it, and the share of each of its attempts.
//!
//! A model that hangs must leave time for its fallbacks. So the first attempt gets half of the request's time if it has a
//! fallback: most models that answer at all need less. Each fallback gets an equal part of what is left then, so that each
//! has its turn. The last attempt gets all that is left, and without fallbacks the only attempt gets all of the time.

use std::time::{Duration, Instant};

use tokio::time::timeout_at;

use crate::model::{ModelError, ModelErrorKind};

/// With less than this fraction of its time left (one twentieth), a request tries no other model: the model would hardly
/// answer in time, and the caller would only wait longer for the same error.
const SMALLEST_FRACTION_FOR_ANOTHER_ATTEMPT: u32 = 20;

/// The place of an attempt among the candidates of a request.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) is_first: bool,
    /// The number of candidates that are tried if this one fails.
    pub(super) fallbacks: u32,
}

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

    /// The share of an attempt that begins at `now`. Absent if there is no limit.
    pub(super) fn share(self, turn: Turn, now: Instant) -> Option<Share> {
        let left = self.limit?.saturating_sub(now.saturating_duration_since(self.began));
        let length = match turn {
            Turn { fallbacks: 0, .. } => left,
            Turn { is_first: true, .. } => left / 2,
            Turn { fallbacks, .. } => left / (fallbacks + 1),
        };
        Some(Share { began: now, length })
    }

    /// All that is left at `now`. Absent if there is no limit.
    pub(super) fn rest(self, now: Instant) -> Option<Share> {
        self.share(Turn { is_first: false, fallbacks: 0 }, now)
    }
}

/// The time of one attempt.
#[derive(Clone, Copy)]
pub(super) struct Share {
    began: Instant,
    length: Duration,
}

/// What `work` returns, or an error of the kind [`ModelErrorKind::TimedOut`] when the share of the time is over.
pub(super) async fn bound<T>(share: Option<Share>, work: impl Future<Output = T>) -> Result<T, ModelError> {
    let Some(Share { began, length }) = share else { return Ok(work.await) };
    timeout_at((began + length).into(), work).await.map_err(|_elapsed| {
        let seconds = Duration::from_millis(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)).as_secs_f64();
        ModelError::new(ModelErrorKind::TimedOut, format!("timeout: no answer within {seconds} s"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_attempt_needs_a_twentieth_of_the_time() {
        let (began, limit) = (Instant::now(), Duration::from_secs(40));
        let is_allowed = |seconds| {
            TimeLimit { began, limit: Some(limit) }.allows_another_attempt(began + Duration::from_secs(seconds))
        };
        assert!(is_allowed(0) && is_allowed(38), "a twentieth is enough");
        assert!(!is_allowed(39) && !is_allowed(40) && !is_allowed(60));
        assert!(TimeLimit { began, limit: None }.allows_another_attempt(began + Duration::from_hours(1)));
    }

    /// The shares of attempts that all use up their shares, in seconds.
    fn shares(limit: f64, attempts: u32) -> Vec<f64> {
        let began = Instant::now();
        let time_limit = TimeLimit { began, limit: Some(Duration::from_secs_f64(limit)) };
        let mut now = began;
        let shares = (0..attempts).map(|index| {
            assert!(time_limit.allows_another_attempt(now), "attempt {index} of {attempts}");
            let turn = Turn { is_first: index == 0, fallbacks: attempts - 1 - index };
            let share = time_limit.share(turn, now).expect("a limit").length;
            now += share;
            share.as_secs_f64()
        });
        shares.collect()
    }

    #[test]
    fn models_that_hang_leave_time_for_each_fallback() {
        assert_eq!(shares(27.0, 1), [27.0]);
        assert_eq!(shares(27.0, 2), [13.5, 13.5]);
        assert_eq!(shares(24.0, 3), [12.0, 6.0, 6.0]);
        assert_eq!(shares(24.0, 5), [12.0, 3.0, 3.0, 3.0, 3.0]);
        assert_eq!(shares(20.0, 10).len(), 10);
    }

    #[test]
    fn the_last_attempt_has_all_that_is_left() {
        let began = Instant::now();
        let time_limit = TimeLimit { began, limit: Some(Duration::from_secs(20)) };
        let now = began + Duration::from_secs(1);
        let share = |is_first, fallbacks| time_limit.share(Turn { is_first, fallbacks }, now).expect("a limit").length;
        assert_eq!(share(false, 0), Duration::from_secs(19), "the first failed quickly");
        assert_eq!(share(false, 1), Duration::from_millis(9_500));
        assert!(TimeLimit { began, limit: None }.share(Turn { is_first: true, fallbacks: 1 }, now).is_none());
    }
}
