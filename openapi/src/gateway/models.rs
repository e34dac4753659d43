//! The models: the schemas of request bodies as JSON Schema draft 4, each complete in itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::rules::{
    ARRAY_LENGTH, DANGLING_REFERENCE, EXTERNAL_REFERENCE, MODEL_NAME, MODELS_SIZE, Report, UNION_REFERENCE,
};
use crate::pointer::Pointer;

const SCHEMAS: &str = "#/components/schemas/";

/// Keywords that judge nothing; the gateway has no use for them, and some it does not know.
const ANNOTATIONS: [&str; 5] = ["example", "examples", "format", "deprecated", "title"];

/// The models of a document, as far as request bodies reach.
pub(crate) struct Models<'d> {
    schemas: &'d Map<String, Value>,
    /// The original names by the model's.
    names: BTreeMap<String, &'d str>,
    written: Map<String, Value>,
    /// Schemas that may still be written. Schemas that refer to others many times over would grow without end.
    budget: usize,
}

/// More than 400 KB of models hold.
const BUDGET: usize = 100_000;

impl<'d> Models<'d> {
    pub(crate) fn new(schemas: &'d Map<String, Value>) -> Self {
        Self { schemas, names: BTreeMap::new(), written: Map::new(), budget: BUDGET }
    }

    /// The models that have been asked for.
    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.written
    }

    /// The name of the model of a schema, which is made if it is not there yet.
    pub(crate) fn require(&mut self, reference: &str, place: &Pointer, report: &mut Report) -> Option<String> {
        let Some(name) = reference.strip_prefix(SCHEMAS) else {
            report.found(&EXTERNAL_REFERENCE, place);
            return None;
        };
        let Some((name, schema)) = self.schemas.get_key_value(name) else {
            report.found(&DANGLING_REFERENCE, place);
            return None;
        };
        let model: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let pointer = Pointer::from("/components/schemas").child(name);
        match self.names.get(&model) {
            Some(original) if *original == name => return Some(model),
            Some(_) => report.found(&MODEL_NAME, &pointer),
            None if model.is_empty() => report.found(&MODEL_NAME, &pointer),
            None => {}
        }
        self.names.insert(model.clone(), name);
        let mut open = vec![name.as_str()];
        let written = self.write(schema, &pointer, &mut open, false, report);
        self.written.insert(model.clone(), written);
        Some(model)
    }

    /// Writes a schema without references, except where it contains itself: there the other model is named.
    ///
    /// `open` are the schemas that are being written, the outermost first.
    fn write(
        &mut self,
        schema: &'d Value,
        pointer: &Pointer,
        open: &mut Vec<&'d str>,
        in_union: bool,
        report: &mut Report,
    ) -> Value {
        let Some(object) = schema.as_object() else { return schema.clone() };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            return self.follow(reference, pointer, open, in_union, report);
        }
        if self.budget == 0 {
            report.found(&MODELS_SIZE, &Pointer::from("/components/schemas"));
            return Value::Null;
        }
        self.budget -= 1;
        let mut written = Map::new();
        for (keyword, value) in object {
            let place = pointer.child(keyword);
            let value = match (keyword.as_str(), value) {
                (annotation, _) if ANNOTATIONS.contains(&annotation) || annotation.starts_with("x-") => continue,
                // Not validated at the edge, so not said there either: the server judges it.
                ("minItems" | "maxItems", _) => {
                    report.found(&ARRAY_LENGTH, &place);
                    continue;
                }
                ("properties", Value::Object(members)) => {
                    let mut properties = Map::new();
                    for (name, member) in members {
                        let member = self.write(member, &place.child(name), open, false, report);
                        properties.insert(name.clone(), member);
                    }
                    Value::Object(properties)
                }
                ("items" | "additionalProperties" | "not", inner) => self.write(inner, &place, open, false, report),
                ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                    let mut union = Vec::new();
                    for (index, branch) in branches.iter().enumerate() {
                        union.push(self.write(branch, &place.child(index), open, true, report));
                    }
                    Value::Array(union)
                }
                (_, value) => value.clone(),
            };
            written.insert(keyword.clone(), value);
        }
        Value::Object(written)
    }

    fn follow(
        &mut self,
        reference: &'d str,
        pointer: &Pointer,
        open: &mut Vec<&'d str>,
        in_union: bool,
        report: &mut Report,
    ) -> Value {
        let name = reference.strip_prefix(SCHEMAS).unwrap_or_default();
        if let Some((name, schema)) = self.schemas.get_key_value(name)
            && !open.contains(&name.as_str())
        {
            open.push(name);
            let target = Pointer::from("/components/schemas").child(name);
            let written = self.write(schema, &target, open, in_union, report);
            open.pop();
            return written;
        }
        // A schema that contains itself, or a reference to nothing.
        if in_union && self.schemas.contains_key(name) {
            report.found(&UNION_REFERENCE, pointer);
        }
        let model = self.require(reference, &pointer.child("$ref"), report).unwrap_or_default();
        let mut written = Map::new();
        written.insert("$ref".to_owned(), format!("{SCHEMAS}{model}").into());
        Value::Object(written)
    }
}
