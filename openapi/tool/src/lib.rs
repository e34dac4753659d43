//! The functions behind `cargo openapi`. They derive the files that come from the contract, write them or compare them with the
//! checked-in ones. They compare the contract with the released one, and release it.
//!
//! The command and the tests call the same functions.

mod accepted;
mod apigateway;
mod client;
mod compat;
mod derive;
mod error;
mod files;
mod mock;
mod paths;
mod progenitor_input;
mod release;
mod released;
mod rust_file;

pub use accepted::{Acceptance, AcceptanceError};
pub use apigateway::gateway_document;
pub use compat::{Comparison, CompatError, VersionFault, compare};
pub use derive::derive;
pub use error::DeriveError;
pub use files::{Derived, FileError, check, generate};
pub use paths::{ACCEPTED, OVERLAY, RELEASED, project_root};
pub use release::{Release, ReleaseError, release};
pub use released::{Released, ReleasedError};
