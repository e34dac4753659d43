//! The transforms that turn the objects around the schemas from OpenAPI 3.1 into 3.0.3. Each rewrites one object.

use serde_json::{Map, Value};

use super::schema_transforms::remove_null;
use crate::document::{self, DOCUMENT, LICENSE, MEDIA_TYPE, ObjectKind, PARAMETER, RESPONSE};

/// Applies the transforms for this kind of object, if there are any.
pub(crate) fn apply(value: &mut Value, kind: &'static ObjectKind) {
    let Some(object) = value.as_object_mut() else { return };
    if kind.is(&LICENSE) {
        link_license(object);
    } else if kind.is(&RESPONSE) {
        add_missing_description(object);
        keep_item_schemas(object);
    } else if kind.is(&PARAMETER) {
        remove_null_from_optional_parameter(object);
    }
}

/// Replaces the SPDX identifier of a licence, which utoipa takes from `Cargo.toml`, by a link. OpenAPI 3.0 has no keyword for
/// the identifier.
fn link_license(license: &mut Map<String, Value>) {
    if let Some(Value::String(identifier)) = license.remove("identifier") {
        license.entry("url").or_insert_with(|| format!("https://spdx.org/licenses/{identifier}.html").into());
    }
}

/// Adds an empty description to a response that has none. utoipa leaves out an empty description, but OpenAPI requires one,
/// and tools such as openapiv3 and progenitor reject a response without it.
fn add_missing_description(response: &mut Map<String, Value>) {
    if !response.contains_key("$ref") {
        response.entry("description").or_insert_with(|| "".into());
    }
}

/// Renames `itemSchema` of OpenAPI 3.2, the schema of each event of a streamed body, to the extension `x-item-schema`. OpenAPI
/// 3.0 can describe such a body only as a text; the extension keeps the types of the events in the document.
fn keep_item_schemas(response: &mut Map<String, Value>) {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    for described in content.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        if described.get("schema").is_some_and(|schema| schema["type"] == "string")
            && let Some(schema) = described.remove("itemSchema")
        {
            described.insert("x-item-schema".to_owned(), schema);
        }
    }
}

/// Adds `not` with the schema of the events to the text schema of each streamed body. That is true of every text, and
/// generators ignore it. It is for the linter Redocly, which does not count a reference in an extension as a use and would
/// report the types of the events as unused.
///
/// Call this after the grammar has checked the document, because the grammar does not allow `not`.
pub(crate) fn mark_item_schemas_as_used(document: &mut Value) {
    document::rewrite(document, &DOCUMENT, &mut |value, kind| {
        if kind.is(&MEDIA_TYPE)
            && let Some(item) = value.get("x-item-schema").cloned()
        {
            value["schema"]["not"] = item;
        }
    });
}

/// Removes `null` from the values of an optional parameter. utoipa allows `null` for each `Option`, and API Gateway ignores
/// the keyword `nullable` of OpenAPI 3.0.
fn remove_null_from_optional_parameter(parameter: &mut Map<String, Value>) {
    if parameter.get("required") != Some(&Value::Bool(true))
        && let Some(Value::Object(schema)) = parameter.get_mut("schema")
    {
        remove_null(schema);
    }
}
