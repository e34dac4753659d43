//! One package: its modules and what they use, held to their floors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::floors::{FILE, Floors};
use crate::graph::{self, Graph};
use crate::modules::{FileId, Files, ModuleTree};
use crate::uses::{Place, Uses};

/// A package, as its files are.
pub(crate) struct Package {
    /// Its folder, from the root of the project.
    folder: String,
    tree: ModuleTree,
    uses: Uses,
}

impl Package {
    /// Reads a package. `library` is the name of its library in paths.
    pub(crate) fn read(folder: &str, library: &str, files: &Files) -> Self {
        let tree = ModuleTree::read(files);
        let uses = Uses::find(&tree, library);
        Self { folder: folder.to_owned(), tree, uses }
    }

    /// All that is wrong with the package.
    pub(crate) fn findings(&self, floors: &Floors) -> Vec<String> {
        let unreadable = self.tree.findings.iter().chain(&self.uses.findings);
        let mut findings: Vec<_> = unreadable.map(|finding| format!("{}/{finding}", self.folder)).collect();
        findings.extend(self.unlisted(floors));
        findings.extend(self.upward(floors));
        findings.extend(self.cycles());
        findings
    }

    /// Modules that are on no floor, and floors of modules that the package does not have.
    fn unlisted(&self, floors: &Floors) -> Vec<String> {
        let folder = &self.folder;
        if !floors.packages.contains_key(folder) {
            return vec![format!(
                "{FILE}: the package {folder} has no floors. Add the heading `### {folder}` and a table:\n{self}"
            )];
        }
        let (floors, modules) = (floors.floor_of(folder), self.top_level_modules());
        let unlisted = modules.iter().filter(|(module, _)| !floors.contains_key(*module)).map(|(module, file)| {
            let path = self.path(*file);
            if self.is_root(*file) {
                format!("{path} holds code. Move it into a module, or give `{module}` a floor of {folder} in {FILE}.")
            } else {
                format!("{path}: the module `{module}` is on no floor. Add it to the floors of {folder} in {FILE}.")
            }
        });
        let missing = floors.keys().filter(|module| !modules.contains_key(*module)).map(|module| {
            format!("{FILE}: the floors of {folder} list `{module}`, and the package has no such module. Take it off the list.")
        });
        unlisted.chain(missing).collect()
    }

    /// Uses of a module on a higher floor, or on the same one.
    fn upward(&self, floors: &Floors) -> Vec<String> {
        let floors = floors.floor_of(&self.folder);
        let mut findings = Vec::new();
        for ((from, to), places) in &self.uses.places {
            let (upper, lower) = (&self.tree.files[*to].top_level, &self.tree.files[*from].top_level);
            let (Some(from_floor), Some(to_floor)) = (floors.get(lower.as_str()), floors.get(upper.as_str())) else {
                continue;
            };
            if lower == upper || from_floor > to_floor {
                continue;
            }
            let rule = if from_floor == to_floor {
                format!("`{lower}` and `{upper}` share floor {to_floor} and may not use each other")
            } else {
                format!("`{lower}` is on floor {from_floor}, and `{upper}` is above it on floor {to_floor}")
            };
            findings.push(format!(
                "{}: {rule}. Move what both need to a floor below, or let a floor above hand it in.",
                self.describe(*from, *to, places)
            ));
        }
        findings
    }

    /// Files that use each other.
    fn cycles(&self) -> Vec<String> {
        let files = (0..self.tree.files.len()).filter(|file| !self.tree.files[*file].is_test);
        let mut graph: Graph<FileId> = files.map(|file| (file, BTreeSet::new())).collect();
        for (from, to) in self.uses.places.keys() {
            graph.entry(*from).or_default().insert(*to);
        }
        let finding = |cycle: Vec<FileId>| {
            let next = cycle.iter().cycle().skip(1);
            let uses = cycle
                .iter()
                .zip(next)
                .map(|(from, to)| format!("\n    {}", self.describe(*from, *to, &self.uses.places[&(*from, *to)])));
            format!(
                "{}: {} files use each other in a cycle. Move what they share into a file below all of them.{}",
                self.folder,
                cycle.len(),
                uses.collect::<String>()
            )
        };
        graph::cycles(&graph).into_iter().map(finding).collect()
    }

    /// The top-level modules, each with its first file. A root without logic is none: it only shows what is below it.
    fn top_level_modules(&self) -> BTreeMap<&str, FileId> {
        let mut modules = BTreeMap::new();
        for (id, file) in self.tree.files.iter().enumerate().filter(|(_, file)| !file.is_test) {
            if file.has_logic || !self.is_root(id) {
                modules.entry(file.top_level.as_str()).or_insert(id);
            }
        }
        modules
    }

    fn is_root(&self, file: FileId) -> bool {
        self.tree.modules[self.tree.files[file].module].parent.is_none()
    }

    /// Which file uses which, where and how.
    fn describe(&self, from: FileId, to: FileId, places: &BTreeSet<Place>) -> String {
        let (from, to) = (self.path(from), self.path(to));
        let mut places = places.iter();
        let Some(Place { line, text }) = places.next() else { return format!("{from} uses {to}") };
        let others: BTreeSet<usize> = places.map(|place| place.line).filter(|other| other != line).collect();
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        let others = if others.is_empty() { String::new() } else { format!(", also on line {}", others.join(", ")) };
        format!("{from}:{line} uses {to} by `{text}`{others}")
    }

    fn path(&self, file: FileId) -> String {
        format!("{}/{}", self.folder, self.tree.files[file].path)
    }
}

impl fmt::Display for Package {
    /// The floors as they are in the code, in the form in which ARCHITECTURE.md has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modules = self.top_level_modules();
        let mut graph: Graph<&str> = modules.keys().map(|module| (*module, BTreeSet::new())).collect();
        for (from, to) in self.uses.places.keys() {
            let (from, to) = (self.tree.files[*from].top_level.as_str(), self.tree.files[*to].top_level.as_str());
            if from != to && modules.contains_key(from) && modules.contains_key(to) {
                graph.entry(from).or_default().insert(to);
            }
        }
        writeln!(f, "### {}\n\n| floor | modules |\n|---|---|", self.folder)?;
        for (floor, modules) in graph::floors(&graph).into_iter().enumerate() {
            let names: Vec<_> = modules.iter().map(|module| format!("`{module}`")).collect();
            writeln!(f, "| {floor} | {} |", names.join(" · "))?;
        }
        Ok(())
    }
}
