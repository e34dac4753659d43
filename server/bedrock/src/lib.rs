//! Textgate's model port over Amazon Bedrock: Converse, through the AWS SDK.
//!
//! Callers never see a Bedrock id or a Bedrock error text; [`textgate_core::model::ModelError`] carries them to the log.
#![doc = include_str!("../ERRORS.md")]
#![expect(clippy::doc_markdown, reason = "the table has the exceptions' names as they are, for the tests to read")]

mod converse;
mod failure;
mod model;

pub use model::{BedrockModel, NoRegion, Settings};
