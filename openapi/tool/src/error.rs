//! Why a file cannot be derived.

use textgate_openapi::LowerError;
use textgate_openapi::apigateway::Findings;

use crate::paths::OVERLAY;

/// Why a file cannot be derived from the contract.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// The document cannot be lowered.
    #[error("{0}")]
    Lower(#[from] LowerError),
    /// The lowered document is not an OpenAPI 3.0 document, or cannot be written as JSON.
    #[error("the lowered document is not valid OpenAPI 3.0: {0}")]
    Document(#[from] serde_json::Error),
    /// progenitor does not accept the document.
    #[error("progenitor cannot generate a client: {0}")]
    Client(#[from] progenitor::Error),
    /// The output of progenitor is not Rust.
    #[error("the generated client is not valid Rust: {0}")]
    Source(#[from] syn::Error),
    /// The output of progenitor lacks something that the hand-written part of the client relies on.
    #[error("the output of progenitor no longer has what the client relies on: {0}")]
    MissingOutput(String),
    /// The overlay cannot be read, or contradicts the contract.
    #[error("{OVERLAY}: {0}")]
    Overlay(String),
    /// API Gateway would reject the contract, or not enforce all of it.
    #[error("API Gateway cannot enforce this contract:\n{0}")]
    Gateway(#[from] Findings),
}
