//! The Rust client of Textgate, a governed text-to-text service on Amazon Bedrock.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = textgate::Client::builder("http://127.0.0.1:8080").build()?;
//! let answer = client
//!     .generate()
//!     .input("Explain serverless in 2 sentences.")
//!     .max_tokens(200)
//!     .send()
//!     .await?;
//! println!("{}", answer.output);
//! # Ok(())
//! # }
//! ```
//!
//! `generate_stream` gives the text as it is generated, as an [`EventStream`]:
//!
//! ```no_run
//! # async fn example(client: textgate::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use textgate::types::StreamEvent;
//!
//! let mut events = client.generate_stream().input("Tell me a story.").events().await?;
//! while let Some(event) = events.next().await {
//!     match event? {
//!         StreamEvent::DeltaEvent(delta) => print!("{}", delta.text),
//!         StreamEvent::DoneEvent(done) => println!("\n({} tokens)", done.usage.total_tokens),
//!         StreamEvent::ErrorEvent(_) => unreachable!("it comes as an error"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client`] has one method for each operation of the service; they are generated from its published document, as are
//! [`types`]. Written by hand are [`ClientBuilder`], where the service is, the API key, and how long to wait, and
//! [`EventStream`].

mod call;
mod code;
mod config;
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
mod response;
mod retry;
mod stream;

use call::Call;
use inner::Inner;

pub use code::ErrorCode;
pub use config::{BuildError, ClientBuilder};
pub use error::{Error, ErrorKind};
pub use generated::{Client, types};
pub use response::Response;
pub use stream::EventStream;

pub mod builder {
    //! The operations, each as it is put together before it is sent. The methods of [`Client`](crate::Client) begin them.

    pub use crate::generated::builder::*;
}
