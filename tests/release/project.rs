//! A project whose contract is released.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use textgate_openapi_tool::{ACCEPTED, Derived, RELEASED, Release, ReleaseError, generate, release};

/// A project of its own, with a contract of this version and text that nobody else has.
pub(crate) struct Project {
    root: TempDir,
    pub(crate) contract: Value,
}

impl Project {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("openapi")).expect("a folder");
        let contract = json!({
            "openapi": "3.0.3",
            "info": { "title": "t", "description": "d", "version": "1.0.0" },
            "paths": { "/do": { "get": { "operationId": "do", "responses": { "204": { "description": "Done." } } } } },
        });
        let project = Self { root, contract };
        project.say("- API 1.0.0: `do`.");
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn say(&self, line: &str) {
        fs::write(self.path().join("CHANGELOG.md"), format!("# Changelog\n\n{line}\n")).expect("written");
    }

    pub(crate) fn files(&self) -> Vec<Derived> {
        vec![Derived { path: "openapi/v1.json", content: self.contract.to_string() }]
    }

    pub(crate) fn derive(&self) {
        generate(self.path(), &self.files()).expect("written");
    }

    pub(crate) fn release(&self) -> Result<Release, ReleaseError> {
        self.derive();
        release(self.path(), &self.files())
    }

    pub(crate) fn refusal(&self) -> String {
        self.release().expect_err("refused").to_string()
    }

    pub(crate) fn version(&mut self, version: &str) {
        self.contract["info"]["version"] = version.into();
        self.say(&format!("- API {version}: more."));
    }

    pub(crate) fn describe(&mut self) {
        self.contract["info"]["description"] = "other words".into();
    }

    pub(crate) fn add(&mut self) {
        let operation = json!({ "operationId": "more", "responses": { "204": { "description": "Done." } } });
        self.contract["paths"]["/more"] = json!({ "get": operation });
    }

    pub(crate) fn rename(&mut self) {
        self.contract["paths"]["/do"]["get"]["operationId"] = "done".into();
    }

    pub(crate) fn accept(&self, entries: &str) {
        fs::write(self.path().join(ACCEPTED), entries).expect("written");
    }

    pub(crate) fn released(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join(RELEASED)).into_iter().flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
        names.sort();
        names
    }
}

/// A project that has released 1.0.0 and then changed.
pub(crate) fn changed(change: fn(&mut Project), version: &str) -> Project {
    let mut project = Project::new();
    project.release().expect("released");
    change(&mut project);
    project.version(version);
    project
}
