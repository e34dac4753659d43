//! What the tests of the whole system share: the real server as a process, and fakes that speak the real protocols.
#![expect(clippy::missing_panics_doc, reason = "what panics here fails a test")]

pub mod agreement;
pub mod bodies;
pub mod broken_bedrock;
pub mod cloudwatch;
pub mod error_tables;
pub mod event_stream;
pub mod fake_bedrock;
pub mod fake_lambda;
pub mod fake_server;
pub mod metrics;
pub mod policy_file;
pub mod program;
pub mod sample_contract;
pub mod sentences;
pub mod server;
pub mod service_error;
pub mod timeouts;
pub mod usage_from_text;
