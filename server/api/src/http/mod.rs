//! HTTP: what happens to every request around its handler, and how a handler gets its inputs. Nothing here knows an
//! operation.
//!
//! Each module uses only modules above it in this list:
//!
//! - `facts`: the facts of a request, and the observer that gets them.
//! - `request_id`: the id of a request.
//! - `callers`: how the service knows which consumer calls.
//! - `origins`: from which web pages a browser may call.
//! - `state`: what all handlers share.
//! - `context`: the context of one request: consumer, deadline, and the record of its generation.
//! - `authenticate`: finds the consumer of a request, or refuses it.
//! - `body`: reads a request body and checks it against the contract.
//! - `openapi_json`: serves the published document.
//! - `refusals`: the responses where no handler answers.
//! - `open_request`: reports the facts of a request once, when its response has ended.
//! - `server_sent_events`: responses that are streams of events.
//! - `lifecycle`: the outermost layer: request id, error body, and the end of a request.

mod authenticate;
mod body;
mod callers;
mod context;
mod facts;
mod lifecycle;
mod open_request;
mod openapi_json;
mod origins;
mod refusals;
mod request_id;
mod server_sent_events;
mod state;

pub use body::MAX_BODY_BYTES;
pub use callers::{Callers, GatewayIdentities};
pub use context::Deadline;
pub use facts::{Observer, RequestEnd, RequestFacts};
pub use origins::Origins;
pub use request_id::{GatewayRequestId, IdSource};

pub(crate) use authenticate::authenticate;
pub(crate) use body::ValidBody;
pub(crate) use lifecycle::observe_request;
pub(crate) use openapi_json::serve_openapi_json;
pub(crate) use origins::reject_foreign_origins;
pub(crate) use refusals::{handle_panic, refuse_unknown_path, refuse_unsupported_method};
pub(crate) use request_id::RequestId;
pub(crate) use server_sent_events::{ServerSentEvent, respond_with_events};
pub(crate) use state::AppState;
