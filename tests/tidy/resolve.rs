//! From a path to the file that defines what it names, through imports, renames, re-exports and globs.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{FileId, ModuleId, ModuleTree};
use crate::source::{Import, Path};

/// What a path may name. Where several things have the name, it names them all.
pub(crate) type Targets = BTreeSet<Target>;

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Target {
    Module(ModuleId),
    Item { file: FileId, is_trait: bool },
}

/// The names of all modules of a package.
pub(crate) struct Names<'m> {
    tree: &'m ModuleTree,
    /// The names of crates of this package in paths, with their roots.
    crates: BTreeMap<&'m str, ModuleId>,
    scopes: Vec<BTreeMap<&'m str, Vec<Name<'m>>>>,
}

#[derive(Clone, Copy)]
enum Name<'m> {
    Is(Target),
    Imported(&'m Import),
}

/// Imports that are being followed, so that two that lead to each other end.
type Trail<'m> = Vec<&'m Import>;

impl<'m> Names<'m> {
    pub(crate) fn new(tree: &'m ModuleTree, library: &'m str) -> Self {
        let crates = tree.library.map(|root| (library, root)).into_iter().collect();
        let mut names = Self { tree, crates, scopes: vec![BTreeMap::new(); tree.modules.len()] };
        for (id, module) in tree.compiled() {
            names.crates.extend(module.source.crate_names.iter().map(|name| (name.as_str(), tree.root(id))));
            let scope = &mut names.scopes[id];
            for (name, children) in &module.children {
                let compiled = children.iter().filter(|child| !tree.modules[**child].is_test);
                scope.entry(name).or_default().extend(compiled.map(|child| Name::Is(Target::Module(*child))));
            }
            let item = |is_trait| Name::Is(Target::Item { file: module.file, is_trait });
            for own in &module.source.items {
                scope.entry(&own.name).or_default().push(item(own.is_trait));
            }
            for import in &module.source.imports {
                if let Some(name) = &import.name {
                    scope.entry(name).or_default().push(Name::Imported(import));
                }
            }
            for own in &module.source.macros {
                scope.entry(&own.name).or_default().push(item(false));
            }
            for own in module.source.macros.iter().filter(|own| own.is_exported) {
                names.scopes[tree.root(id)].entry(&own.name).or_default().push(item(false));
            }
        }
        names
    }

    /// What a path in the module `from` names. What is not the package's own is nothing.
    pub(crate) fn resolve(&self, from: ModuleId, path: &'m Path) -> Targets {
        self.follow(from, path, &mut Vec::new())
    }

    /// Whether the module has a name, also one of another crate's.
    pub(crate) fn has(&self, module: ModuleId, name: &str) -> bool {
        self.scopes[module].contains_key(name)
    }

    /// What an import brings in: what its path names, or all that a glob shows to the module `from`.
    pub(crate) fn imported(&self, from: ModuleId, import: &'m Import) -> Targets {
        let targets = self.resolve(from, &import.path);
        if import.name.is_some() {
            return targets;
        }
        let mut shown = Targets::new();
        for target in targets {
            match target {
                Target::Module(module) => self.show(module, from, &mut shown, &mut BTreeSet::new()),
                Target::Item { .. } => {}
            }
            shown.insert(target);
        }
        shown
    }

    /// What the module `from` calls `name` by an import or a glob of its own.
    pub(crate) fn brought_in(&self, from: ModuleId, import: &'m Import, name: &str) -> Targets {
        match &import.name {
            Some(own) if own == name => self.resolve(from, &import.path),
            Some(_) => Targets::new(),
            None => self.through_glob(from, import, name, &mut Vec::new()),
        }
    }

    fn follow(&self, from: ModuleId, path: &'m Path, trail: &mut Trail<'m>) -> Targets {
        let Some((first, rest)) = path.segments.split_first() else { return Targets::new() };
        let mut targets = if path.is_global { self.own_crate(first) } else { self.first(from, first, trail) };
        for segment in rest {
            targets = targets.into_iter().flat_map(|target| self.next(target, segment, trail)).collect();
        }
        targets
    }

    fn own_crate(&self, name: &str) -> Targets {
        self.crates.get(name).map(|root| Target::Module(*root)).into_iter().collect()
    }

    fn first(&self, from: ModuleId, name: &str, trail: &mut Trail<'m>) -> Targets {
        match name {
            "crate" => [Target::Module(self.tree.root(from))].into(),
            "self" => [Target::Module(from)].into(),
            "super" => self.tree.modules[from].parent.map(Target::Module).into_iter().collect(),
            _ => {
                let targets = self.look_up(from, name, true, trail);
                if targets.is_empty() { self.own_crate(name) } else { targets }
            }
        }
    }

    fn next(&self, target: Target, name: &str, trail: &mut Trail<'m>) -> Targets {
        let Target::Module(module) = target else { return [target].into() };
        match name {
            "self" => [target].into(),
            "super" => self.tree.modules[module].parent.map(Target::Module).into_iter().collect(),
            _ => {
                let targets = self.look_up(module, name, false, trail);
                if targets.is_empty() { self.made_by_a_macro(module, trail) } else { targets }
            }
        }
    }

    /// What has this name in a module, as its own code sees it or as a path from outside does.
    fn look_up(&self, module: ModuleId, name: &str, is_own_code: bool, trail: &mut Trail<'m>) -> Targets {
        let Some(found) = self.scopes[module].get(name) else {
            let globs = self.globs(module).filter(|glob| is_own_code || !glob.is_local);
            return globs.flat_map(|glob| self.through_glob(module, glob, name, trail)).collect();
        };
        let mut targets = Targets::new();
        for name in found {
            match name {
                Name::Is(target) => _ = targets.insert(*target),
                Name::Imported(import) if is_own_code || !import.is_local => {
                    targets.extend(guarded(import, trail, |trail| self.follow(module, &import.path, trail)));
                }
                Name::Imported(_) => {}
            }
        }
        targets
    }

    fn globs(&self, module: ModuleId) -> impl Iterator<Item = &'m Import> {
        self.tree.modules[module].source.imports.iter().filter(|import| import.name.is_none())
    }

    fn through_glob(&self, module: ModuleId, glob: &'m Import, name: &str, trail: &mut Trail<'m>) -> Targets {
        guarded(glob, trail, |trail| {
            let mut targets = Targets::new();
            for target in self.follow(module, &glob.path, trail) {
                if let Target::Module(module) = target {
                    targets.extend(self.look_up(module, name, false, trail));
                }
            }
            targets
        })
    }

    /// Where a name that no source shows may be defined: in the module itself, or in one of which it shows all.
    fn made_by_a_macro(&self, module: ModuleId, trail: &mut Trail<'m>) -> Targets {
        let file = |module: ModuleId| Target::Item { file: self.tree.modules[module].file, is_trait: false };
        let mut targets = Targets::from([file(module)]);
        for glob in self.globs(module) {
            for target in guarded(glob, trail, |trail| self.follow(module, &glob.path, trail)) {
                if let Target::Module(module) = target {
                    targets.insert(file(module));
                }
            }
        }
        targets
    }

    /// Collects what a glob of `module` brings into the module `from`.
    fn show(&self, module: ModuleId, from: ModuleId, shown: &mut Targets, seen: &mut BTreeSet<ModuleId>) {
        if !seen.insert(module) {
            return;
        }
        let source = &self.tree.modules[module].source;
        if source.has_logic {
            let is_trait = source.items.iter().any(|item| item.is_trait);
            shown.insert(Target::Item { file: self.tree.modules[module].file, is_trait });
        }
        let is_visible = |import: &&Import| !import.is_local && (import.is_public || self.tree.is_within(from, module));
        for import in source.imports.iter().filter(is_visible) {
            for target in self.resolve(module, &import.path) {
                match target {
                    Target::Item { .. } => _ = shown.insert(target),
                    Target::Module(inner) if import.name.is_none() => self.show(inner, from, shown, seen),
                    // The name of a module. What is used of it is named in a path.
                    Target::Module(_) => {}
                }
            }
        }
    }
}

/// Follows an import, unless that is being done already.
fn guarded<'m>(import: &'m Import, trail: &mut Trail<'m>, follow: impl FnOnce(&mut Trail<'m>) -> Targets) -> Targets {
    if trail.iter().any(|known| std::ptr::eq(*known, import)) {
        return Targets::new();
    }
    trail.push(import);
    let targets = follow(trail);
    trail.pop();
    targets
}
