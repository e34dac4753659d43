//! The breaking changes that are accepted, and nothing else.

use std::fs;

use serde_json::{Value, json};
use textgate_openapi::NOT_BLANK;
use textgate_openapi::compat::Severity;
use textgate_openapi_tool::{ACCEPTED, Release, compare, project_root};

use crate::project::{Project, changed};

/// An entry that accepts what `Project::rename` changes in version 1.1.0.
const RENAMED: &str = r#"
[[accepted]]
version = "1.1.0"
rule = "operation_renamed"
pointer = "/paths/~1do/get/operationId"
value = "done"
reason = "Nobody calls it."
"#;

#[test]
fn an_accepted_change_is_shown_with_its_reason_and_its_entry_outlives_the_release() {
    let mut project = changed(Project::rename, "1.1.0");
    project.accept(RENAMED);
    let comparison = compare(project.path(), &project.contract).expect("comparable");
    assert_eq!(
        comparison.to_string(),
        "the contract, version 1.1.0, compared with openapi/released/1.0.0.json

accepted:
- `do` was renamed to `done`: generated clients name a method after the operation id, so source code that calls it no longer \
compiles (operation_renamed; /paths/~1do/get/operationId)
  reason: Nobody calls it.

the changes require a minor version: 1.1.0 or higher"
    );
    project.release().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(project.released(), ["1.0.0.json", "1.1.0.json"]);
    assert_eq!(fs::read_to_string(project.path().join(ACCEPTED)).expect("kept"), RENAMED);
    assert!(matches!(project.release().expect("nothing to do"), Release::Nothing(_)));
    project.describe();
    project.version("1.1.1");
    project.release().unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn an_entry_accepts_one_change_of_one_version_and_is_needed_as_long_as_the_version_is_released() {
    let accepted = || {
        let project = changed(Project::rename, "1.1.0");
        project.accept(RENAMED);
        project
    };
    let without = |line: &str| RENAMED.replace(&format!("{line}\n"), "");
    let with = |old: &str, new: &str| RENAMED.replace(old, new);
    for (entries, expected) in [
        (
            with("operation_renamed", "operation_moved"),
            "openapi/accepted.toml accepts what no version does; correct or remove:",
        ),
        (
            with("/get/operationId", "/get"),
            "- operation_renamed at /paths/~1do/get with the value \"done\" in version 1.1.0",
        ),
        (with("\"done\"", "\"finished\""), "accepts what no version does"),
        (
            without("value = \"done\""),
            "- operation_renamed at /paths/~1do/get/operationId without a value in version 1.1.0",
        ),
        (with("1.1.0", "1.0.0"), "accepts what no version does"),
        (with("1.1.0", "1.2.0"), "accepts what no version does"),
        (RENAMED.repeat(2), "accepts what no version does"),
        (with("1.1.0", "1.1"), "openapi/accepted.toml: TOML parse error at line 3"),
        (without("reason = \"Nobody calls it.\""), "missing field `reason`"),
        (with("Nobody calls it.", " \\n"), "an accepted change needs a reason; say why no client suffers from it"),
        (with("reason", "because"), "unknown field `because`"),
        (with("[[accepted]]", "[[accept]]"), "unknown field `accept`"),
        (String::new(), "1 breaking change: undo it"),
    ] {
        let project = accepted();
        project.accept(&entries);
        let refusal = project.refusal();
        assert!(refusal.contains(expected), "{entries}: {refusal}");
        assert_eq!(project.released(), ["1.0.0.json"]);
    }

    let mut project = accepted();
    project.contract["paths"]["/do"]["get"]["responses"] = json!({ "200": { "description": "Done." } });
    assert!(project.refusal().starts_with("2 breaking changes: undo them"), "another change is not accepted");

    let project = changed(Project::add, "1.1.0");
    let added = r#"version = "1.1.0"
rule = "operation_added"
pointer = "/paths/~1more/get"
reason = "It is new."
value = { operationId = "more", responses = { 204 = { description = "Done." } } }"#;
    project.accept(&format!("[[accepted]]\n{added}\n"));
    assert!(project.refusal().contains("accepts what no version does"), "an additive change needs no entry");

    let mut project = accepted();
    project.version("1.0.1");
    project.accept(&with("1.1.0", "1.0.1"));
    assert!(project.refusal().contains("is 1.0.1, but must be at least 1.1.0; raise it"));

    let mut project = accepted();
    project.release().unwrap_or_else(|error| panic!("{error}"));
    project.accept("");
    let expected =
        "the released version 1.1.0 makes 1 breaking change that openapi/accepted.toml does not accept; restore";
    assert!(project.refusal().contains(expected), "the record is lost");
    project.accept(RENAMED);
    project.contract["paths"]["/do"]["get"]["operationId"] = "finished".into();
    project.version("1.2.0");
    assert!(project.refusal().starts_with("1 breaking change: undo it"), "a later version is not accepted");
}

/// The texts of the published document that must not be blank, as pointers to their patterns.
fn patterns(value: &Value, pointer: &str, found: &mut Vec<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let inner = format!("{pointer}/{name}");
        if name == "pattern" && member == NOT_BLANK {
            found.push(inner);
        } else {
            patterns(member, &inner, found);
        }
    }
}

#[test]
fn the_contract_narrows_nothing_but_blank_texts() {
    let contract = textgate_api::published().expect("the contract lowers");
    let text = fs::read_to_string(project_root().join(ACCEPTED)).expect("read");
    let entries: Value = toml::from_str(&text).expect("TOML");
    let mut accepted: Vec<_> = entries["accepted"].as_array().expect("entries").iter().collect();
    accepted.sort_by_key(|entry| entry["pointer"].to_string());
    let mut expected = Vec::new();
    patterns(&contract["components"]["schemas"], "/components/schemas", &mut expected);
    expected.sort();
    assert_eq!(accepted.iter().map(|entry| entry["pointer"].clone()).collect::<Vec<_>>(), expected);
    for entry in accepted {
        assert_eq!(entry["rule"], "request_constraint_narrowed");
        assert_eq!((&entry["version"], &entry["value"]), (&json!("1.3.0"), &json!(NOT_BLANK)));
    }

    let input = "/components/schemas/GenerateRequest/properties/input";
    for (keyword, value) in
        [("maxLength", json!(199_999)), ("minLength", json!(2)), ("pattern", json!("^[a-z]+$")), ("enum", json!(["a"]))]
    {
        let mut narrower = contract.clone();
        narrower.pointer_mut(input).expect("a schema")[keyword] = value;
        let comparison = compare(&project_root(), &narrower).unwrap_or_else(|error| panic!("{error}"));
        assert!(comparison.fault().is_some(), "{keyword}");
        let place = format!("{input}/{keyword}");
        let mut breaking = comparison.changes.iter().filter(|change| change.severity() == Severity::Breaking);
        assert!(breaking.any(|change| change.new.as_str() == place), "{comparison}");
    }
}
