//! The response of an operation.

use std::fmt;
use std::ops::Deref;

use http::HeaderMap;

use crate::headers::{self, REQUEST_ID};

/// A response of the service. Its body can be read without unwrapping it: `response.output`.
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    status: u16,
    headers: HeaderMap,
    attempts: u32,
}

impl<T> Response<T> {
    pub(crate) fn new(body: T, status: u16, headers: HeaderMap, attempts: u32) -> Self {
        Self { body, status, headers, attempts }
    }

    /// The body alone.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request in the service's log. Empty if the response has none, so it came from something other than
    /// Textgate.
    pub fn request_id(&self) -> &str {
        headers::text(&self.headers, REQUEST_ID).unwrap_or_default()
    }

    /// A header of the response, if it is present and its value is visible ASCII. Upper and lower case in the name are
    /// the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        headers::text(&self.headers, name)
    }

    /// The number of attempts that the call took: 1, or more if attempts failed.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("body", &self.body)
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
