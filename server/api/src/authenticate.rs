//! Who calls: settled before anything else of a request is judged, for each operation that the contract secures.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use textgate_core::identity::Identity;
use textgate_core::policy::{Consumer, Consumers};
use tracing::Span;

use crate::error::{API_KEY_HEADER, ApiError, Code};
use crate::exchange::CONSUMER_FIELD;
use crate::outcome::Notes;
use crate::state::AppState;

/// By what the service knows who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// By what a gateway in front has found out: [`GatewayIdentities`]. Keys that a request brings are the gateway's to judge.
    Gateway,
    /// By the API key in the header `x-api-key`.
    Keys,
    /// By nothing: everybody is the one anonymous consumer.
    Anyone,
}

/// Whom the gateway has found the caller to be, what is to decide first. In the extensions of a request that came through
/// one; no part of a request that a caller can write is ever read as this.
#[derive(Clone, Debug, Default)]
pub struct GatewayIdentities(pub Vec<Identity>);

/// The consumer that calls, for the handlers of secured operations.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Arc<Consumer>);

/// Refuses whoever may not call, and hands the consumer on to the handler and to the log.
pub(crate) async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let path = request.extensions().get::<MatchedPath>();
    if path.is_some_and(|path| state.contract.is_secured(path.as_str(), request.method())) {
        let consumer = consumer(state.callers, state.catalogue().consumers(), &request)?.clone();
        Span::current().record(CONSUMER_FIELD, consumer.name());
        if let Some(notes) = request.extensions().get::<Notes>() {
            notes.consumer(&consumer);
        }
        request.extensions_mut().insert(Caller(consumer));
    }
    Ok(next.run(request).await)
}

fn consumer<'c>(callers: Callers, consumers: &'c Consumers, request: &Request) -> Result<&'c Arc<Consumer>, ApiError> {
    match callers {
        Callers::Anyone => Ok(consumers.anonymous()),
        Callers::Keys => {
            let key = api_key(request.headers()).ok_or_else(|| {
                ApiError::new(Code::Unauthorized, format!("there must be one API key, in the header {API_KEY_HEADER}"))
            })?;
            consumers.with_key(key).ok_or_else(|| ApiError::new(Code::Unauthorized, "the API key is not valid"))
        }
        Callers::Gateway => {
            let identities = request.extensions().get().map_or(&[][..], |GatewayIdentities(identities)| identities);
            let unknown = "the policy knows no such caller; the service's operator can add one";
            consumers.with_identity(identities).ok_or_else(|| ApiError::new(Code::ConsumerUnknown, unknown))
        }
    }
}

/// Of two keys, which one counts would be anybody's guess.
fn api_key(headers: &HeaderMap) -> Option<&[u8]> {
    let mut keys = headers.get_all(API_KEY_HEADER).iter();
    let key = keys.next()?;
    keys.next().is_none().then_some(key.as_bytes())
}

/// A handler that asks for its caller is one of a secured operation, or the contract is wrong.
impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, ApiError> {
        let caller = parts.extensions.get().cloned();
        caller.ok_or_else(|| ApiError::internal("an operation that needs its caller is not secured in the contract"))
    }
}
