//! Compiles a schema and all schemas that it refers to.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::schema::{AdditionalProperties, CompiledSchema, JsonType, TextPattern};
use crate::document::Pointer;

/// Why a schema cannot be compiled.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {reason}")]
pub struct CompileError {
    pointer: Pointer,
    reason: String,
}

/// The state of a compilation.
pub(super) struct Compiler<'d> {
    document: &'d Value,
    schemas: Vec<CompiledSchema>,
    /// The index of each compiled schema by its pointer. A schema is compiled once, so that recursion ends.
    indices: HashMap<String, usize>,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self { document, schemas: Vec::new(), indices: HashMap::new() }
    }

    /// Every schema that was compiled, by index.
    pub(super) fn into_schemas(self) -> Vec<CompiledSchema> {
        self.schemas
    }

    /// Compiles the schema at `pointer`, or the schema that its references end at, and returns its index.
    pub(super) fn schema(&mut self, mut pointer: Pointer) -> Result<usize, CompileError> {
        let mut followed = Vec::new();
        let schema = loop {
            if let Some(index) = self.indices.get(pointer.as_str()) {
                return Ok(*index);
            }
            let Some(schema) = self.document.pointer(pointer.as_str()).and_then(Value::as_object) else {
                return Err(error(&pointer, "the document has no schema here; correct the pointer or the reference"));
            };
            let Some(reference) = schema.get("$ref") else { break schema };
            let Some(target) = reference.as_str().and_then(|reference| reference.strip_prefix('#')) else {
                return Err(error(&pointer, "a reference must begin with `#`; move its target into this document"));
            };
            followed.push(std::mem::replace(&mut pointer, Pointer::from(target)));
            if followed.contains(&pointer) {
                return Err(error(&pointer, "the reference refers to itself; it must end at a schema"));
            }
        };
        let index = self.schemas.len();
        self.indices.insert(pointer.as_str().to_owned(), index);
        self.schemas.push(CompiledSchema::default());
        self.schemas[index] = self.compile(schema, &pointer)?;
        Ok(index)
    }

    fn compile(&mut self, schema: &Map<String, Value>, pointer: &Pointer) -> Result<CompiledSchema, CompileError> {
        let mut compiled = CompiledSchema::default();
        for (keyword, value) in schema {
            let pointer = pointer.child(keyword);
            let malformed = || error(&pointer, "the value of the keyword is malformed; correct it");
            match keyword.as_str() {
                "type" => compiled.json_type = Some(JsonType::from_name(value).ok_or_else(malformed)?),
                "enum" => compiled.enumeration = Some(value.as_array().ok_or_else(malformed)?.clone()),
                "minLength" => compiled.min_length = Some(value.as_u64().ok_or_else(malformed)?),
                "maxLength" => compiled.max_length = Some(value.as_u64().ok_or_else(malformed)?),
                "minItems" => compiled.min_items = Some(value.as_u64().ok_or_else(malformed)?),
                "maxItems" => compiled.max_items = Some(value.as_u64().ok_or_else(malformed)?),
                "minimum" => compiled.minimum = Some(value.as_number().ok_or_else(malformed)?.clone()),
                "maximum" => compiled.maximum = Some(value.as_number().ok_or_else(malformed)?.clone()),
                "pattern" => {
                    let pattern = value.as_str().ok_or_else(malformed)?;
                    compiled.pattern = Some(TextPattern::new(pattern).map_err(|_| malformed())?);
                }
                "required" => {
                    let names = value.as_array().ok_or_else(malformed)?.iter();
                    compiled.required = names.filter_map(Value::as_str).map(str::to_owned).collect();
                }
                "properties" => {
                    for name in value.as_object().ok_or_else(malformed)?.keys() {
                        let index = self.schema(pointer.child(name))?;
                        compiled.properties.insert(name.clone(), index);
                    }
                }
                "additionalProperties" => {
                    compiled.additional = match value {
                        Value::Bool(true) => AdditionalProperties::Any,
                        Value::Bool(false) => AdditionalProperties::None,
                        _ => AdditionalProperties::Schema(self.schema(pointer)?),
                    };
                }
                "items" => compiled.items = Some(self.schema(pointer)?),
                // Annotations constrain nothing.
                "format" | "title" | "description" | "example" | "deprecated" => {}
                _ => return Err(error(&pointer, "the validator cannot enforce this keyword; remove it")),
            }
        }
        Ok(compiled)
    }
}

fn error(pointer: &Pointer, reason: &str) -> CompileError {
    CompileError { pointer: pointer.clone(), reason: reason.to_owned() }
}
