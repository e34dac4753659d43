//! A fake Bedrock: it speaks the protocol of Converse, ConverseStream and `ApplyGuardrail`, and gives the answers that a test
//! sets.
//!
//! - `answer`: the answers that a test can set.
//! - `tool_use`: the tool that a request wants the model to call.
//! - `guardrail`: a guardrail that blocks one word.
//! - `service`: the HTTP service.

mod answer;
mod guardrail;
mod service;
mod tool_use;

pub use answer::{Answer, Tokens};
pub use guardrail::FakeGuardrail;
pub use service::{AWS_REQUEST_ID, FakeBedrock, Request};
