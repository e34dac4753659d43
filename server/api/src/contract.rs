//! The contract at run time: the published document, and a validator for each request body that it describes.

use std::collections::{HashMap, HashSet};

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
    /// The methods that want credentials, by path.
    secured: HashMap<String, HashSet<Method>>,
    /// The ids of the operations, by path and method.
    ids: HashMap<String, HashMap<Method, String>>,
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
        let (mut bodies, mut secured) = (HashMap::new(), HashMap::<_, HashSet<_>>::new());
        let mut ids = HashMap::<_, HashMap<_, _>>::new();
        for (path, method, operation) in operations(&document) {
            let method = method.to_uppercase().parse::<Method>();
            if let (Ok(method), Some(id)) = (&method, operation["operationId"].as_str()) {
                ids.entry(path.clone()).or_default().insert(method.clone(), id.to_owned());
            }
            if wants_credentials(operation) {
                secured.entry(path.clone()).or_default().extend(method);
            }
            let content = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            if let Some(pointer) = content.and_then(Value::as_str).map(|reference| reference.trim_start_matches('#')) {
                let name = pointer.rsplit('/').next().unwrap_or(pointer);
                bodies.insert(name.to_owned(), Validator::compile(&document, pointer)?);
            }
        }
        Ok(Self { document: serde_json::to_vec(&document)?.into(), bodies, secured, ids })
    }

    /// The published document, as JSON.
    pub fn document(&self) -> Bytes {
        self.document.clone()
    }

    /// Whether the operation with this method of this path wants credentials.
    pub(crate) fn is_secured(&self, path: &str, method: &Method) -> bool {
        self.secured.get(path).is_some_and(|methods| methods.contains(answering(method)))
    }

    /// The id of the operation with this method of this path.
    pub(crate) fn operation_id(&self, path: &str, method: &Method) -> Option<&str> {
        self.ids.get(path)?.get(answering(method)).map(String::as_str)
    }

    /// The validator of a request body, by its schema's name.
    pub(crate) fn body(&self, schema: &str) -> Option<&Validator> {
        self.bodies.get(schema)
    }
}

/// Whoever answers GET answers HEAD (RFC 9110, 9.3.2), and axum does.
fn answering(method: &Method) -> &Method {
    if method == Method::HEAD { &Method::GET } else { method }
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
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
