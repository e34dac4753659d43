//! From the SDK's errors to the port's: which kind an error is, and what the log may say about it. ERRORS.md has the
//! resulting tables.
//!
//! Each module uses those above it in this list:
//!
//! - `message`: a message in the form that the rules compare. `pattern`: patterns of messages.
//! - `vocabulary`: the words of a message that the log may show.
//! - `rules`: the table of rules: what a message means.
//! - `exception`: an exception of Bedrock. `connection`: a call that got no response.
//! - `sdk`: the SDK's errors.
//! - `retries`: which of them the SDK repeats, where its own choice is wrong.

mod connection;
mod exception;
mod message;
mod pattern;
mod retries;
mod rules;
mod sdk;
#[cfg(test)]
mod sentences;
mod vocabulary;

pub(crate) use retries::Retries;
pub(crate) use sdk::{cut_off, from_call, from_stream};
