//! The id of a request: the gateway's, else the caller's own, else a new one.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::HeaderMap;

use crate::headers;

/// The largest number of characters of a request id that a caller chooses.
const MAX_CALLER_ID_LENGTH: usize = 128;

/// Makes a unique id, without a prefix.
pub type IdSource = Arc<dyn Fn() -> String + Send + Sync>;

/// The gateway's own id of a request, in the extensions of the request. It has priority over an id that the caller
/// sends, because the errors of the gateway carry it.
#[derive(Clone, Debug)]
pub struct GatewayRequestId(pub String);

/// The id of a request, in the extensions of the request, for handlers that need it before their response is complete.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

impl RequestId {
    /// The id of `request`. If neither the gateway nor the caller has given it one, `ids` makes one.
    pub(super) fn of(request: &Request, ids: &IdSource) -> Self {
        let id = match request.extensions().get() {
            Some(GatewayRequestId(id)) => id.clone(),
            None => caller_id(request.headers()).unwrap_or_else(|| format!("req_{}", ids())),
        };
        Self(id.into())
    }
}

/// The caller's own id, if it is safe to repeat in a header and in the log.
fn caller_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(headers::REQUEST_ID)?.to_str().ok()?;
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte);
    ((1..=MAX_CALLER_ID_LENGTH).contains(&id.len()) && id.bytes().all(is_safe)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_callers_request_id_is_kept_only_if_it_is_safe_to_repeat() {
        let is_kept = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(headers::REQUEST_ID, HeaderValue::from_str(id).expect("a header value"));
            caller_id(&headers).is_some()
        };
        assert!(is_kept("req-1_a.b"));
        assert!(!is_kept(""));
        assert!(!is_kept("two words"));
        assert!(!is_kept(&"a".repeat(MAX_CALLER_ID_LENGTH + 1)));
    }
}
