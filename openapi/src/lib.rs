//! From typed Rust to one document that every tool takes, and a judge for the bodies that it describes.
//!
//! - [`lower`]: utoipa's OpenAPI 3.1 becomes OpenAPI 3.0.3, or an error that says where and why not.
//! - [`json`]: a JSON text becomes a value, once: no duplicate keys, bounded depth, numbers on their
//!   own side of every bound.
//! - [`Validator`]: judges a value by a schema of the lowered document.
//! - [`gateway`]: the lowered document becomes the one that Amazon API Gateway imports.
//! - [`compat`]: what a new version of a document does to the clients of the old one.
//!
//! The library knows nothing of Textgate: it takes any utoipa document.

pub mod compat;
mod frame;
pub mod gateway;
mod grammar;
pub mod json;
mod lower;
mod numbers;
mod pattern;
mod pointer;
mod references;
mod request_rules;
mod shapes;
mod transforms;
mod validator;

pub use lower::{LowerError, lower};
pub use pointer::Pointer;
pub use validator::{CompileError, Validator, Violation};
