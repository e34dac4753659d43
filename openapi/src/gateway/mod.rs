//! From a lowered document to the one that Amazon API Gateway imports as a REST API, so that the gateway refuses at the
//! edge what the contract refuses.
//!
//! [`derive()`] does it, with an [`Overlay`] for what a contract does not say (functions, gateway responses, CORS) and a
//! [`Rendering`] of the integrations; [`Access`] is for a gateway that asks callers for something else than the contract
//! says. API Gateway's import ignores half of what a schema may say and explains nothing, so
//! the rules, listed in [`RULES`], check both the contract and the derived document, and each finding names place,
//! reason and remedy.

mod access;
mod contract_rules;
mod derive;
mod import_rules;
mod integration;
mod models;
mod overlay;
mod reference;
mod rules;

pub use access::Access;
pub use derive::derive;
pub use import_rules::check as check_import;
pub use integration::Rendering;
pub use overlay::{Accepted, Cors, Functions, GatewayResponse, Overlay};
pub use rules::{Finding, Findings, RULES, Rule};
