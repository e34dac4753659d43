//! The versions of released documents.

use std::fs;

use serde_json::json;
use textgate_openapi_tool::{
    CompatError, RELEASED, Release, ReleaseError, ReleasedError, compare, project_root, release,
};

use crate::project::{Project, changed};

#[test]
fn the_contract_breaks_no_client_of_what_was_released_and_its_version_says_what_changed() {
    let contract = textgate_api::published().expect("the contract lowers");
    let comparison = compare(&project_root(), &contract).unwrap_or_else(|error| panic!("{error}"));
    if let Some(fault) = comparison.fault() {
        panic!("{comparison}\n{fault}");
    }
}

#[test]
fn the_first_release_is_the_document_as_it_is() {
    let project = Project::new();
    assert!(matches!(compare(project.path(), &project.contract), Err(CompatError::NothingReleased)));
    let written = project.release().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(written, Release::Written("openapi/released/1.0.0.json".to_owned()));
    let read = |path: &str| fs::read(project.path().join(path)).expect("a file");
    assert_eq!(read("openapi/released/1.0.0.json"), read("openapi/v1.json"));
    assert!(matches!(project.release().expect("nothing to do"), Release::Nothing(_)));
    assert_eq!(project.released(), ["1.0.0.json"]);
}

#[test]
fn the_first_release_has_the_first_version() {
    let mut project = Project::new();
    project.version("1.2.0");
    assert_eq!(
        project.refusal(),
        "the first released version must be 1.0.0, not 1.2.0; correct the contract's info.version"
    );
    assert!(project.released().is_empty());
}

#[test]
fn a_release_needs_the_checked_in_files_to_be_the_contracts() {
    let mut project = Project::new();
    project.derive();
    project.describe();
    let refusal = release(project.path(), &project.files()).expect_err("refused");
    assert!(matches!(refusal, ReleaseError::Stale), "{refusal}");
    assert!(refusal.to_string().contains("run `cargo openapi generate`"));
}

#[test]
fn a_release_needs_a_line_in_the_changelog() {
    let project = Project::new();
    project.say("- API 1.0.01: not this one.");
    assert_eq!(
        project.refusal(),
        "CHANGELOG.md has no line that begins with `- API 1.0.0:`; add one that says what users notice"
    );
    assert!(project.released().is_empty());
}

#[test]
fn the_version_has_to_grow_by_what_changed_and_to_leave_no_number_out() {
    for (change, version) in
        [(Project::describe as fn(&mut Project), "1.0.1"), (Project::describe, "1.1.0"), (Project::add, "1.1.0")]
    {
        let project = changed(change, version);
        let written = project.release().unwrap_or_else(|error| panic!("{version}: {error}"));
        assert_eq!(written, Release::Written(format!("openapi/released/{version}.json")));
        assert_eq!(project.released(), ["1.0.0.json".to_owned(), format!("{version}.json")]);
    }
    for (change, version, expected) in [
        (Project::describe as fn(&mut Project), "1.0.0", "is 1.0.0, but must be at least 1.0.1; raise it"),
        (Project::describe, "1.0.2", "the version after 1.0.0 must be 1.0.1 or 1.1.0, not 1.0.2"),
        (Project::describe, "2.0.0", "the version after 1.0.0 must be 1.0.1 or 1.1.0, not 2.0.0"),
        (Project::add, "1.0.1", "is 1.0.1, but must be at least 1.1.0; raise it"),
        (Project::add, "1.2.0", "the version after 1.0.0 must be 1.1.0, not 1.2.0"),
        (Project::add, "1.1.1", "the version after 1.0.0 must be 1.1.0, not 1.1.1"),
        (|_| {}, "1.1.0", "the contract differs from version 1.0.0 only in its info.version 1.1.0; set it back"),
        (Project::rename, "2.0.0", "1 breaking change: undo it, or make a new document"),
        (
            Project::add,
            "1.1.0-rc.1",
            "\"1.1.0-rc.1\" is not a valid version: a contract's version must have three numbers",
        ),
        (Project::add, "next", "info.version \"next\" is not a valid version"),
    ] {
        let project = changed(change, version);
        let refusal = project.refusal();
        assert!(refusal.contains(expected), "{version}: {refusal}");
        assert_eq!(project.released(), ["1.0.0.json"]);
    }
}

#[test]
fn the_newest_released_document_is_the_newest_by_version() {
    let mut project = Project::new();
    for minor in 0..=10 {
        let operation = json!({ "operationId": format!("do{minor}"), "responses": { "204": { "description": "" } } });
        project.contract["paths"][format!("/do/{minor}")] = json!({ "get": operation });
        project.version(&format!("1.{minor}.0"));
        project.release().unwrap_or_else(|error| panic!("{error}"));
    }
    let comparison = compare(project.path(), &project.contract).expect("comparable");
    assert_eq!(comparison.released.to_string(), "1.10.0");
}

#[test]
fn a_comparison_reads_from_the_worst_to_the_least() {
    let mut project = Project::new();
    project.release().expect("released");
    project.describe();
    project.add();
    project.rename();
    let comparison = compare(project.path(), &project.contract).expect("comparable");
    assert_eq!(
        comparison.to_string(),
        "the contract, version 1.0.0, compared with openapi/released/1.0.0.json

breaking:
- `do` was renamed to `done`: generated clients name a method after the operation id, so source code that calls it no longer \
compiles (operation_renamed; /paths/~1do/get/operationId)

additive:
- `more` is new (GET /more): no client of the old document calls it (operation_added; /paths/~1more/get)

editorial:
- `description` of the document has a different text: it is for readers; no client behaves differently (text; /info/description)

the changes require a new document beside the old one"
    );
}

#[test]
fn a_released_file_that_is_not_what_was_released_is_named() {
    for (name, content, expected) in [
        ("latest.json", "{}", "openapi/released/latest.json: the name of a released document must be its version"),
        ("1.0.0.yaml", "{}", "openapi/released/1.0.0.yaml: the name of a released document must be its version"),
        ("1.0.0.json", "{", "openapi/released/1.0.0.json is not valid JSON: "),
        ("1.0.0.json", "{}", "openapi/released/1.0.0.json has the info.version (none); restore the released file"),
        (
            "1.1.0.json",
            r#"{"info":{"version":"1.0.0"}}"#,
            "1.1.0.json has the info.version 1.0.0; restore the released file",
        ),
        (
            "1.0.0.json",
            r#"{"info":{"version":"1.0.0"}}"#,
            "the old document is not a lowered OpenAPI document: /openapi: ",
        ),
    ] {
        let project = Project::new();
        fs::create_dir_all(project.path().join(RELEASED)).expect("a folder");
        fs::write(project.path().join(RELEASED).join(name), content).expect("written");
        let error = compare(project.path(), &project.contract).expect_err("refused");
        assert!(error.to_string().contains(expected), "{name}: {error}");
        let is_file = !matches!(error, CompatError::Compare(..));
        assert_eq!(
            is_file,
            matches!(
                error,
                CompatError::Released(
                    ReleasedError::Name(_) | ReleasedError::Json { .. } | ReleasedError::Version { .. }
                )
            )
        );
        assert!(project.refusal().contains(expected));
    }
}
