//! Generates the Rust client from the published document alone: the output of progenitor, changed so that the public interface
//! of the client has no type of progenitor or reqwest.

mod bounds;
mod documentation;
mod files;
mod setters;
mod source;
mod syntax;
mod wrappers;

pub(crate) use source::sources;
