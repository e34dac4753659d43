//! The named steps that turn one JSON Schema of OpenAPI 3.1 into one of OpenAPI 3.0.3.
//!
//! schemars' own OpenAPI 3 transforms do much of it; the other steps are ours, each with the reason that it exists. A
//! step only rewrites what has an equal in 3.0.3; the rest is left for the grammar to refuse.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{
    ReplaceBoolSchemas, ReplaceConstValue, ReplaceUnevaluatedProperties, Transform, transform_subschemas,
};
use serde_json::{Map, Value};

/// Applies every step to schema after schema.
pub(crate) struct Steps {
    openapi3: SchemaSettings,
}

impl Steps {
    pub(crate) fn new() -> Self {
        let mut openapi3 = SchemaSettings::openapi3();
        openapi3.transforms.retain(|transform| {
            !transform.is::<ReplaceUnevaluatedProperties>()
                && !transform.is::<ReplaceBoolSchemas>()
                && !transform.is::<ReplaceConstValue>()
        });
        Self { openapi3 }
    }

    pub(crate) fn apply(&mut self, value: &mut Value) {
        if !value.is_object() && !value.is_boolean() {
            return;
        }
        let Ok(mut schema) = Schema::try_from(value.take()) else { return };
        ObjectsForBooleans.transform(&mut schema);
        recursively(&mut schema, absent_not_null);
        recursively(&mut schema, drop_names_of_plain_maps);
        recursively(&mut schema, unwrap_single_union);
        recursively(&mut schema, drop_annotations_beside_reference);
        recursively(&mut schema, drop_free_form_content);
        recursively(&mut schema, drop_empty_required);
        recursively(&mut schema, close_plain_object);
        for transform in &mut self.openapi3.transforms {
            transform.transform(&mut schema);
        }
        recursively(&mut schema, enumerate_constant);
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

/// 3.0 has boolean schemas as `additionalProperties` only. schemars' own step leaves out all that stands in there.
struct ObjectsForBooleans;

impl Transform for ObjectsForBooleans {
    fn transform(&mut self, schema: &mut Schema) {
        let Some(object) = schema.as_object_mut() else {
            schema.ensure_object();
            return;
        };
        let flag = object.get("additionalProperties").and_then(Value::as_bool);
        transform_subschemas(self, schema);
        if let Some(flag) = flag {
            schema.insert("additionalProperties".to_owned(), flag.into());
        }
    }
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

/// Takes `null` out of the types or the union of a schema.
pub(crate) fn remove_null(property: &mut Map<String, Value>) {
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

/// What judges nothing.
const ANNOTATIONS: [&str; 5] = ["description", "title", "deprecated", "example", "examples"];

/// A union of one branch is that branch: what is left of an `Option<T>` of a referenced type without its `null`.
fn unwrap_single_union(object: &mut Map<String, Value>) {
    for union in ["oneOf", "anyOf"] {
        let branch = match object.get(union).and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::Object(branch)]) => branch.clone(),
            _ => continue,
        };
        if object.keys().any(|key| key != union && !ANNOTATIONS.contains(&key.as_str())) {
            continue;
        }
        object.remove(union);
        object.extend(branch);
    }
}

/// Beside a reference annotations go: 3.0 ignores what stands there, and schemars would wrap the reference in an `allOf`,
/// which API Gateway and the judges of requests do not take. Constraints stay, for schemars to wrap.
fn drop_annotations_beside_reference(object: &mut Map<String, Value>) {
    if object.get("$ref").is_some_and(Value::is_string)
        && object.keys().all(|key| key == "$ref" || ANNOTATIONS.contains(&key.as_str()))
    {
        object.retain(|key, _| key == "$ref");
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

/// An empty `required` says nothing, and draft 4, which API Gateway reads, has none.
fn drop_empty_required(object: &mut Map<String, Value>) {
    if object.get("required") == Some(&Value::Array(Vec::new())) {
        object.remove("required");
    }
}

/// `unevaluatedProperties` is `additionalProperties` where nothing but the schema itself evaluates properties. Elsewhere
/// 3.0 has no equal, and the grammar refuses it.
fn close_plain_object(object: &mut Map<String, Value>) {
    const EVALUATING: [&str; 8] =
        ["$ref", "additionalProperties", "allOf", "anyOf", "dependentSchemas", "if", "not", "oneOf"];
    if !EVALUATING.iter().any(|keyword| object.contains_key(*keyword))
        && let Some(properties) = object.remove("unevaluatedProperties")
    {
        object.insert("additionalProperties".to_owned(), properties);
    }
}

/// A constant is an enumeration of one. A constant that contradicts the enumeration beside it stays, to be refused.
fn enumerate_constant(object: &mut Map<String, Value>) {
    let Some(constant) = object.get("const").cloned() else { return };
    let is_among = |enumeration: &Value| enumeration.as_array().is_some_and(|values| values.contains(&constant));
    if object.get("enum").is_none_or(is_among) {
        object.remove("const");
        object.insert("enum".to_owned(), Value::Array(vec![constant]));
    }
}
