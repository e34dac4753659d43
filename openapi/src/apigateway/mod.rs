//! Derives from a lowered document the one that Amazon API Gateway imports as a REST API, so that the gateway rejects the
//! requests that the contract does not allow.
//!
//! [`derive()`] does it. An [`Overlay`] adds what a contract does not say (functions, gateway responses, CORS), and a
//! [`Rendering`] says how the integrations are written. [`Access`] is for a gateway that authenticates its callers in another
//! way than the contract says. The import of API Gateway ignores half of what a schema may say and does not report it.
//! Therefore the rules in [`RULES`] check both the contract and the derived document. Each finding has its pointer, its
//! reason, a remedy and a source.

mod access;
mod contract_rules;
mod derive;
mod gateway_responses;
mod import_rules;
mod integration;
mod models;
mod overlay;
mod paths;
mod preflight;
mod references;
mod rules;

pub use access::Access;
pub use derive::derive;
pub use import_rules::check as check_import;
pub use integration::Rendering;
pub use overlay::{Accepted, Cors, Functions, GatewayResponse, Overlay};
pub use rules::{Finding, Findings, RULES, Rule};
