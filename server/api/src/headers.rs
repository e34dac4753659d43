//! Names of HTTP headers that more than one module uses.

/// The header that carries the caller's API key.
pub(crate) const API_KEY: &str = "x-api-key";

/// The header that carries the request id, in requests and in responses.
pub(crate) const REQUEST_ID: &str = "x-request-id";
