//! The transforms that turn a schema of OpenAPI 3.1 into one of OpenAPI 3.0.3.
//!
//! The crate schemars has transforms to OpenAPI 3.0, which do much of the work. The others are here, each with the reason
//! why it exists. A transform only rewrites what has an equivalent in 3.0.3. The grammar rejects the rest later.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{
    ReplaceBoolSchemas, ReplaceConstValue, ReplaceUnevaluatedProperties, Transform, transform_subschemas,
};
use serde_json::{Map, Value};

/// The transforms of schemas, in their order.
pub(crate) struct SchemaTransforms {
    openapi3: SchemaSettings,
}

impl SchemaTransforms {
    pub(crate) fn new() -> Self {
        let mut openapi3 = SchemaSettings::openapi3();
        openapi3.transforms.retain(|transform| {
            !transform.is::<ReplaceUnevaluatedProperties>()
                && !transform.is::<ReplaceBoolSchemas>()
                && !transform.is::<ReplaceConstValue>()
        });
        Self { openapi3 }
    }

    /// Rewrites a schema and the schemas inside it.
    pub(crate) fn apply(&mut self, value: &mut Value) {
        if !value.is_object() && !value.is_boolean() {
            return;
        }
        let Ok(mut schema) = Schema::try_from(value.take()) else { return };
        ReplaceBooleanSchemas.transform(&mut schema);
        recursively(&mut schema, remove_null_from_optional_properties);
        recursively(&mut schema, remove_property_names_of_plain_maps);
        recursively(&mut schema, unwrap_union_of_one);
        recursively(&mut schema, remove_annotations_beside_reference);
        recursively(&mut schema, describe_bytes_by_format);
        recursively(&mut schema, remove_empty_required);
        recursively(&mut schema, rename_unevaluated_properties);
        for transform in &mut self.openapi3.transforms {
            transform.transform(&mut schema);
        }
        recursively(&mut schema, replace_constant_by_enumeration);
        *value = schema.into();
    }
}

/// Applies `transform` to a schema, then to the schemas inside it.
fn recursively(schema: &mut Schema, transform: fn(&mut Map<String, Value>)) {
    struct Recursive(fn(&mut Map<String, Value>));
    impl Transform for Recursive {
        fn transform(&mut self, schema: &mut Schema) {
            if let Some(object) = schema.as_object_mut() {
                (self.0)(object);
            }
            transform_subschemas(self, schema);
        }
    }
    Recursive(transform).transform(schema);
}

/// Replaces boolean schemas by objects, because OpenAPI 3.0 allows a boolean only as `additionalProperties`. The transform of
/// schemars would not replace the boolean schemas inside `additionalProperties`.
struct ReplaceBooleanSchemas;

impl Transform for ReplaceBooleanSchemas {
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

/// Removes `null` from the values of optional properties.
///
/// utoipa allows `null` for each `Option`. API Gateway ignores the keyword `nullable` of OpenAPI 3.0, so that API Gateway and
/// the server only agree on schemas without `null`. A *required* property that may be `null` keeps it, as `nullable`.
fn remove_null_from_optional_properties(object: &mut Map<String, Value>) {
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

/// Removes `null` from the types or the union of a schema.
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

/// Removes `propertyNames: {type: string}`, which utoipa writes for each map. It constrains nothing, because names are
/// strings, and OpenAPI 3.0 does not have the keyword.
fn remove_property_names_of_plain_maps(object: &mut Map<String, Value>) {
    if object.get("propertyNames").is_some_and(|names| *names == serde_json::json!({"type": "string"})) {
        object.remove("propertyNames");
    }
}

/// Keywords that constrain nothing.
const ANNOTATIONS: [&str; 5] = ["description", "title", "deprecated", "example", "examples"];

/// Replaces a union of one schema by that schema. Such a union remains where `null` was removed from an `Option<T>` whose `T`
/// is a reference.
fn unwrap_union_of_one(object: &mut Map<String, Value>) {
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

/// Removes annotations beside a reference. OpenAPI 3.0 ignores them, and schemars would wrap the reference in an `allOf` to
/// keep them, which is not allowed in a request. Constraints beside a reference stay, and schemars wraps them.
fn remove_annotations_beside_reference(object: &mut Map<String, Value>) {
    if object.get("$ref").is_some_and(Value::is_string)
        && object.keys().all(|key| key == "$ref" || ANNOTATIONS.contains(&key.as_str()))
    {
        object.retain(|key, _| key == "$ref");
    }
}

/// Replaces the `contentMediaType` by which utoipa describes bytes. OpenAPI 3.0 describes them by `format: binary`.
fn describe_bytes_by_format(object: &mut Map<String, Value>) {
    if object.get("contentMediaType").is_some_and(|media| media == "application/octet-stream") {
        object.remove("contentMediaType");
        object.entry("type").or_insert_with(|| "string".into());
        object.entry("format").or_insert_with(|| "binary".into());
    }
}

/// Removes an empty `required`. It constrains nothing, and JSON Schema draft 4, which API Gateway uses, does not allow it.
fn remove_empty_required(object: &mut Map<String, Value>) {
    if object.get("required") == Some(&Value::Array(Vec::new())) {
        object.remove("required");
    }
}

/// Renames `unevaluatedProperties` to `additionalProperties` where only the schema itself evaluates properties. Elsewhere
/// OpenAPI 3.0 has no equivalent, and the grammar rejects the keyword.
fn rename_unevaluated_properties(object: &mut Map<String, Value>) {
    const EVALUATING: [&str; 8] =
        ["$ref", "additionalProperties", "allOf", "anyOf", "dependentSchemas", "if", "not", "oneOf"];
    if !EVALUATING.iter().any(|keyword| object.contains_key(*keyword))
        && let Some(properties) = object.remove("unevaluatedProperties")
    {
        object.insert("additionalProperties".to_owned(), properties);
    }
}

/// Replaces a constant by an enumeration of one value. A constant that is not in the enumeration beside it stays, and the
/// grammar rejects it.
fn replace_constant_by_enumeration(object: &mut Map<String, Value>) {
    let Some(constant) = object.get("const").cloned() else { return };
    let is_among = |enumeration: &Value| enumeration.as_array().is_some_and(|values| values.contains(&constant));
    if object.get("enum").is_none_or(is_among) {
        object.remove("const");
        object.insert("enum".to_owned(), Value::Array(vec![constant]));
    }
}
