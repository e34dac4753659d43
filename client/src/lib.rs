//! The Rust client of Textgate, a governed text-to-text service on Amazon Bedrock.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = textgate::Client::builder("http://127.0.0.1:8080").build()?;
//! let answer = client
//!     .generate()
//!     .body_map(|body| body.input("Explain serverless in 2 sentences."))
//!     .send()
//!     .await?;
//! println!("{}", answer.output);
//! # Ok(())
//! # }
//! ```
//!
//! [`Client`] has one method for each operation of the service; they are generated from its published document, as are
//! [`types`]. [`ClientBuilder`] is written by hand: where the service is, the API key, and how long to wait.

mod builder;
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

pub use builder::{BuildError, ClientBuilder};
pub use generated::{ByteStream, Client, ClientInfo, Error, ResponseValue, types};
