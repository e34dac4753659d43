//! What an operation answers with.

use std::fmt;
use std::ops::Deref;

use http::HeaderMap;

use crate::call::REQUEST_ID;

/// An answer of the service. It can be read as if it were its body: `answer.output`.
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

    /// Names the request in the service's log. Empty if what answered is no Textgate.
    pub fn request_id(&self) -> &str {
        self.header(REQUEST_ID).unwrap_or_default()
    }

    /// A header of the answer, if it is there and is text. The case of the name does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        text(&self.headers, name)
    }

    /// How often the service was asked: 1, or more after failures.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// A header that is text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
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
