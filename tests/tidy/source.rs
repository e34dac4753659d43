//! What a module says in its source: what it declares, what it imports and which paths it names. Code that only tests
//! compile is left out.

/// What one module says, and the modules that stand in braces in the same file.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Whether only tests compile it, by `#![cfg(test)]`.
    pub(crate) is_test: bool,
    /// Whether it holds more than imports and declarations of modules. A module without logic is a face: it says what its
    /// folder shows.
    pub(crate) has_logic: bool,
    pub(crate) modules: Vec<Declaration>,
    pub(crate) items: Vec<Item>,
    pub(crate) imports: Vec<Import>,
    /// Names of the crate itself, by `extern crate self as name`.
    pub(crate) crate_names: Vec<String>,
    /// Paths of two names and more.
    pub(crate) paths: Vec<Path>,
    /// Single names, but for those behind a dot.
    pub(crate) words: Vec<Path>,
    /// Single names behind a dot: methods and fields.
    pub(crate) members: Vec<Path>,
    pub(crate) macros: Vec<Macro>,
    /// The macros that are called.
    pub(crate) calls: Vec<Path>,
    pub(crate) implementations: Vec<Implementation>,
    /// All functions and methods that are defined, at whatever depth.
    pub(crate) functions: Vec<String>,
    /// What this test cannot follow, each with its line.
    pub(crate) refused: Vec<(usize, &'static str)>,
}

impl Source {
    /// Adds what a part of the module says.
    pub(crate) fn absorb(&mut self, part: Self) {
        self.modules.extend(part.modules);
        self.items.extend(part.items);
        self.imports.extend(part.imports);
        self.crate_names.extend(part.crate_names);
        self.paths.extend(part.paths);
        self.words.extend(part.words);
        self.members.extend(part.members);
        self.macros.extend(part.macros);
        self.calls.extend(part.calls);
        self.implementations.extend(part.implementations);
        self.functions.extend(part.functions);
        self.refused.extend(part.refused);
    }
}

/// `mod name;` or `mod name { … }`.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// What stands in the braces.
    pub(crate) body: Option<Source>,
    pub(crate) is_test: bool,
}

/// An item that the module itself defines.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) is_trait: bool,
}

/// One name of a `use`, or one glob.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(crate) path: Path,
    /// The name that it brings in; none if it is a glob.
    pub(crate) name: Option<String>,
    /// Whether it is `pub`, with any scope: others can name what it brings in.
    pub(crate) is_public: bool,
    /// Whether it stands within a function or another item: no path from outside leads through it.
    pub(crate) is_local: bool,
}

/// A path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    /// Whether it begins with `::`.
    pub(crate) is_global: bool,
    pub(crate) segments: Vec<String>,
    /// The line of its last name.
    pub(crate) line: usize,
    /// Whether it goes on with a variable of a macro.
    pub(crate) is_open: bool,
}

impl Path {
    /// The path as it is written.
    pub(crate) fn text(&self) -> String {
        let (start, end) = (if self.is_global { "::" } else { "" }, if self.is_open { "::$…" } else { "" });
        format!("{start}{}{end}", self.segments.join("::"))
    }
}

/// A `macro_rules!`.
#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: String,
    /// Whether it is `#[macro_export]`: it stands at the root of the crate.
    pub(crate) is_exported: bool,
    /// The paths in its body. Those that do not begin with `$crate` mean something else wherever it is called.
    pub(crate) paths: Vec<Path>,
}

/// An `impl`.
#[derive(Debug)]
pub(crate) struct Implementation {
    /// The type that has the functions.
    pub(crate) self_type: Path,
    /// Whether they are a trait's.
    pub(crate) is_of_trait: bool,
    pub(crate) functions: Vec<String>,
}
