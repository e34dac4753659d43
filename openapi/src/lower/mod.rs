//! Lowers OpenAPI 3.1 to OpenAPI 3.0.3.

mod document_transforms;
mod lowering;
mod portable_pattern;
mod request_rules;
mod schema_transforms;

pub use lowering::{LowerError, lower};
