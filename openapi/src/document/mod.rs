//! What every other module knows about an OpenAPI 3.0.3 document: its grammar, its references, its JSON text, and the
//! errors that name a place in it.

mod check;
mod decimal;
mod error;
mod grammar;
pub mod json;
mod metaschema;
mod not_blank;
mod pointer;
mod references;

pub(crate) use check::{check_object, check_root};
pub(crate) use decimal::can_be_bound;
pub use error::DocumentError;
#[cfg(test)]
pub(crate) use grammar::KeywordValue;
pub(crate) use grammar::{
    DOCUMENT, LICENSE, MEDIA_TYPE, ObjectKind, PARAMETER, REQUEST_BODY, REQUEST_SCHEMA, RESPONSE, SCHEMA, rewrite,
    visit,
};
pub use not_blank::NOT_BLANK;
pub(crate) use not_blank::is_blank;
pub use pointer::Pointer;
pub(crate) use references::check_references;
