//! Releases of the contract: what is released, and the reasons for which a release is refused.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use textgate_openapi::NOT_BLANK;
use textgate_openapi::compat::Severity;
use textgate_openapi_tool::{
    ACCEPTED, CompatError, Derived, RELEASED, Release, ReleaseError, ReleasedError, compare, generate, project_root,
    release,
};

#[test]
fn the_contract_breaks_no_client_of_the_newest_release_and_its_version_fits_its_changes() {
    let contract = textgate_api::published().expect("the contract lowers");
    let comparison = compare(&project_root(), &contract).unwrap_or_else(|error| panic!("{error}"));
    if let Some(fault) = comparison.fault() {
        panic!("{comparison}\n{fault}");
    }
}

/// A project in a temporary folder, with a small contract.
struct Project {
    root: TempDir,
    contract: Value,
}

impl Project {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("openapi")).expect("a folder");
        let contract = json!({
            "openapi": "3.0.3",
            "info": { "title": "t", "description": "d", "version": "1.0.0" },
            "paths": { "/do": { "get": { "operationId": "do", "responses": { "204": { "description": "Done." } } } } },
        });
        let project = Self { root, contract };
        project.write_changelog("- API 1.0.0: `do`.");
        project
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    fn write_changelog(&self, line: &str) {
        fs::write(self.path().join("CHANGELOG.md"), format!("# Changelog\n\n{line}\n")).expect("written");
    }

    fn files(&self) -> Vec<Derived> {
        vec![Derived { path: "openapi/v1.json", content: self.contract.to_string() }]
    }

    fn derive(&self) {
        generate(self.path(), &self.files()).expect("written");
    }

    fn release(&self) -> Result<Release, ReleaseError> {
        self.derive();
        release(self.path(), &self.files())
    }

    fn refusal(&self) -> String {
        self.release().expect_err("refused").to_string()
    }

    fn version(&mut self, version: &str) {
        self.contract["info"]["version"] = version.into();
        self.write_changelog(&format!("- API {version}: more."));
    }

    fn describe(&mut self) {
        self.contract["info"]["description"] = "other words".into();
    }

    fn add(&mut self) {
        let operation = json!({ "operationId": "more", "responses": { "204": { "description": "Done." } } });
        self.contract["paths"]["/more"] = json!({ "get": operation });
    }

    fn rename(&mut self) {
        self.contract["paths"]["/do"]["get"]["operationId"] = "done".into();
    }

    fn accept(&self, entries: &str) {
        fs::write(self.path().join(ACCEPTED), entries).expect("written");
    }

    fn released(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join(RELEASED)).into_iter().flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
        names.sort();
        names
    }
}

#[test]
fn the_first_release_is_a_copy_of_the_document() {
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
fn a_release_needs_checked_in_files_that_are_up_to_date() {
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
    project.write_changelog("- API 1.0.01: not this one.");
    assert_eq!(
        project.refusal(),
        "CHANGELOG.md has no line that begins with `- API 1.0.0:`; add one that says what users notice"
    );
    assert!(project.released().is_empty());
}

/// A project that has released 1.0.0 and then changed.
fn changed(change: fn(&mut Project), version: &str) -> Project {
    let mut project = Project::new();
    project.release().expect("released");
    change(&mut project);
    project.version(version);
    project
}

#[test]
fn the_new_version_must_be_the_next_one_that_fits_the_changes() {
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
fn the_newest_released_document_is_the_one_with_the_highest_version() {
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
fn a_comparison_lists_the_most_severe_changes_first() {
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
fn the_error_names_a_file_that_is_not_a_released_document() {
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
