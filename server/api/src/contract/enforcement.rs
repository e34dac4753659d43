//! The contract at run time: the published document, and a validator for each request body that it describes.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::Method;
use serde_json::Value;
use textgate_openapi::{CompileError, LowerError, Validator};
use utoipa::openapi::OpenApi as Document;

/// The published document and the validators that enforce it. Both come from the same lowered document.
#[derive(Debug)]
pub struct Contract {
    document: Bytes,
    /// By the name of the schema.
    bodies: HashMap<String, Validator>,
    /// By path and method.
    operations: HashMap<String, HashMap<Method, Operation>>,
}

/// What the handling of each request needs to know of its operation.
#[derive(Debug)]
struct Operation {
    id: String,
    needs_credentials: bool,
}

/// Why the contract cannot be enforced. Each is a defect of the wire types, which the tests find before a release.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContractError {
    /// The document has no equivalent in OpenAPI 3.0.3.
    #[error("the contract cannot be lowered to OpenAPI 3.0.3")]
    Lower(#[from] LowerError),
    /// A schema cannot be compiled to a validator.
    #[error("a schema of the contract cannot be compiled to a validator")]
    Compile(#[from] CompileError),
    /// The document cannot be written as JSON.
    #[error("the contract cannot be written as JSON")]
    Write(#[from] serde_json::Error),
}

impl Contract {
    /// Lowers the document, which has its operations, and compiles a validator for each request body.
    pub fn new(document: &Document) -> Result<Self, ContractError> {
        let document = textgate_openapi::lower(document)?;
        let (mut bodies, mut operations) = (HashMap::new(), HashMap::<_, HashMap<_, _>>::new());
        for (path, method, operation) in described(&document) {
            if let Ok(method) = method.to_uppercase().parse() {
                let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
                let operation = Operation { id, needs_credentials: needs_credentials(operation) };
                operations.entry(path.clone()).or_default().insert(method, operation);
            }
            let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            if let Some(pointer) = schema.and_then(Value::as_str).map(|reference| reference.trim_start_matches('#')) {
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

    /// Whether the operation with this path and method needs credentials.
    pub(crate) fn is_secured(&self, path: &str, method: &Method) -> bool {
        self.operation(path, method).is_some_and(|operation| operation.needs_credentials)
    }

    /// The id of the operation with this path and method.
    pub(crate) fn operation_id(&self, path: &str, method: &Method) -> Option<&str> {
        Some(&self.operation(path, method)?.id)
    }

    fn operation(&self, path: &str, method: &Method) -> Option<&Operation> {
        // A resource that supports GET supports HEAD (RFC 9110, 9.3.2), and axum routes HEAD to the handler of GET.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.operations.get(path)?.get(method)
    }

    /// The validator of a request body, by the name of its schema.
    pub(crate) fn body(&self, schema: &str) -> Option<&Validator> {
        self.bodies.get(schema)
    }
}

/// Path, method and operation of each operation of the document.
fn described(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let methods = paths.filter_map(|(path, item)| Some((path, item.as_object()?)));
    methods.flat_map(|(path, item)| item.iter().map(move |(method, operation)| (path, method, operation)))
}

/// An operation is open if its `security` is empty or has an empty alternative (OpenAPI 3.0.3, Operation Object).
fn needs_credentials(operation: &Value) -> bool {
    let alternatives = operation["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    !alternatives.is_empty()
        && alternatives.iter().all(|schemes| schemes.as_object().is_some_and(|all| !all.is_empty()))
}
