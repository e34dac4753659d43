//! A mock of Textgate, for the tests of code that calls it: an HTTP server with typed answers to every operation.
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
//! let answer = client.generate().input("Say hello.").send().await?;
//! assert_eq!(answer.output, "Hello!");
//! mock.assert();
//! # Ok(())
//! # }
//! ```
//!
//! [`MockServerExt`] has one method for each operation of the service. Its closure says which requests the mock is for (all of
//! the operation, or those with a given `body`) and what it answers: `ok` with the operation's own type, [`error`] with a code
//! of the contract. [`example`] fills in what a test does not care about, with the contract's own examples.
//!
//! A client asks again after an error that may pass. A test that is about such an error builds its client with
//! `max_attempts(1)`, or has the mock answer with it so many [`times`] and make room for another.
//!
//! A stream's `ok` takes its events. It ends with [`done`] or [`failed`]; without either it was cut off:
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
//! The server is that of [httpmock](https://docs.rs/httpmock), and `into_inner()` leads to its own [`When`] and [`Then`]: to
//! requests with a given header, to answers that come late, or are none of the service. A request that no mock is for gets
//! httpmock's 404, whose body is not the service's.
//!
//! What it cannot do: it sends an answer in one piece. So the events of a stream come together, not one by one, and a stream
//! can be cut off, but its connection cannot fail halfway.
//!
//! [`error`]: Answer::error
//! [`times`]: Answer::times

mod answer;
mod events;
mod example;
#[expect(clippy::pedantic, clippy::unwrap_used, missing_docs, reason = "generated")]
#[rustfmt::skip]
mod generated;

pub use answer::{Answer, REQUEST_ID, error_body};
pub use events::{delta, done, failed};
pub use example::{Example, example};
pub use generated::{MockServerExt, operations};
pub use httpmock::{Mock, MockServer, Then, When};
