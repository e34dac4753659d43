//! Textgate's model port over Amazon Bedrock: Converse, through the AWS SDK.
//!
//! Callers never see a Bedrock id or a Bedrock error text; [`textgate_core::model::ModelError`] carries them to the log.
#![doc = include_str!("../ERRORS.md")]

mod converse;
mod failure;
mod model;

pub use model::{BedrockModel, NoRegion, Settings};
