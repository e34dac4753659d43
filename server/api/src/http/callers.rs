//! How the service knows which consumer calls.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::HeaderMap;
use textgate_core::identity::Identity;
use textgate_core::policy::{Consumer, Consumers};

use crate::error::{ApiError, Code};
use crate::headers;

/// How the service knows which consumer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// A gateway in front of the service identifies the caller: [`GatewayIdentities`]. The gateway has checked the API
    /// key.
    Gateway,
    /// The service checks the API key in the header `x-api-key`.
    Keys,
    /// No authentication: every caller is the anonymous consumer.
    Anyone,
}

/// The identities of the caller that the gateway has proven, the most specific one first. They are in the extensions of
/// a request that came through a gateway: no header or body of a request is ever read as an identity.
#[derive(Clone, Debug, Default)]
pub struct GatewayIdentities(pub Vec<Identity>);

impl Callers {
    /// The consumer that sends `request`, or the error that refuses it.
    pub(super) fn consumer<'c>(
        self,
        consumers: &'c Consumers,
        request: &Request,
    ) -> Result<&'c Arc<Consumer>, ApiError> {
        match self {
            Self::Anyone => Ok(consumers.anonymous()),
            Self::Keys => {
                let key = api_key(request.headers()).ok_or_else(|| {
                    let message = format!("send exactly one API key, in the header {}", headers::API_KEY);
                    ApiError::new(Code::Unauthorized, message)
                })?;
                consumers.with_key(key).ok_or_else(|| ApiError::new(Code::Unauthorized, "the API key is not valid"))
            }
            Self::Gateway => {
                let identities = request.extensions().get().map_or(&[][..], |GatewayIdentities(identities)| identities);
                consumers.with_identity(identities).ok_or_else(|| {
                    let message =
                        "the policy has no consumer for these credentials; the operator of the service can add one";
                    ApiError::new(Code::ConsumerUnknown, message)
                })
            }
        }
    }
}

/// The API key of a request. A request with two keys has none: it is ambiguous which one counts.
fn api_key(headers: &HeaderMap) -> Option<&[u8]> {
    let mut keys = headers.get_all(headers::API_KEY).iter();
    let key = keys.next()?;
    keys.next().is_none().then_some(key.as_bytes())
}
