//! The contract: the document that is published, and what enforces it. The operations' part of the document is handed
//! in: nothing here knows an operation.
//!
//! - `document`: the document around the operations, and what the responses of all operations have in common.
//! - `enforcement`: the published document at run time, with a validator for each request body.
//! - `schema_judge`: the same validator for the objects that models answer with.

mod document;
mod enforcement;
mod schema_judge;

pub use enforcement::{Contract, ContractError};

pub(crate) use document::{complete, frame};
pub(crate) use schema_judge::schema_judge;
