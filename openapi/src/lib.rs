//! Turns an OpenAPI document that was written in Rust into one that every tool reads, and validates request bodies by it.
//!
//! - [`lower`] turns the OpenAPI 3.1 of utoipa into OpenAPI 3.0.3. It rejects what has no equivalent, and says where.
//! - [`json`] parses a JSON text. It rejects duplicate keys and deep nesting, and reads each number on the correct side of
//!   every bound.
//! - [`Validator`] validates a JSON value by a schema of the lowered document.
//! - [`apigateway`] derives from the lowered document the one that Amazon API Gateway imports.
//! - [`compat`] compares two versions of a lowered document and reports which clients a new version breaks.
//!
//! The library knows nothing of Textgate. It works on any document that utoipa makes.

pub mod apigateway;
pub mod compat;
mod document;
mod lower;
mod validate;

pub use document::{DocumentError, NOT_BLANK, Pointer, json};
pub use lower::{LowerError, lower};
pub use validate::{CompileError, Validator, Violation};
