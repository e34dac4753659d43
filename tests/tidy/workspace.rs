//! The packages of the workspace and what they depend on, by their Cargo.toml files.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::floors::{FILE, Floors};

/// The packages of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    pub(crate) members: Vec<Member>,
    /// Code that is not where this test looks for it.
    findings: Vec<String>,
}

/// One package.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its folder, from the root of the project.
    pub(crate) folder: String,
    /// The name of its library in paths.
    pub(crate) library: String,
    /// The folders of the packages of ours that it depends on, not counting its tests.
    uses: BTreeSet<String>,
}

/// A dependency.
struct Dependency<'m> {
    /// The name of the package.
    package: &'m str,
    /// Whether it is a package of ours.
    is_ours: bool,
}

impl Workspace {
    /// Reads the packages. `manifest` has the text of the Cargo.toml in a folder; the workspace's is in the folder ".".
    pub(crate) fn read(manifest: impl Fn(&str) -> String) -> Self {
        let manifest = |folder: &str| -> Table {
            manifest(folder).parse().unwrap_or_else(|error| panic!("{folder}/Cargo.toml: {error}"))
        };
        let root = manifest(".");
        let folders = root["workspace"]["members"].as_array().expect("a list of members").iter().map(text);
        let manifests: BTreeMap<&str, Table> = folders.map(|folder| (folder, manifest(folder))).collect();
        let names = manifests.iter().map(|(folder, manifest)| (text(&manifest["package"]["name"]), *folder));
        let folder_of: BTreeMap<&str, &str> = names.collect();
        let mut workspace = Self::default();
        for (folder, manifest) in &manifests {
            let mut uses = BTreeSet::new();
            for Dependency { package, is_ours } in dependencies(manifest, &root) {
                uses.extend(folder_of.get(package).map(ToString::to_string));
                if is_ours && !folder_of.contains_key(package) {
                    workspace.findings.push(format!(
                        "{folder}/Cargo.toml: the package {package} is not in the list `members` of the workspace. Add it there."
                    ));
                }
            }
            let name =
                manifest.get("lib").and_then(|library| library.get("name")).unwrap_or(&manifest["package"]["name"]);
            let library = text(name).replace('-', "_");
            workspace.members.push(Member { folder: (*folder).to_owned(), library, uses });
            let programs = manifest.get("bin").and_then(Value::as_array).into_iter().flatten();
            let paths = manifest.get("lib").into_iter().chain(programs).filter_map(|target| target.get("path"));
            workspace.findings.extend(paths.map(text).filter(|path| !path.starts_with("src/")).map(|path| {
                format!("{folder}/Cargo.toml: {path} is not in src/, where this test looks for code. Move it there.")
            }));
        }
        workspace
    }

    /// What is wrong with the packages: dependencies that the floors do not allow, and packages that they do not know.
    pub(crate) fn findings(&self, floors: &Floors) -> Vec<String> {
        let mut findings = self.findings.clone();
        for Member { folder, uses, .. } in &self.members {
            let Some(listed) = floors.dependencies.get(folder) else {
                findings.push(format!("{FILE}: the table of what packages use has no row for {folder}. Add one."));
                continue;
            };
            let allowed = floors.allowed(folder);
            for used in uses.iter().filter(|used| !allowed.contains(used.as_str())) {
                findings.push(format!(
                    "{folder}/Cargo.toml: {folder} may not use {used}. Remove the dependency, or allow it in {FILE} and say why."
                ));
            }
            for used in listed.difference(uses) {
                findings.push(format!(
                    "{FILE}: {folder} is said to use {used}, and its Cargo.toml has no such dependency. Take it off the list."
                ));
            }
        }
        let known: BTreeSet<&String> = self.members.iter().map(|member| &member.folder).collect();
        let named: BTreeSet<&String> = floors.packages.keys().chain(floors.dependencies.keys()).collect();
        let unknown = named.difference(&known);
        findings.extend(
            unknown.map(|name| format!("{FILE} names the package {name}, and the workspace has none in this folder.")),
        );
        findings
    }
}

/// All dependencies of a package, not counting its tests.
fn dependencies<'m>(manifest: &'m Table, root: &'m Table) -> impl Iterator<Item = Dependency<'m>> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    let kinds = tables.flat_map(|table| [table.get("dependencies"), table.get("build-dependencies")]);
    kinds.flatten().filter_map(Value::as_table).flatten().map(|(name, own)| {
        let is_inherited = own.get("workspace").and_then(Value::as_bool) == Some(true);
        let dependency = if is_inherited { &root["workspace"]["dependencies"][name] } else { own };
        Dependency { package: dependency.get("package").map_or(name, text), is_ours: dependency.get("path").is_some() }
    })
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
