//! Textgate's contract and its HTTP face.
//!
//! The contract is the wire types, each with its constraints, in the file of the operation that uses them. From them come
//! [`document`], which everything outside is derived from, and the validators that [`app`] enforces.

mod authenticate;
mod contract;
mod cors;
mod document;
mod error;
mod events;
mod exchange;
mod explain;
mod extract;
mod generate;
mod generate_stream;
mod health;
mod model_list;
mod observer;
mod outcome;
mod reply;
mod routes;
mod state;
mod summarize;
mod task;
mod text;

pub use authenticate::{Callers, GatewayIdentities};
pub use contract::{Contract, ContractError};
pub use cors::Origins;
pub use document::{document, published};
pub use error::{ApiError, Code};
pub use exchange::{Deadline, GatewayRequestId, IdSource};
pub use extract::MAX_BODY_BYTES;
pub use observer::{End, EndedRequest, Observer};
pub use routes::app;
