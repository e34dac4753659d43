//! The contract at run time: the published document, and a validator for each request body that it describes.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::Method;
use serde_json::Value;
use textgate_openapi::{CompileError, LowerError, Validator};

use crate::document;

/// The published document and what enforces it; both from the same lowered value.
#[derive(Debug)]
pub struct Contract {
    document: Bytes,
    /// By schema name.
    bodies: HashMap<String, Validator>,
    /// By path and method.
    operations: HashMap<String, HashMap<Method, Operation>>,
}

/// What is asked of an operation on the way of each request.
#[derive(Debug)]
struct Operation {
    id: String,
    wants_credentials: bool,
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
        let (mut bodies, mut operations) = (HashMap::new(), HashMap::<_, HashMap<_, _>>::new());
        for (path, method, operation) in described(&document) {
            if let Ok(method) = method.to_uppercase().parse() {
                let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
                let operation = Operation { id, wants_credentials: wants_credentials(operation) };
                operations.entry(path.clone()).or_default().insert(method, operation);
            }
            let content = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            if let Some(pointer) = content.and_then(Value::as_str).map(|reference| reference.trim_start_matches('#')) {
                let name = pointer.rsplit('/').next().unwrap_or(pointer);
                bodies.insert(name.to_owned(), Validator::compile(&document, pointer)?);
            }
        }
        Ok(Self { document: serde_json::to_vec(&document)?.into(), bodies, operations })
    }

    /// The published document, as JSON.
    pub fn document(&self) -> Bytes {
        self.document.clone()
    }

    /// Whether the operation with this method of this path wants credentials.
    pub(crate) fn is_secured(&self, path: &str, method: &Method) -> bool {
        self.operation(path, method).is_some_and(|operation| operation.wants_credentials)
    }

    /// The id of the operation with this method of this path.
    pub(crate) fn operation_id(&self, path: &str, method: &Method) -> Option<&str> {
        Some(&self.operation(path, method)?.id)
    }

    fn operation(&self, path: &str, method: &Method) -> Option<&Operation> {
        // Whoever answers GET answers HEAD (RFC 9110, 9.3.2), and axum does.
        let answering = if method == Method::HEAD { &Method::GET } else { method };
        self.operations.get(path)?.get(answering)
    }

    /// The validator of a request body, by its schema's name.
    pub(crate) fn body(&self, schema: &str) -> Option<&Validator> {
        self.bodies.get(schema)
    }
}

fn described(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let methods = paths.filter_map(|(path, item)| Some((path, item.as_object()?)));
    methods.flat_map(|(path, item)| item.iter().map(move |(method, operation)| (path, method, operation)))
}

/// An operation is open if it asks for no security, or for none as one of its alternatives (OpenAPI 3.0, `security`).
fn wants_credentials(operation: &Value) -> bool {
    let alternatives = operation["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    !alternatives.is_empty()
        && alternatives.iter().all(|schemes| schemes.as_object().is_some_and(|all| !all.is_empty()))
}
