//! The record of one call: its request id, its attempts, and why it failed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::Error;

/// What the hooks of a call report to the operation's `send`. progenitor's hooks can return only errors of reqwest. So
/// they store an error of this client here, and `send` takes it from here.
#[derive(Debug)]
pub(crate) struct CallRecord {
    request_id: String,
    attempts: AtomicU32,
    failure: Mutex<Option<Error>>,
}

impl CallRecord {
    pub(crate) fn new(request_id: String) -> Self {
        Self { request_id, attempts: AtomicU32::new(0), failure: Mutex::new(None) }
    }

    /// The request id that all attempts of the call send.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Counts one more attempt and returns its number, from 1.
    pub(crate) fn count_attempt(&self) -> u32 {
        self.attempts.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The number of attempts so far.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    /// Marks the call as failed, whatever progenitor's code returns.
    pub(crate) fn set_failure(&self, error: Error) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Takes the error that the call failed with, if there is one.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
