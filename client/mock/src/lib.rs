//! A mock of Textgate, for tests of code that calls it: an HTTP server with typed answers for every operation.
//!
//! ```
//! use textgate::types::GenerateResponse;
//! use textgate_mock::{MockServer, MockServerExt as _, example};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let service = MockServer::start();
//! let mock = service.generate(|_, then| {
//!     then.ok(&GenerateResponse { output: "Hello!".to_owned(), ..example() });
//! });
//!
//! let client = textgate::Client::builder(service.base_url()).build()?;
//! let response = client.generate().input("Say hello.").send().await?;
//! assert_eq!(response.output, "Hello!");
//! mock.assert();
//! # Ok(())
//! # }
//! ```
//!
//! [`MockServerExt`] has one method for each operation of the service. Its closure chooses the requests that the mock
//! answers: all requests of the operation, or only those with a given `body`. It also sets the answer: `ok` takes the
//! operation's own response type, and [`error`] takes an error code of the contract. [`example()`] fills in the fields
//! that a test does not depend on, with the contract's own examples.
//!
//! A client retries after some errors. In a test of such an error, build the client with `max_attempts(1)`, or limit
//! the error to a number of [`times`] and add a second mock for the requests after that.
//!
//! For `generate_stream`, `ok` takes the events of the stream. A complete stream ends with [`done`] and a failed one
//! with [`failed`]. If the last event is neither, the client sees a stream that was cut off:
//!
//! ```
//! use textgate_mock::{MockServer, MockServerExt as _, delta, done};
//!
//! let service = MockServer::start();
//! service.generate_stream(|_, then| {
//!     then.ok(&[delta("Once upon "), delta("a time."), done()]);
//! });
//! ```
//!
//! The server is that of [httpmock](https://docs.rs/httpmock). `into_inner()` returns httpmock's own [`When`] and
//! [`Then`], for example to match a header, to delay an answer, or to give an answer that the service would never give.
//! A request that no mock matches gets httpmock's 404, without an error body of the service.
//!
//! A limitation: the mock sends every answer in one piece. So all events of a stream arrive together. A stream can be
//! cut off, but its connection cannot fail in the middle.
//!
//! [`error`]: Answer::error
//! [`times`]: Answer::times

mod answer;
mod events;
mod example;

// Generated from the contract by `cargo openapi generate`.
#[rustfmt::skip]
mod generated_contract_examples;
#[rustfmt::skip]
mod generated_error_statuses;
#[expect(clippy::pedantic, missing_docs, reason = "generated")]
#[rustfmt::skip]
mod generated_mock_server;
#[expect(clippy::pedantic, clippy::unwrap_used, missing_docs, reason = "generated")]
#[rustfmt::skip]
mod generated_operations;

pub use answer::{Answer, REQUEST_ID, error_body};
pub use events::{delta, done, failed};
pub use example::{Example, example};
pub use generated_mock_server::MockServerExt;
pub use httpmock::{Mock, MockServer, Then, When};

/// The mocks of the operations: for each, which requests it answers and how.
pub mod operations {
    pub use crate::generated_operations::*;
}
