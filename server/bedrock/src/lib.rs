//! Textgate's model port over Amazon Bedrock: Converse, ConverseStream and ApplyGuardrail, through the AWS SDK.
//!
//! [`permissions`] derives the IAM permissions that a role needs for these calls.
//!
//! Callers never see a Bedrock id or the text of a Bedrock error. [`textgate_core::model::ModelError`] carries them to the
//! log.
//!
//! From the ground up:
//!
//! - `json_document`, `http_client`, `retry`, `guardrail`, `decimals`: JSON, connections, retries and guardrails in the SDK's
//!   types, and numbers on the wire.
//! - `request`, `response`, `errors`: from the port's types to the SDK's, and back.
//! - `call`: the SDK's calls of Converse and ConverseStream, filled from a request.
//! - `converse`, `converse_stream`, `warm_up`: the three things that are done with these calls.
//! - `apply_guardrail`: the call that has a guardrail check the text of an object.
//! - `model`: [`BedrockModel`], with its client and timeouts.
#![doc = include_str!("../ERRORS.md")]
#![expect(clippy::doc_markdown, reason = "the tables have the exceptions' names as they are, for the tests to read")]

mod apply_guardrail;
mod call;
mod converse;
mod converse_stream;
mod decimals;
mod errors;
mod guardrail;
mod http_client;
mod json_document;
mod model;
pub mod permissions;
mod request;
mod response;
mod retry;
mod warm_up;

pub use model::{BedrockModel, NoRegion, Settings};
