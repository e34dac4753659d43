//! Models: the schemas of request bodies in JSON Schema draft 4. Each is complete in itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::rules::{
    ARRAY_LENGTH, DANGLING_REFERENCE, EXTERNAL_REFERENCE, MODEL_NAME, MODELS_SIZE, Report, UNION_REFERENCE,
};
use crate::document::Pointer;

/// The beginning of a reference to a schema of the components.
const SCHEMAS: &str = "#/components/schemas/";

/// Keywords that constrain nothing. API Gateway does not need them, and does not know some of them.
const ANNOTATIONS: [&str; 5] = ["example", "examples", "format", "deprecated", "title"];

/// The models of the schemas that request bodies reach.
pub(crate) struct Models<'d> {
    schemas: &'d Map<String, Value>,
    /// For each schema, the schemas that it refers to, directly or through others.
    reachable: BTreeMap<&'d str, BTreeSet<&'d str>>,
    /// The name of the schema by the name of the model.
    names: BTreeMap<String, &'d str>,
    written: Map<String, Value>,
    /// How many more schemas may be written. Without a limit, schemas that refer to others many times would grow without end.
    remaining: usize,
}

/// The maximum number of schemas to write: more than fit into 400 KB, the limit of API Gateway.
const MAX_SCHEMAS: usize = 100_000;

impl<'d> Models<'d> {
    pub(crate) fn new(schemas: &'d Map<String, Value>) -> Self {
        Self {
            schemas,
            reachable: reachable(schemas),
            names: BTreeMap::new(),
            written: Map::new(),
            remaining: MAX_SCHEMAS,
        }
    }

    /// The models that were required.
    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.written
    }

    /// The name of the model of the schema that `reference` refers to. The model is written unless it already exists.
    ///
    /// `pointer` is where the reference is.
    pub(crate) fn require(&mut self, reference: &str, pointer: &Pointer, report: &mut Report) -> Option<String> {
        let Some(name) = reference.strip_prefix(SCHEMAS) else {
            report.add(&EXTERNAL_REFERENCE, pointer);
            return None;
        };
        let Some((name, schema)) = self.schemas.get_key_value(name) else {
            report.add(&DANGLING_REFERENCE, pointer);
            return None;
        };
        let model: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let schema_pointer = Pointer::from("/components/schemas").child(name);
        match self.names.get(&model) {
            Some(original) if *original == name => return Some(model),
            Some(_) => report.add(&MODEL_NAME, &schema_pointer),
            None if model.is_empty() => report.add(&MODEL_NAME, &schema_pointer),
            None => {}
        }
        self.names.insert(model.clone(), name);
        let written = self.write(schema, &schema_pointer, name, false, report);
        self.written.insert(model.clone(), written);
        Some(model)
    }

    /// Writes a schema without references. Only where schemas contain each other, a reference to the model of the other one
    /// remains.
    ///
    /// `within` is the name of the schema of the components that is being written.
    fn write(
        &mut self,
        schema: &'d Value,
        pointer: &Pointer,
        within: &'d str,
        in_union: bool,
        report: &mut Report,
    ) -> Value {
        let Some(object) = schema.as_object() else { return schema.clone() };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            return self.follow(reference, pointer, within, in_union, report);
        }
        if self.remaining == 0 {
            report.add(&MODELS_SIZE, &Pointer::from("/components/schemas"));
            return Value::Null;
        }
        self.remaining -= 1;
        let mut written = Map::new();
        for (keyword, value) in object {
            let pointer = pointer.child(keyword);
            let value = match (keyword.as_str(), value) {
                (annotation, _) if ANNOTATIONS.contains(&annotation) || annotation.starts_with("x-") => continue,
                // API Gateway does not validate these keywords, so the model leaves them out. The server validates them.
                ("minItems" | "maxItems", _) => {
                    report.add(&ARRAY_LENGTH, &pointer);
                    continue;
                }
                ("properties", Value::Object(members)) => {
                    let mut properties = Map::new();
                    for (name, member) in members {
                        let member = self.write(member, &pointer.child(name), within, false, report);
                        properties.insert(name.clone(), member);
                    }
                    Value::Object(properties)
                }
                ("items" | "additionalProperties" | "not", inner) => self.write(inner, &pointer, within, false, report),
                ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                    let mut union = Vec::new();
                    for (index, branch) in branches.iter().enumerate() {
                        union.push(self.write(branch, &pointer.child(index), within, true, report));
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
        within: &'d str,
        in_union: bool,
        report: &mut Report,
    ) -> Value {
        let name = reference.strip_prefix(SCHEMAS).unwrap_or_default();
        if let Some((name, schema)) = self.schemas.get_key_value(name)
            && !self.reachable[name.as_str()].contains(within)
        {
            let target = Pointer::from("/components/schemas").child(name);
            return self.write(schema, &target, name, in_union, report);
        }
        // The target contains the schema that is being written, or does not exist.
        if in_union && self.schemas.contains_key(name) {
            report.add(&UNION_REFERENCE, pointer);
        }
        let model = self.require(reference, &pointer.child("$ref"), report).unwrap_or_default();
        let mut written = Map::new();
        written.insert("$ref".to_owned(), format!("{SCHEMAS}{model}").into());
        Value::Object(written)
    }
}

/// For each schema, the schemas that it refers to, directly or through others.
fn reachable(schemas: &Map<String, Value>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        collect_references(schema, direct.entry(name).or_default());
    }
    let reach = |name: &str| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = direct[name].iter().copied().collect();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(direct.get(name).into_iter().flatten());
            }
        }
        reached
    };
    direct.keys().map(|name| (*name, reach(name))).collect()
}

/// Collects the names of the schemas that `value` refers to.
fn collect_references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    found.extend(value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix(SCHEMAS)));
    let members = value.as_object().into_iter().flat_map(Map::values);
    let elements = value.as_array().into_iter().flatten();
    members.chain(elements).for_each(|inner| collect_references(inner, found));
}
