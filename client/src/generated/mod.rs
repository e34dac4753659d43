//! The part of the client that `cargo openapi generate` derives from `openapi/v1.json`: every other file of this folder.

pub mod client;
pub mod operations;
pub mod types;
