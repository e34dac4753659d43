#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod budget;
mod call;
mod clock;
mod code;
mod config;
mod credentials;
mod error;
mod exchange;
mod fields;
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
mod generated;
mod inner;
mod options;
mod response;
mod retry;
mod silence;
mod stream;
#[cfg(test)]
mod tests;

use call::Call;
use inner::Inner;

pub use code::ErrorCode;
pub use config::{BuildError, ClientBuilder};
pub use credentials::{Token, TokenProvider};
pub use error::{Error, ErrorKind};
pub use generated::{Client, types};
pub use options::RequestOptions;
pub use response::Response;
pub use stream::EventStream;

pub mod builder {
    //! The operations, each as it is put together before it is sent. The methods of [`Client`](crate::Client) begin them.

    pub use crate::generated::builder::*;
}
