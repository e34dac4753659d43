//! The named steps that turn what stands around the schemas of OpenAPI 3.1 into what 3.0.3 has: each rewrites one object.

use serde_json::{Map, Value};

use crate::grammar::{self, DOCUMENT, Kind, LICENSE, MEDIA_TYPE, PARAMETER, RESPONSE};
use crate::transforms::remove_null;

/// Applies the step for this kind of object, if there is one.
pub(crate) fn apply(value: &mut Value, kind: &'static Kind) {
    let Some(object) = value.as_object_mut() else { return };
    if kind.is(&LICENSE) {
        link_licence(object);
    } else if kind.is(&RESPONSE) {
        describe_response(object);
        keep_item_schemas(object);
    } else if kind.is(&PARAMETER) {
        absent_not_null(object);
    }
}

/// The SPDX identifier of a licence, which utoipa takes from `Cargo.toml`, becomes a link: 3.0 has no other place for it.
fn link_licence(licence: &mut Map<String, Value>) {
    if let Some(Value::String(identifier)) = licence.remove("identifier") {
        licence.entry("url").or_insert_with(|| format!("https://spdx.org/licenses/{identifier}.html").into());
    }
}

/// A response has a description, be it empty: utoipa leaves an empty one out, and readers such as openapiv3 and
/// progenitor refuse a response without one.
fn describe_response(response: &mut Map<String, Value>) {
    if !response.contains_key("$ref") {
        response.entry("description").or_insert_with(|| "".into());
    }
}

/// The schema of what a streamed body has one after another, `itemSchema` of OpenAPI 3.2, has no place in 3.0. Under the
/// name of an extension, beside the text that the body is for every tool, it keeps the events' types in the document.
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

/// Has each text that is a stream deny that it is one of its items. That is true of every text, and no generator minds; but
/// Redocly counts a schema as used only where a schema may stand, never in an extension, and calls the items' unused.
///
/// Only after the grammar has judged the document: `not` is for nobody else.
pub(crate) fn use_item_schemas(document: &mut Value) {
    grammar::rewrite(document, &DOCUMENT, &mut |value, kind| {
        if kind.is(&MEDIA_TYPE)
            && let Some(item) = value.get("x-item-schema").cloned()
        {
            value["schema"]["not"] = item;
        }
    });
}

/// An optional parameter is absent, never `null`: utoipa admits `null` for each `Option`, and API Gateway ignores 3.0's
/// `nullable`.
fn absent_not_null(parameter: &mut Map<String, Value>) {
    if parameter.get("required") != Some(&Value::Bool(true))
        && let Some(Value::Object(schema)) = parameter.get_mut("schema")
    {
        remove_null(schema);
    }
}
