//! Textgate's contract and its HTTP interface.
//!
//! The contract is the wire types with their constraints, each in the file of its operation. From them come the
//! document, which everything outside is derived from, and the validators that [`app`] enforces.
//!
//! Each module uses only modules above it in this list:
//!
//! - `headers`: names of headers.
//! - `error`: the error codes and the one error body.
//! - `contract`: the document around the operations, and what enforces it.
//! - `http`: what happens to every request around its handler.
//! - `operations`: one file for each operation.
//! - `routes`: the table of operations, and the service made from it.

mod contract;
mod error;
mod headers;
mod http;
mod operations;
mod routes;

pub use contract::{Contract, ContractError};
pub use error::{ApiError, Code};
pub use http::{
    Callers, Deadline, GatewayIdentities, GatewayRequestId, IdSource, MAX_BODY_BYTES, Observer, Origins, RequestEnd,
    RequestFacts,
};
pub use routes::{app, document, published};
