//! The named steps that turn one JSON Schema of OpenAPI 3.1 into one of OpenAPI 3.0.3.
//!
//! schemars' own OpenAPI 3 transforms do most of it; the steps before them are ours, each with the reason that it
//! exists. A step only rewrites what has an equal in 3.0.3; the rest is left for the grammar to refuse.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value};

/// Applies every step, ours first, to schema after schema.
pub(crate) struct Steps {
    openapi3: SchemaSettings,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { openapi3: SchemaSettings::openapi3() }
    }

    pub(crate) fn apply(&mut self, value: &mut Value) {
        let Ok(mut schema) = Schema::try_from(value.take()) else { return };
        recursively(&mut schema, absent_not_null);
        recursively(&mut schema, drop_names_of_plain_maps);
        recursively(&mut schema, unwrap_single_union);
        recursively(&mut schema, drop_free_form_content);
        for transform in &mut self.openapi3.transforms {
            transform.transform(&mut schema);
        }
        *value = schema.into();
    }
}

fn recursively(schema: &mut Schema, step: fn(&mut Map<String, Value>)) {
    struct Recursive(fn(&mut Map<String, Value>));
    impl Transform for Recursive {
        fn transform(&mut self, schema: &mut Schema) {
            if let Some(object) = schema.as_object_mut() {
                (self.0)(object);
            }
            transform_subschemas(self, schema);
        }
    }
    Recursive(step).transform(schema);
}

/// An optional property is absent, never `null`.
///
/// utoipa admits `null` for each `Option`. API Gateway ignores 3.0's `nullable`, so only a contract without `null` is
/// judged alike everywhere. A *required* property that admits `null` stays, as `nullable`.
fn absent_not_null(object: &mut Map<String, Value>) {
    let required: Vec<String> = object
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        if !required.contains(name)
            && let Some(property) = property.as_object_mut()
        {
            remove_null(property);
        }
    }
}

fn remove_null(property: &mut Map<String, Value>) {
    let is_null = |schema: &Value| schema == "null" || schema.get("type").is_some_and(|kind| kind == "null");
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|kind| !is_null(kind));
        if let [only] = types.as_slice() {
            property["type"] = only.clone();
        }
    }
    for union in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = property.get_mut(union) {
            branches.retain(|branch| !is_null(branch));
        }
    }
}

/// `propertyNames: {type: string}` says nothing: names are strings. utoipa writes it for each map; 3.0 has no such word.
fn drop_names_of_plain_maps(object: &mut Map<String, Value>) {
    if object.get("propertyNames").is_some_and(|names| *names == serde_json::json!({"type": "string"})) {
        object.remove("propertyNames");
    }
}

/// A union of one branch is that branch: what is left of an `Option<T>` of a referenced type without its `null`.
///
/// Beside a reference only annotations may stand; they go, since 3.0 ignores what stands beside `$ref`.
fn unwrap_single_union(object: &mut Map<String, Value>) {
    const ANNOTATIONS: [&str; 4] = ["description", "title", "deprecated", "example"];
    for union in ["oneOf", "anyOf"] {
        let branch = match object.get(union).and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::Object(branch)]) => branch.clone(),
            _ => continue,
        };
        if object.keys().any(|key| key != union && !ANNOTATIONS.contains(&key.as_str())) {
            continue;
        }
        if branch.contains_key("$ref") {
            object.clear();
        } else {
            object.remove(union);
        }
        object.extend(branch);
    }
}

/// Bytes that utoipa describes by `contentMediaType` or `contentEncoding` are `format: binary` or `byte` in 3.0.
fn drop_free_form_content(object: &mut Map<String, Value>) {
    if object.get("contentMediaType").is_some_and(|media| media == "application/octet-stream") {
        object.remove("contentMediaType");
        object.entry("type").or_insert_with(|| "string".into());
        object.entry("format").or_insert_with(|| "binary".into());
    }
}
