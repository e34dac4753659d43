//! What `cargo openapi` does: derive the files that come from the contract, write them, or compare them.
//!
//! The command and the test call the same functions.

mod client;
mod derived;
mod gateway;

pub use derived::{DeriveError, Derived, FileError, check, derive, generate, project_root};
pub use gateway::{OVERLAY, gateway_document};
