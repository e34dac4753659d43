//! What must hold of every comparison, and what cannot be compared.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use textgate_openapi::compat::{Bump, compare};

use crate::parcels;
use crate::seed::{at, changes, take};

#[test]
fn a_document_beside_itself_shows_nothing() {
    let document = parcels::document();
    assert!(changes(&document, &document).is_empty());
    let mut after = document.clone();
    at(&mut after, "/info")["version"] = json!("1.5.0");
    assert_eq!(Bump::of(&changes(&document, &after)), Bump::None, "the version is no change");
}

#[test]
fn the_bump_is_that_of_the_worst_change() {
    let document = parcels::document();
    let mut later = document.clone();
    let mut bump_after = |pointer: &str, keyword: &str, value: Value| {
        at(&mut later, pointer)[keyword] = value;
        Bump::of(&changes(&document, &later))
    };
    assert_eq!(bump_after("/info", "title", json!("Packets")), Bump::Patch);
    assert_eq!(bump_after("/components/schemas/Parcel/properties", "new", json!({})), Bump::Minor);
    assert_eq!(bump_after("/paths/~1parcels/post", "operationId", json!("other")), Bump::Major);
    let first = &changes(&document, &later)[0];
    assert_eq!(first.rule.name, "operation_renamed", "the worst comes first");
}

#[test]
fn a_change_that_several_operations_reach_is_one_change() {
    let document = parcels::document();
    let mut later = document.clone();
    take(&mut later, "/components/schemas/Failure/properties/error");
    at(&mut later, "/components/schemas/Failure")["required"] = json!([]);
    let changes = changes(&document, &later);
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(change.operations, ["send", "track", "redirect", "watch"]);
    assert_eq!(change.old.as_str(), "/components/schemas/Failure/properties/error");
    assert_eq!(
        change.to_string(),
        "`Failure.error` is gone: a client that reads it fails to deserialise every answer of `send`, `track`, \
         `redirect`, `watch` (response_field_removed; /components/schemas/Failure/properties/error)"
    );
}

#[test]
fn a_schema_that_is_sent_and_read_is_judged_as_both() {
    let document = parcels::document();
    let mut later = document.clone();
    at(&mut later, "/components/schemas/Address/properties/street")["maxLength"] = json!(40);
    let changes = changes(&document, &later);
    let spoken: Vec<_> = changes.iter().map(|change| (change.rule.name, change.operations.join(" "))).collect();
    let expected = [("request_constraint_narrowed", "send redirect"), ("response_constraint_narrowed", "track")];
    assert_eq!(spoken, expected.map(|(rule, operations)| (rule, operations.to_owned())));
}

#[test]
fn a_recursive_schema_is_compared_once() {
    let mut document = parcels::document();
    at(&mut document, "/components/schemas/Receipt/properties")["before"] =
        json!({ "$ref": "#/components/schemas/Receipt" });
    let mut later = document.clone();
    take(&mut later, "/components/schemas/Receipt/properties/hint");
    let rules: Vec<_> = changes(&document, &later).iter().map(|change| change.rule.name).collect();
    assert_eq!(rules, ["response_optional_field_removed"]);
}

#[test]
fn what_is_no_lowered_document_is_not_compared() {
    let document = parcels::document();
    let refusal = |pointer: &str, value: Value, is_old: bool| {
        let mut other = document.clone();
        *at(&mut other, pointer) = value;
        let (old, new) = if is_old { (&other, &document) } else { (&document, &other) };
        compare(old, new).expect_err("refused").to_string()
    };
    let newer = refusal("/openapi", json!("3.1.0"), true);
    assert_eq!(newer, "the old document is not a lowered one: /openapi: the version has to be 3.0.3");
    let nowhere = refusal("/components/schemas/Receipt/properties/price/$ref", json!("#/nowhere"), false);
    assert!(nowhere.starts_with("the new document is not a lowered one: /components/schemas/Receipt/"), "{nowhere}");
    let nowhere = refusal("/paths/~1parcels/post/parameters/0/$ref", json!("#/nowhere"), false);
    assert!(nowhere.ends_with("/parameters/0/$ref: the reference leads nowhere"), "{nowhere}");
    let keyword = refusal("/components/schemas/Price", json!({ "const": 1 }), false);
    assert!(keyword.contains("the keyword \"const\" is not allowed"), "{keyword}");
    let shape = refusal("/paths/~1parcels/post/responses/200/description", json!(1), true);
    assert!(shape.starts_with("the documents cannot be compared by drift: "), "{shape}");
    for other in [json!(null), json!([]), json!({ "openapi": "3.0.3" })] {
        assert!(compare(&other, &document).is_err(), "{other}");
    }
}

#[test]
fn items_that_lead_nowhere_are_neither_followed_for_ever_nor_passed_over() {
    let with_items = |reference: &str| {
        let mut document = parcels::document();
        let stream = "/paths/~1parcels~1{id}~1events/get/responses/200/content/text~1event-stream";
        at(&mut document, stream)["x-item-schema"] = json!({ "$ref": reference });
        document
    };
    let outcome = compare(&with_items("#/nowhere"), &with_items("#/elsewhere"));
    assert!(outcome.as_ref().is_ok_and(|changes| Bump::of(changes) == Bump::Major) || outcome.is_err(), "{outcome:?}");
}

/// Every value of a document, changed into another, is a change that somebody judges; taken out, too.
#[test]
fn no_change_of_any_value_passes_in_silence() {
    let document = parcels::document();
    let mut places = Vec::new();
    collect(&document, String::new(), &mut places);
    let mut rules = BTreeSet::new();
    for place in places.iter().filter(|place| !["", "/info/version"].contains(&place.as_str())) {
        for is_taken in [true, false] {
            let mut later = document.clone();
            if is_taken {
                remove(&mut later, place);
            } else {
                let value = at(&mut later, place);
                *value = other(value);
            }
            if later == document {
                continue;
            }
            // What is no document any more is refused.
            let Ok(changes) = compare(&document, &later) else { continue };
            assert!(!changes.is_empty(), "{place}: {}", if is_taken { "taken out" } else { "changed" });
            rules.extend(changes.iter().map(|change| change.rule.name));
        }
    }
    assert!(rules.len() > 30, "{rules:?}");
}

fn collect(value: &Value, place: String, places: &mut Vec<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        collect(member, format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), places);
    }
    for (index, element) in value.as_array().into_iter().flatten().enumerate() {
        collect(element, format!("{place}/{index}"), places);
    }
    places.push(place);
}

fn remove(document: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').expect("a pointer");
    match at(document, parent) {
        Value::Array(elements) => drop(elements.remove(name.parse().expect("an index"))),
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        other => panic!("{other}"),
    }
}

fn other(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().expect("a whole number") + 1),
        // Types and references have to stay what they are.
        Value::String(text) if text == "string" => json!("integer"),
        Value::String(text) if text == "integer" => json!("number"),
        Value::String(text) if text == "object" => json!("array"),
        Value::String(text) if text.starts_with("#/components/schemas") => json!("#/components/schemas/Unused"),
        Value::String(text) => json!(format!("{text}x")),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        Value::Null => json!(1),
    }
}
