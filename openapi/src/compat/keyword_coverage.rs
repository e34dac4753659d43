//! Tests that a rule covers each keyword of the grammar. In a document with all keywords, each keyword is changed and removed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Change, compare};
use crate::document::{self, DOCUMENT, KeywordValue, ObjectKind, Pointer};

/// Keywords that cannot differ in two documents that are compared, or whose difference is not a change.
const NO_CHANGE: [(&str, &str); 2] = [("document", "openapi"), ("info", "version")];

/// A document with every keyword of every kind.
fn complete_document() -> Value {
    let shared = |kind: &str, name: &str| json!({ "$ref": format!("#/components/{kind}/{name}") });
    let named = |name: &str| shared("schemas", name);
    let docs = json!({ "url": "u", "description": "d" });
    let examples = json!({ "one": { "summary": "s", "description": "d", "value": 1 }, "two": shared("examples", "A") });
    let media = json!({ "schema": named("All"), "x-item-schema": named("All"), "example": {}, "examples": examples });
    let header =
        json!({ "description": "d", "required": true, "deprecated": false, "schema": named("A"), "example": 1 });
    let parameter = |name: &str| {
        json!({
            "name": name, "in": "query", "description": "d", "required": true, "deprecated": false, "style": "form",
            "explode": true, "schema": named("A"), "example": 1, "examples": examples,
        })
    };
    let body = json!({ "description": "d", "content": { "application/json": media }, "required": true });
    let response = json!({
        "description": "d", "content": { "application/json": media },
        "headers": { "x-one": header, "x-two": shared("headers", "A") },
    });
    let bare = |id: &str| json!({ "operationId": id, "responses": { "204": { "description": "d" } } });
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "t", "description": "d", "termsOfService": "u", "version": "1.0.0",
            "contact": { "name": "n", "url": "u", "email": "e@example.com" }, "license": { "name": "n", "url": "u" },
        },
        "servers": [{
            "url": "https://{host}", "description": "d",
            "variables": { "host": { "enum": ["a", "b"], "default": "a", "description": "d" } },
        }],
        "security": [{ "a": [] }],
        "tags": [{ "name": "g", "description": "d", "externalDocs": docs }],
        "externalDocs": docs,
        "paths": {
            "/all": {
                "summary": "s", "description": "d", "parameters": [parameter("shared")],
                "get": bare("get"), "put": bare("put"), "delete": bare("delete"), "options": bare("options"),
                "head": bare("head"), "patch": bare("patch"), "trace": bare("trace"),
                "post": {
                    "tags": ["g"], "summary": "s", "description": "d", "externalDocs": docs, "operationId": "post",
                    "parameters": [parameter("own"), shared("parameters", "A")], "requestBody": body,
                    "responses": { "200": response, "400": shared("responses", "A") }, "deprecated": false,
                    "security": [{ "a": ["scope"] }],
                },
            },
            "/by-reference": { "post": {
                "operationId": "by_reference", "requestBody": shared("requestBodies", "A"),
                "responses": { "204": { "description": "d" } },
            } },
        },
        "components": {
            "schemas": schemas(),
            "responses": { "A": response, "B": response },
            "parameters": { "A": parameter("a"), "B": parameter("b") },
            "requestBodies": { "A": body, "B": body },
            "headers": { "A": header, "B": header },
            "examples": { "A": { "value": 1 }, "B": { "value": 2 } },
            "securitySchemes": { "a": {
                "type": "http", "description": "d", "name": "n", "in": "header", "scheme": "bearer", "bearerFormat": "b",
                "flows": {}, "openIdConnectUrl": "u",
            } },
        },
    })
}

fn schemas() -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    json!({
        "All": {
            "type": "object", "title": "t", "description": "d", "deprecated": false, "nullable": false, "example": {},
            "required": ["text"], "additionalProperties": { "type": "string" }, "minProperties": 1,
            "maxProperties": 9,
            "properties": {
                "text": {
                    "type": "string", "format": "uuid", "enum": ["a", "b"], "minLength": 1, "maxLength": 9,
                    "pattern": "^[a-z]+$",
                },
                "number": { "type": "number", "minimum": 1, "maximum": 9 },
                "list": {
                    "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 9,
                    "uniqueItems": true,
                },
                "one": { "oneOf": [named("A"), named("B")] },
                "any": { "anyOf": [named("A"), named("B")] },
                "all": { "allOf": [named("A"), named("B")] },
            },
        },
        "A": { "type": "string" },
        "B": { "type": "boolean" },
        "Unused": { "type": "boolean" },
    })
}

/// Another value that the same keyword may have.
fn other(keyword: &str, value: &Value) -> Value {
    match (keyword, value) {
        ("type", Value::String(name)) => json!(if name == "http" { "apiKey" } else { "boolean" }),
        ("in", _) => json!("cookie"),
        ("style", _) => json!("spaceDelimited"),
        ("$ref", Value::String(reference)) => json!(format!("{}B", &reference[..reference.len() - 1])),
        (_, Value::Bool(flag)) => json!(!flag),
        (_, Value::Number(number)) => json!(number.as_i64().expect("a whole number") + 1),
        (_, Value::String(text)) => json!(format!("{text}x")),
        (_, Value::Array(elements)) => Value::Array(elements[1..].to_vec()),
        ("schema" | "x-item-schema" | "items" | "additionalProperties", Value::Object(_)) => {
            json!({ "type": "boolean" })
        }
        (_, Value::Object(members)) => {
            // Nothing uses the last component.
            Value::Object(members.clone().into_iter().take(members.len().saturating_sub(1)).collect())
        }
        (_, Value::Null) => json!(1),
    }
}

/// Whether a rule for the change itself covers each change.
fn is_covered(changes: &[Change]) -> bool {
    !changes.is_empty() && changes.iter().all(|change| !["unjudged", "second_opinion"].contains(&change.rule.name))
}

#[test]
fn each_keyword_of_the_grammar_is_covered_by_a_rule() {
    let document = complete_document();
    assert!(compare(&document, &document).expect("comparable").is_empty());
    let mut verdicts: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    let visited: Result<(), ()> =
        document::visit(&document, &DOCUMENT, &Pointer::default(), &mut |value, kind, pointer| {
            for (keyword, value) in value.as_object().into_iter().flatten() {
                let mut with_other_value = document.clone();
                with_other_value.pointer_mut(pointer.as_str()).expect("the object")[keyword] = other(keyword, value);
                let mut without_keyword = document.clone();
                let holder =
                    without_keyword.pointer_mut(pointer.as_str()).and_then(Value::as_object_mut).expect("the object");
                holder.remove(keyword);
                let mut is_judged = false;
                for edited in [with_other_value, without_keyword] {
                    // Without some keywords, or with another value of them, the document is not a lowered one any more.
                    let Ok(changes) = compare(&document, &edited) else { continue };
                    let is_same = edited == document;
                    assert!(
                        is_same || NO_CHANGE.contains(&(kind.name, keyword)) || is_covered(&changes),
                        "{pointer}/{keyword}: {changes:#?}"
                    );
                    is_judged |= !is_same;
                }
                *verdicts.entry((kind.name, keyword)).or_default() |= is_judged;
            }
            Ok(())
        });
    assert_eq!(visited, Ok(()));
    let missing = |(_, is_judged): &(_, bool)| !is_judged;
    let unjudged: Vec<_> = verdicts.clone().into_iter().filter(missing).map(|(keyword, _)| keyword).collect();
    assert_eq!(unjudged, [("document", "openapi")]);
    let edited: BTreeSet<_> = verdicts.into_keys().collect();
    let mut all = BTreeSet::new();
    collect(&DOCUMENT, &mut all);
    assert_eq!(
        all.difference(&edited).collect::<Vec<_>>(),
        Vec::<&(&str, &str)>::new(),
        "keywords that the document does not have"
    );
}

/// Collects the keywords of a kind of object and of all objects inside it.
fn collect(kind: &'static ObjectKind, all: &mut BTreeSet<(&'static str, &'static str)>) {
    for (keyword, value) in kind.keywords {
        if !all.insert((kind.name, keyword)) {
            continue;
        }
        match value {
            KeywordValue::One(kind)
            | KeywordValue::Map(kind)
            | KeywordValue::List(kind)
            | KeywordValue::BooleanOr(kind) => collect(kind, all),
            KeywordValue::Plain => {}
        }
    }
}
