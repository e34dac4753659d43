//! The modules of a package, read from its files.

use std::collections::BTreeMap;

use crate::source::{Declaration, Source};
use crate::{syntax, tokens};

/// The Rust files of a package: path from the package's folder, and text.
pub(crate) type Files = BTreeMap<String, String>;

/// The index of a file in [`ModuleTree::files`].
pub(crate) type FileId = usize;

/// The index of a module in [`ModuleTree::modules`].
pub(crate) type ModuleId = usize;

/// All modules of a package.
#[derive(Debug, Default)]
pub(crate) struct ModuleTree {
    /// The root of the library.
    pub(crate) library: Option<ModuleId>,
    pub(crate) files: Vec<File>,
    pub(crate) modules: Vec<Module>,
    /// What is wrong with files that cannot be read or are no module.
    pub(crate) findings: Vec<String>,
}

/// A file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    /// The module that is the whole file.
    pub(crate) module: ModuleId,
    /// The top-level module that the file belongs to. The root of a library is `lib`, that of a program is `main` or `bin/name`.
    pub(crate) top_level: String,
    /// Whether only tests compile it.
    pub(crate) is_test: bool,
    /// Whether it holds more than imports and declarations of modules.
    pub(crate) has_logic: bool,
}

/// A module: a file, or what stands between the braces of a `mod`.
#[derive(Debug)]
pub(crate) struct Module {
    /// Empty for a root.
    pub(crate) name: String,
    pub(crate) file: FileId,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) children: BTreeMap<String, Vec<ModuleId>>,
    pub(crate) is_test: bool,
    pub(crate) source: Source,
}

impl ModuleTree {
    /// Reads the modules of a package, beginning with the roots of its library and its programs.
    pub(crate) fn read(files: &Files) -> Self {
        let mut loader = Loader { files, tree: Self::default() };
        for path in files.keys() {
            if let Some((top_level, folder)) = root(path) {
                let is_library = top_level == "lib";
                let module = loader.file(path, top_level, Place { folder, ..Place::default() });
                loader.tree.library = loader.tree.library.or(is_library.then_some(module));
            }
        }
        let mut tree = loader.tree;
        let strays = files.keys().filter(|path| tree.files.iter().all(|file| file.path != **path));
        let strays: Vec<String> = strays
            .map(|path| {
                format!(
                    "{path}: no module declares this file with `mod`, so its floor is not known. Declare it outside of macros, \
                     or delete it."
                )
            })
            .collect();
        tree.findings.extend(strays);
        tree
    }

    /// The file that the module stands in.
    pub(crate) fn file_of(&self, module: ModuleId) -> &File {
        &self.files[self.modules[module].file]
    }

    /// Whether `module` is `ancestor` or stands within it.
    pub(crate) fn is_within(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        self.ancestry(module).any(|module| module == ancestor)
    }

    /// The root of the crate that the module belongs to.
    pub(crate) fn root(&self, module: ModuleId) -> ModuleId {
        self.ancestry(module).last().unwrap_or(module)
    }

    /// The module, its parent, and so on up to the root.
    fn ancestry(&self, module: ModuleId) -> impl Iterator<Item = ModuleId> {
        std::iter::successors(Some(module), |module| self.modules[*module].parent)
    }

    /// The modules that not only tests compile.
    pub(crate) fn compiled(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.modules.iter().enumerate().filter(|(_, module)| !module.is_test)
    }
}

/// If the file is the root of a crate: its name as a top-level module, and the folder of its modules.
fn root(path: &str) -> Option<(String, String)> {
    let name = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    match name.split('/').collect::<Vec<_>>().as_slice() {
        ["lib" | "main"] => Some((name.to_owned(), "src".to_owned())),
        ["bin", _] => Some((name.to_owned(), "src/bin".to_owned())),
        ["bin", program, "main"] => Some((format!("bin/{program}"), format!("src/bin/{program}"))),
        _ => None,
    }
}

struct Loader<'f> {
    files: &'f Files,
    tree: ModuleTree,
}

/// Where a module stands.
#[derive(Default)]
struct Place {
    name: String,
    parent: Option<ModuleId>,
    /// The folder of the files that it declares.
    folder: String,
    is_test: bool,
}

impl Loader<'_> {
    /// Reads a file and what it declares. Returns its module.
    fn file(&mut self, path: &str, top_level: String, mut place: Place) -> ModuleId {
        let source = match tokens::read(&self.files[path], 1) {
            Ok(tokens) => syntax::read(&tokens),
            Err(error) => {
                self.tree.findings.push(format!("{path}: {error}."));
                Source::default()
            }
        };
        place.is_test |= source.is_test;
        let (file, module) = (self.tree.files.len(), self.tree.modules.len());
        let (path, is_test) = (path.to_owned(), place.is_test);
        self.tree.files.push(File { path, module, top_level, is_test, has_logic: false });
        self.module(source, file, place)
    }

    /// Adds a module and what it declares.
    fn module(&mut self, mut source: Source, file: FileId, place: Place) -> ModuleId {
        let Place { name, parent, folder, is_test } = place;
        let mut declarations = std::mem::take(&mut source.modules);
        // A module that is declared once for tests and once for all is compiled in both.
        declarations.sort_by_key(|declaration| declaration.is_test);
        let id = self.tree.modules.len();
        self.tree.files[file].has_logic |= source.has_logic && !is_test;
        self.tree.modules.push(Module { name, file, parent, children: BTreeMap::new(), is_test, source });
        for declaration in declarations {
            let name = declaration.name.trim_start_matches("r#").to_owned();
            let place = Place {
                folder: format!("{folder}/{name}"),
                is_test: is_test || declaration.is_test,
                parent: Some(id),
                name: name.clone(),
            };
            if let Some(child) = self.declared(declaration, file, place) {
                self.tree.modules[id].children.entry(name).or_default().push(child);
            }
        }
        id
    }

    /// Adds a module that `file` declares.
    fn declared(&mut self, declaration: Declaration, file: FileId, place: Place) -> Option<ModuleId> {
        if let Some(body) = declaration.body {
            return Some(self.module(body, file, place));
        }
        let candidates = [format!("{}.rs", place.folder), format!("{}/mod.rs", place.folder)];
        let Some(path) = candidates.iter().find(|path| self.files.contains_key(*path)) else {
            let (path, line) = (&self.tree.files[file].path, declaration.line);
            self.tree.findings.push(format!(
                "{path}:{line}: `mod {};` has no file {}",
                place.name,
                candidates.join(" or ")
            ));
            return None;
        };
        if let Some(known) = self.tree.files.iter().find(|file| file.path == *path) {
            return Some(known.module);
        }
        let top_level = self.top_level(&place);
        Some(self.file(path, top_level, place))
    }

    /// The name of the top-level module that a file at `place` belongs to.
    fn top_level(&self, place: &Place) -> String {
        let Some(parent) = place.parent else { return place.name.clone() };
        let root = self.tree.root(parent);
        let program = &self.tree.file_of(root).top_level;
        if program.starts_with("bin/") {
            return program.clone();
        }
        let mut ancestry = self.tree.ancestry(parent).map(|module| &self.tree.modules[module]);
        ancestry.find(|module| module.parent == Some(root)).map_or(&place.name, |module| &module.name).clone()
    }
}
