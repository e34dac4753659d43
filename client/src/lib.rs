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
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
mod generated;
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

pub use code::ErrorCode;
pub use config::{BuildError, ClientBuilder};
pub use credentials::{Token, TokenProvider};
pub use error::{Error, ErrorKind};
pub use generated::client::Client;
pub use generated::types;
pub use options::RequestOptions;
pub use response::Response;
pub use stream::EventStream;

pub mod builder {
    //! The builders of the operations. A method of [`Client`](crate::Client) creates one, its setters fill it in, and `send` or
    //! `events` sends it.

    pub use crate::generated::operations::builder::*;
}
