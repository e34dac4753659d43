//! Validates JSON values against the schemas of a lowered document.
//!
//! A schema is compiled once. The validation of a valid value allocates nothing. The semantics are those of JSON Schema draft
//! 4, which API Gateway enforces: `1.0` is not an integer, and lengths count Unicode code points.

mod check;
mod compiler;
mod schema;
mod validator;

pub use check::Violation;
pub use compiler::CompileError;
pub use validator::Validator;
