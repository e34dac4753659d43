//! What is true of every comparison, and documents that cannot be compared.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use textgate_openapi::compat::{Bump, compare};

use crate::case::{at, changes, take};
use crate::fixture;

#[test]
fn a_document_does_not_differ_from_itself() {
    let document = fixture::document();
    assert!(changes(&document, &document).is_empty());
    let mut after = document.clone();
    at(&mut after, "/info")["version"] = json!("1.5.0");
    assert_eq!(Bump::of(&changes(&document, &after)), Bump::None, "a different version is not a change");
}

#[test]
fn the_bump_is_that_of_the_worst_change() {
    let document = fixture::document();
    let mut later = document.clone();
    let mut bump_after = |pointer: &str, keyword: &str, value: Value| {
        at(&mut later, pointer)[keyword] = value;
        Bump::of(&changes(&document, &later))
    };
    assert_eq!(bump_after("/info", "title", json!("Packets")), Bump::Patch);
    assert_eq!(bump_after("/components/schemas/Parcel/properties", "new", json!({})), Bump::Minor);
    assert_eq!(bump_after("/paths/~1parcels/post", "operationId", json!("other")), Bump::Major);
    let first = &changes(&document, &later)[0];
    assert_eq!(first.rule.name, "operation_renamed", "the worst change comes first");
}

#[test]
fn a_change_that_several_operations_reach_is_one_change() {
    let document = fixture::document();
    let mut later = document.clone();
    take(&mut later, "/components/schemas/Failure/properties/error");
    at(&mut later, "/components/schemas/Failure")["required"] = json!([]);
    let changes = changes(&document, &later);
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(change.operations, ["send", "track", "redirect", "watch"]);
    assert_eq!(change.old.as_str(), "/components/schemas/Failure/properties/error");
    assert_eq!(
        change.to_string(),
        "`Failure.error` was removed: a client that reads it fails to deserialise every response of `send`, `track`, \
         `redirect`, `watch` (response_field_removed; /components/schemas/Failure/properties/error)"
    );
}

#[test]
fn a_schema_of_requests_and_responses_is_judged_as_both() {
    let document = fixture::document();
    let mut later = document.clone();
    at(&mut later, "/components/schemas/Address/properties/street")["maxLength"] = json!(40);
    let changes = changes(&document, &later);
    let found: Vec<_> = changes.iter().map(|change| (change.rule.name, change.operations.join(" "))).collect();
    let expected = [("request_constraint_narrowed", "send redirect"), ("response_constraint_narrowed", "track")];
    assert_eq!(found, expected.map(|(rule, operations)| (rule, operations.to_owned())));
}

#[test]
fn a_recursive_schema_is_compared_once() {
    let mut document = fixture::document();
    at(&mut document, "/components/schemas/Receipt/properties")["before"] =
        json!({ "$ref": "#/components/schemas/Receipt" });
    let mut later = document.clone();
    take(&mut later, "/components/schemas/Receipt/properties/hint");
    let rules: Vec<_> = changes(&document, &later).iter().map(|change| change.rule.name).collect();
    assert_eq!(rules, ["response_optional_field_removed"]);
}

#[test]
fn a_document_that_is_not_lowered_is_refused() {
    let document = fixture::document();
    let refusal = |pointer: &str, value: Value, is_old: bool| {
        let mut other = document.clone();
        *at(&mut other, pointer) = value;
        let (old, new) = if is_old { (&other, &document) } else { (&document, &other) };
        compare(old, new).expect_err("refused").to_string()
    };
    let newer = refusal("/openapi", json!("3.1.0"), true);
    assert_eq!(
        newer,
        "the old document is not a lowered OpenAPI document: /openapi: the version must be 3.0.3; lower the document first"
    );
    let dangling = refusal("/components/schemas/Receipt/properties/price/$ref", json!("#/nowhere"), false);
    assert!(
        dangling.starts_with("the new document is not a lowered OpenAPI document: /components/schemas/Receipt/"),
        "{dangling}"
    );
    let dangling = refusal("/paths/~1parcels/post/parameters/0/$ref", json!("#/nowhere"), false);
    assert!(dangling.ends_with("/parameters/0/$ref: the reference must have a target in this document that is not a reference itself; correct it"), "{dangling}");
    let keyword = refusal("/components/schemas/Price", json!({ "const": 1 }), false);
    assert!(keyword.contains("the keyword \"const\" is not allowed"), "{keyword}");
    let invalid = refusal("/paths/~1parcels/post/responses/200/description", json!(1), true);
    assert!(invalid.starts_with("the crate drift cannot compare the documents: "), "{invalid}");
    for other in [json!(null), json!([]), json!({ "openapi": "3.0.3" })] {
        assert!(compare(&other, &document).is_err(), "{other}");
    }
}

#[test]
fn items_whose_reference_has_no_target_are_refused_or_reported() {
    let with_items = |reference: &str| {
        let mut document = fixture::document();
        let stream = "/paths/~1parcels~1{id}~1events/get/responses/200/content/text~1event-stream";
        at(&mut document, stream)["x-item-schema"] = json!({ "$ref": reference });
        document
    };
    let outcome = compare(&with_items("#/nowhere"), &with_items("#/elsewhere"));
    assert!(outcome.as_ref().is_ok_and(|changes| Bump::of(changes) == Bump::Major) || outcome.is_err(), "{outcome:?}");
}

/// Each value of a document is changed and removed, and each time there is a change.
#[test]
fn each_edit_of_a_value_is_reported() {
    let document = fixture::document();
    let mut pointers = Vec::new();
    collect(&document, String::new(), &mut pointers);
    let mut rules = BTreeSet::new();
    for pointer in pointers.iter().filter(|pointer| !["", "/info/version"].contains(&pointer.as_str())) {
        for is_removed in [true, false] {
            let mut later = document.clone();
            if is_removed {
                remove(&mut later, pointer);
            } else {
                let value = at(&mut later, pointer);
                *value = other(value);
            }
            if later == document {
                continue;
            }
            // A result that is not a lowered document is refused.
            let Ok(changes) = compare(&document, &later) else { continue };
            assert!(!changes.is_empty(), "{pointer}: {}", if is_removed { "removed" } else { "changed" });
            rules.extend(changes.iter().map(|change| change.rule.name));
        }
    }
    assert!(rules.len() > 30, "{rules:?}");
}

/// Collects the pointers to a value and to all values inside it.
fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        collect(member, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), pointers);
    }
    for (index, element) in value.as_array().into_iter().flatten().enumerate() {
        collect(element, format!("{pointer}/{index}"), pointers);
    }
    pointers.push(pointer);
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match at(document, parent) {
        Value::Array(elements) => drop(elements.remove(name.parse().expect("an index"))),
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        other => panic!("{other}"),
    }
}

/// Another value that the same keyword may have.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().expect("a whole number") + 1),
        // A type must remain a type, and a reference a reference.
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
