//! Textgate's model port over Amazon Bedrock: Converse and ConverseStream, through the AWS SDK.
//!
//! [`permissions`] derives what a role has to be allowed for these calls.
//!
//! Callers never see a Bedrock id or a Bedrock error text; [`textgate_core::model::ModelError`] carries them to the log.
#![doc = include_str!("../ERRORS.md")]
#![expect(clippy::doc_markdown, reason = "the tables have the exceptions' names as they are, for the tests to read")]

mod answer;
mod attempts;
mod converse;
mod converse_stream;
mod failure;
mod guardrail;
mod json;
mod model;
pub mod permissions;
mod request;
mod warm;

pub use model::{BedrockModel, NoRegion, Settings};
