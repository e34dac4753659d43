//! The service's own header names, and how a header is read and written as text.

use http::header::{AsHeaderName, HeaderMap, HeaderName, HeaderValue};

/// The API key of the caller.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The id of the request in the service's log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The value of a header, if the header is present and its value is visible ASCII.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A header value that the HTTP client never shows in debug text. The error is what is wrong with the text, as the end
/// of a sentence.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, &'static str> {
    let mut value = HeaderValue::from_str(text).map_err(|_| "is not valid in an HTTP header")?;
    value.set_sensitive(true);
    Ok(value)
}
