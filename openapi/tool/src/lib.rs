//! What `cargo openapi` does: derive the files that come from the contract, write them, or compare them; compare the
//! contract with what was released, and release it.
//!
//! The command and the test call the same functions.

mod client;
mod compat;
mod derived;
mod gateway;
mod mock;
mod release;
mod released;
mod rust_file;

pub use compat::{Comparison, CompatError, Fault, compare};
pub use derived::{DeriveError, Derived, FileError, check, derive, generate, project_root};
pub use gateway::{OVERLAY, gateway_document};
pub use release::{Release, ReleaseError, release};
pub use released::{RELEASED, Released, ReleasedError};
