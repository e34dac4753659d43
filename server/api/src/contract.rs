//! The contract at run time: the published document, and a validator for each request body that it describes.

use std::collections::HashMap;

use axum::body::Bytes;
use serde_json::Value;
use textgate_openapi::{CompileError, LowerError, Validator};

use crate::document;

/// The published document and what enforces it; both from the same lowered value.
#[derive(Debug)]
pub struct Contract {
    document: Bytes,
    /// By schema name.
    bodies: HashMap<String, Validator>,
}

/// Why there is no contract: a defect of the wire types, which the tests find before it is released.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContractError {
    /// The document cannot be lowered.
    #[error("the contract cannot be published")]
    Lower(#[from] LowerError),
    /// A schema cannot be enforced.
    #[error("the contract cannot be enforced")]
    Compile(#[from] CompileError),
    /// The document cannot be written.
    #[error("the contract cannot be written")]
    Write(#[from] serde_json::Error),
}

impl Contract {
    /// Lowers the document and compiles its validators.
    pub fn new() -> Result<Self, ContractError> {
        let document = document::published()?;
        let mut bodies = HashMap::new();
        let operations = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in operations.filter_map(Value::as_object).flat_map(|methods| methods.values()) {
            let content = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            if let Some(pointer) = content.and_then(Value::as_str).map(|reference| reference.trim_start_matches('#')) {
                let name = pointer.rsplit('/').next().unwrap_or(pointer);
                bodies.insert(name.to_owned(), Validator::compile(&document, pointer)?);
            }
        }
        Ok(Self { document: serde_json::to_vec(&document)?.into(), bodies })
    }

    /// The published document, as JSON.
    pub fn document(&self) -> Bytes {
        self.document.clone()
    }

    /// The validator of a request body, by its schema's name.
    pub(crate) fn body(&self, schema: &str) -> Option<&Validator> {
        self.bodies.get(schema)
    }
}
