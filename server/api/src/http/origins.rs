//! From which web pages a browser may call the service (Fetch standard, CORS protocol).

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::{ApiError, Code};
use crate::headers;

/// How long a browser may remember the response to a preflight request.
const MAX_AGE: Duration = Duration::from_mins(10);

/// The origins whose web pages may call the service. Calls that do not come from a browser are not affected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Only the service's own origin: no page of another site can spend the operator's tokens.
    #[default]
    Own,
    /// Any origin. For a service whose callers need an API key.
    Any,
    /// These origins, such as `https://app.example.com`, and the service's own.
    Listed(Vec<HeaderValue>),
}

/// Refuses a request from a web page whose origin may not call the service.
///
/// CORS alone is not enough: a browser hides the response from such a page, but it does send a request that counts as
/// simple, such as one without a content type. The model would answer it, and the operator would pay.
pub(crate) async fn reject_foreign_origins(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let headers = request.headers();
    match headers.get(ORIGIN) {
        Some(origin) if !origins.allow(origin, headers.get(HOST)) => {
            Err(ApiError::new(Code::Forbidden, "web pages of this origin may not call the service"))
        }
        _ => Ok(next.run(request).await),
    }
}

impl Origins {
    /// Whether a page of `origin` may call the service, whose own name is `host`.
    fn allow(&self, origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
        let is_own = || {
            let (origin, host) = (origin.to_str().ok()?, host?.to_str().ok()?);
            Some(origin.split_once("://")?.1 == host)
        };
        match self {
            Self::Any => true,
            Self::Listed(origins) if origins.contains(origin) => true,
            Self::Own | Self::Listed(_) => is_own().unwrap_or(false),
        }
    }

    /// Answers preflight requests and adds the CORS headers to responses. For [`Origins::Own`] it does nothing.
    pub(crate) fn layer(&self) -> CorsLayer {
        let allowed = match self {
            Self::Own => return CorsLayer::new(),
            Self::Any => AllowOrigin::any(),
            Self::Listed(origins) => AllowOrigin::list(origins.iter().cloned()),
        };
        let request_id = HeaderName::from_static(headers::REQUEST_ID);
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([CONTENT_TYPE, AUTHORIZATION, HeaderName::from_static(headers::API_KEY), request_id.clone()])
            .expose_headers([request_id, RETRY_AFTER, ALLOW])
            .max_age(MAX_AGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(origins: &Origins, origin: &'static str) -> bool {
        origins.allow(&HeaderValue::from_static(origin), Some(&HeaderValue::from_static("localhost:8080")))
    }

    #[test]
    fn a_page_may_call_if_its_origin_is_the_services_own_or_listed() {
        let listed = Origins::Listed(vec![HeaderValue::from_static("https://app.example.com")]);
        for origins in [&Origins::Own, &listed] {
            assert!(is_allowed(origins, "http://localhost:8080"));
            for foreign in ["http://localhost:8081", "https://evil.example", "null", "localhost:8080"] {
                assert!(!is_allowed(origins, foreign), "{foreign}");
            }
        }
        assert!(is_allowed(&listed, "https://app.example.com"));
        assert!(!is_allowed(&Origins::Own, "https://app.example.com"));
        assert!(is_allowed(&Origins::Any, "https://evil.example"));
    }
}
