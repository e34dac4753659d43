#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod attempts;
mod call;
mod call_record;
mod clock;
mod code;
mod config;
mod credentials;
mod error;
mod fields;
mod headers;
mod hooks;
mod idle_timeout;
mod options;
mod response;
mod retry;
mod retry_budget;
mod state;
mod stream;
#[cfg(test)]
mod tests;

// Generated from `openapi/v1.json` by `cargo openapi generate`.
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::pedantic,
    missing_docs,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
mod generated_builder;
#[expect(clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
mod generated_client;
#[rustfmt::skip]
mod generated_operations;
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::pedantic,
    missing_docs,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
mod generated_types;

pub use code::ErrorCode;
pub use config::{BuildError, ClientBuilder};
pub use credentials::{Token, TokenProvider};
pub use error::{Error, ErrorKind};
pub use generated_client::Client;
pub use options::RequestOptions;
pub use response::Response;
pub use stream::EventStream;

/// The builders of the operations. A method of [`Client`] creates one, its setters fill it in, and `send` or `events`
/// sends it.
pub mod builder {
    pub use crate::generated_builder::*;
}

/// The types of the contract.
pub mod types {
    pub use crate::generated_types::*;
}
