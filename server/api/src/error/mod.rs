//! Errors as callers see them: the codes, the one error body of every operation, and which domain error gets which
//! code.
//!
//! Each module uses those above it in this list:
//!
//! - `code`: the table of codes: name, HTTP status, meaning.
//! - `body`: the error body, a type of the contract.
//! - `api_error`: an error on its way to the caller.
//! - `domain`: from the domain's errors to those of the API.

mod api_error;
mod body;
mod code;
mod domain;

pub use api_error::ApiError;
pub use code::Code;

pub(crate) use body::{ErrorBody, Violation};
