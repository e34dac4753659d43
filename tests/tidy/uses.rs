//! Which file of a package uses which, where, and by which path.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{FileId, ModuleId, ModuleTree};
use crate::resolve::{Names, Target, Targets};
use crate::source::{Implementation, Import, Path};
use crate::syntax::QUOTING;

/// The uses of a package's files.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// By the file that uses and the file that is used, in the order of the lines.
    pub(crate) places: BTreeMap<(FileId, FileId), BTreeSet<Place>>,
    /// What this test cannot follow.
    pub(crate) findings: Vec<String>,
}

/// Where a file uses another.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Place {
    pub(crate) line: usize,
    /// What is written there.
    pub(crate) text: String,
}

impl Uses {
    /// Finds the uses in code that not only tests compile.
    pub(crate) fn find(tree: &ModuleTree, library: &str) -> Self {
        let mut finder = Finder { tree, names: Names::new(tree, library), uses: Self::default() };
        for (id, module) in tree.compiled() {
            let source = &module.source;
            for (line, reason) in &source.refused {
                finder.uses.findings.push(format!("{}:{line}: {reason}.", tree.files[module.file].path));
            }
            for path in &source.paths {
                finder.path(id, path);
            }
            for import in &source.imports {
                finder.import(id, import);
            }
            for call in &source.calls {
                finder.call(id, call);
            }
            for implementation in &source.implementations {
                finder.implementation(id, implementation);
            }
        }
        finder.uses
    }
}

struct Finder<'m> {
    tree: &'m ModuleTree,
    names: Names<'m>,
    uses: Uses,
}

impl<'m> Finder<'m> {
    fn path(&mut self, module: ModuleId, path: &'m Path) {
        let targets = self.names.resolve(module, path);
        self.refuse_open(module, path, &targets);
        self.use_all(module, &targets, path, path.text());
    }

    /// A path such as `crate::$name` may become any path.
    fn refuse_open(&mut self, module: ModuleId, path: &Path, targets: &Targets) {
        if path.is_open && targets.iter().any(|target| matches!(target, Target::Module(_))) {
            let file = &self.tree.file_of(module).path;
            self.uses.findings.push(format!(
                "{file}:{}: `{}` may become the path of any module; write the path out, or hand the whole path to the macro.",
                path.line,
                path.text()
            ));
        }
    }

    fn import(&mut self, module: ModuleId, import: &'m Import) {
        let file = self.tree.modules[module].file;
        let text = if import.name.is_none() { format!("{}::*", import.path.text()) } else { import.path.text() };
        let targets = self.names.imported(module, import);
        self.refuse_open(module, &import.path, &targets);
        // What a folder shows of its own modules is no use of them; what its logic does with them is.
        let has_logic = self.tree.files[file].has_logic;
        let is_shown = !has_logic || (import.is_public && !import.is_local);
        let (own, others): (Targets, Targets) =
            targets.into_iter().partition(|target| is_shown && self.is_below(*target, file));
        self.use_all(module, &others, &import.path, text);
        if !has_logic || own.is_empty() {
            return;
        }
        let traits = own.into_iter().filter(|target| matches!(target, Target::Item { is_trait: true, .. })).collect();
        self.use_all(module, &traits, &import.path, import.path.text());
        for word in &self.tree.modules[module].source.words {
            let targets = self.names.brought_in(module, import, &word.segments[0]);
            self.use_all(module, &targets, word, word.text());
        }
    }

    /// Whether the target stands in the folder of a file.
    fn is_below(&self, target: Target, file: FileId) -> bool {
        let module = match target {
            Target::Module(module) => module,
            Target::Item { file, .. } => self.tree.files[file].module,
        };
        self.tree.is_within(module, self.tree.files[file].module)
    }

    /// A macro may be called without an import. A path in its body that does not begin at the crate is resolved by the caller.
    fn call(&mut self, module: ModuleId, call: &'m Path) {
        let tree = self.tree;
        let macros = || tree.compiled().flat_map(|(_, of)| of.source.macros.iter().map(move |own| (of.file, own)));
        let mut targets = self.names.resolve(module, call);
        if let [name] = call.segments.as_slice()
            && !self.names.has(module, name)
        {
            let named = macros().filter(|(_, own)| own.name == *name);
            targets = named.map(|(file, _)| Target::Item { file, is_trait: false }).collect();
        }
        let is_quoting = call.segments.last().is_some_and(|name| QUOTING.contains(&name.as_str()));
        if is_quoting && !targets.is_empty() {
            let (path, line) = (&tree.file_of(module).path, call.line);
            self.uses.findings.push(format!(
                "{path}:{line}: `{}!` is a macro of this package. This test takes what stands in it for code of another \
                 package, as in the macros of the crate quote; give it another name.",
                call.text()
            ));
        }
        if targets.contains(&Target::Item { file: tree.modules[module].file, is_trait: false }) {
            return;
        }
        self.use_all(module, &targets, call, format!("{}!", call.text()));
        for (_, own) in macros().filter(|(file, _)| targets.contains(&Target::Item { file: *file, is_trait: false })) {
            for path in own.paths.iter().filter(|path| path.segments.first().is_none_or(|first| first != "crate")) {
                let targets = self.names.resolve(module, path);
                self.use_all(module, &targets, call, format!("{}!` with `{}", call.text(), path.text()));
            }
        }
    }

    /// An `impl` in another file than its type. Its functions are used without a path to that file: as `Type::name`, and as
    /// `.name` on any value. This test does not know types, so it counts the second form only for functions of no trait, and only if
    /// no other function has the name.
    fn implementation(&mut self, module: ModuleId, implementation: &'m Implementation) {
        let file = self.tree.modules[module].file;
        let own_type = &implementation.self_type;
        let homes: BTreeSet<FileId> =
            self.names.resolve(module, own_type).iter().map(|target| self.file(*target)).collect();
        if homes.is_empty() || homes.contains(&file) {
            return;
        }
        let target = [Target::Item { file, is_trait: false }].into();
        for name in &implementation.functions {
            if self.implementations(own_type, name) > 1 {
                continue;
            }
            let is_only_one = !implementation.is_of_trait && self.definitions(name) == 1;
            for (id, module) in self.tree.compiled() {
                for path in &module.source.paths {
                    let [.., of, last] = path.segments.as_slice() else { continue };
                    let is_of_type = Some(of) == own_type.segments.last() && self.is_in(id, path, &homes);
                    if last == name && (is_of_type || (is_only_one && of == "Self")) {
                        self.use_all(id, &target, path, path.text());
                    }
                }
                for member in module.source.members.iter().filter(|member| is_only_one && member.segments[0] == *name) {
                    self.use_all(id, &target, member, format!(".{name}"));
                }
            }
        }
    }

    /// How many `impl`s give a type of this name a function of this name, such as `from`.
    fn implementations(&self, own_type: &Path, name: &String) -> usize {
        let all = self.tree.compiled().flat_map(|(_, module)| &module.source.implementations);
        let of_type = all.filter(|other| other.self_type.segments.last() == own_type.segments.last());
        of_type.filter(|other| other.functions.contains(name)).count()
    }

    /// How many functions have this name.
    fn definitions(&self, name: &str) -> usize {
        let functions = self.tree.compiled().flat_map(|(_, module)| &module.source.functions);
        functions.filter(|function| *function == name).count()
    }

    /// Whether a path leads to one of these files.
    fn is_in(&self, module: ModuleId, path: &'m Path, files: &BTreeSet<FileId>) -> bool {
        self.names.resolve(module, path).iter().any(|target| files.contains(&self.file(*target)))
    }

    fn file(&self, target: Target) -> FileId {
        match target {
            Target::Module(module) => self.tree.modules[module].file,
            Target::Item { file, .. } => file,
        }
    }

    fn use_all(&mut self, module: ModuleId, targets: &Targets, at: &Path, text: String) {
        let from = self.tree.modules[module].file;
        for target in targets {
            let to = self.file(*target);
            if from != to && !self.tree.files[to].is_test {
                let place = Place { line: at.line, text: text.clone() };
                self.uses.places.entry((from, to)).or_default().insert(place);
            }
        }
    }
}
