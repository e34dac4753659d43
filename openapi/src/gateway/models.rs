//! The models: the schemas of request bodies as JSON Schema draft 4, each complete in itself.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The schemas that each schema refers to, directly or through others.
    reachable: BTreeMap<&'d str, BTreeSet<&'d str>>,
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
        Self { schemas, reachable: reachable(schemas), names: BTreeMap::new(), written: Map::new(), budget: BUDGET }
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
        let written = self.write(schema, &pointer, name, false, report);
        self.written.insert(model.clone(), written);
        Some(model)
    }

    /// Writes a schema without references, except where schemas contain each other: there the other model is named.
    ///
    /// `within` is the named schema that is being written.
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
                        let member = self.write(member, &place.child(name), within, false, report);
                        properties.insert(name.clone(), member);
                    }
                    Value::Object(properties)
                }
                ("items" | "additionalProperties" | "not", inner) => self.write(inner, &place, within, false, report),
                ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                    let mut union = Vec::new();
                    for (index, branch) in branches.iter().enumerate() {
                        union.push(self.write(branch, &place.child(index), within, true, report));
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
        // A schema that contains the one around it, or a reference to nothing.
        if in_union && self.schemas.contains_key(name) {
            report.found(&UNION_REFERENCE, pointer);
        }
        let model = self.require(reference, &pointer.child("$ref"), report).unwrap_or_default();
        let mut written = Map::new();
        written.insert("$ref".to_owned(), format!("{SCHEMAS}{model}").into());
        Value::Object(written)
    }
}

/// For each schema those that it refers to, directly or through others.
fn reachable(schemas: &Map<String, Value>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        references(schema, direct.entry(name).or_default());
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
fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    found.extend(value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix(SCHEMAS)));
    let members = value.as_object().into_iter().flat_map(Map::values);
    let elements = value.as_array().into_iter().flatten();
    members.chain(elements).for_each(|inner| references(inner, found));
}
