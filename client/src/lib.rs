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
pub mod builder;
#[expect(clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
mod client;
#[rustfmt::skip]
mod operations;
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::pedantic,
    missing_docs,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
pub mod types;

pub use client::Client;
pub use code::ErrorCode;
pub use config::{BuildError, ClientBuilder};
pub use credentials::{Token, TokenProvider};
pub use error::{Error, ErrorKind};
pub use options::RequestOptions;
pub use response::Response;
pub use stream::EventStream;
