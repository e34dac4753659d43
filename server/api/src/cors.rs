//! Which other origins a browser may call from (Fetch standard, CORS protocol).

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::{API_KEY_HEADER, ApiError, Code};
use crate::exchange::REQUEST_ID_HEADER;

/// How long a browser may remember a preflight answer.
const MAX_AGE: Duration = Duration::from_mins(10);

/// The origins that browsers may call from. Calls that no browser makes are not affected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// None but the service's own: no page of another site can spend the operator's tokens.
    #[default]
    Own,
    /// Any. For a service that wants a key.
    Any,
    /// These, such as `https://app.example.com`.
    Listed(Vec<HeaderValue>),
}

/// Refuses a page of an origin that may not call.
///
/// A browser keeps the answer from such a page, but it does send a request that it holds for simple, such as one without a
/// content type; the model would answer, and the operator would pay.
pub(crate) async fn keep_strangers_out(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let headers = request.headers();
    match headers.get(ORIGIN) {
        Some(origin) if !origins.admit(origin, headers.get(HOST)) => {
            Err(ApiError::new(Code::Forbidden, "pages of this origin may not call the service"))
        }
        _ => Ok(next.run(request).await),
    }
}

impl Origins {
    fn admit(&self, origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
        let own = || {
            let (origin, host) = (origin.to_str().ok()?, host?.to_str().ok()?);
            Some(origin.split_once("://")?.1 == host)
        };
        match self {
            Self::Any => true,
            Self::Listed(origins) if origins.contains(origin) => true,
            Self::Own | Self::Listed(_) => own().unwrap_or(false),
        }
    }

    /// What answers preflights and marks answers. Without origins it does neither.
    pub(crate) fn layer(&self) -> CorsLayer {
        let allowed = match self {
            Self::Own => return CorsLayer::new(),
            Self::Any => AllowOrigin::any(),
            Self::Listed(origins) => AllowOrigin::list(origins.iter().cloned()),
        };
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([
                CONTENT_TYPE,
                AUTHORIZATION,
                HeaderName::from_static(API_KEY_HEADER),
                HeaderName::from_static(REQUEST_ID_HEADER),
            ])
            .expose_headers([REQUEST_ID_HEADER, "retry-after", "allow"].map(HeaderName::from_static))
            .max_age(MAX_AGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(origins: &Origins, origin: &'static str) -> bool {
        origins.admit(&HeaderValue::from_static(origin), Some(&HeaderValue::from_static("localhost:8080")))
    }

    #[test]
    fn a_page_may_call_if_its_origin_is_the_services_own_or_listed() {
        let listed = Origins::Listed(vec![HeaderValue::from_static("https://app.example.com")]);
        for origins in [&Origins::Own, &listed] {
            assert!(admitted(origins, "http://localhost:8080"));
            for stranger in ["http://localhost:8081", "https://evil.example", "null", "localhost:8080"] {
                assert!(!admitted(origins, stranger), "{stranger}");
            }
        }
        assert!(admitted(&listed, "https://app.example.com"));
        assert!(!admitted(&Origins::Own, "https://app.example.com"));
        assert!(admitted(&Origins::Any, "https://evil.example"));
    }
}
