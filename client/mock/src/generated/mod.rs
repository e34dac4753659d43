//! The part of the mock that `cargo openapi generate` derives from the contract: every other file of this folder.

mod examples;
pub mod mocks;
pub mod statuses;
