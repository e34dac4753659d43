//! The service's own header names, and how a header is read as text.

use http::header::{AsHeaderName, HeaderMap, HeaderName};

/// The API key of the caller.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The id of the request in the service's log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The value of a header, if the header is present and its value is visible ASCII.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
