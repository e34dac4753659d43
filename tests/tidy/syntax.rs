//! From the tokens of a module to what it says.
//!
//! It reads tokens and not a syntax tree, so that a path counts wherever it stands: in an expression, a type, a pattern, an
//! attribute, the call of a macro or the body of one.

use proc_macro2::Delimiter;

use crate::attributes::{attribute, code_in, is_test_module, names_a_file, test_only};
use crate::source::{Declaration, Implementation, Import, Item, Macro, Path, Source};
use crate::tokens::Token;

/// Reads the tokens of a file, or those of a module in braces.
pub(crate) fn read(tokens: &[Token]) -> Source {
    let source = Source { is_test: is_test_module(tokens), ..Source::default() };
    let mut reader = Reader { source, level: Level::Module };
    reader.tokens(tokens);
    reader.source
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    /// Directly in the module.
    Module,
    /// Within an item, an expression or a macro.
    Inner,
    /// Within an attribute: a string there may be code.
    Attribute,
}

struct Reader {
    source: Source,
    level: Level,
}

impl Reader {
    fn tokens(&mut self, tokens: &[Token]) {
        // Whether an item can start here, and whether an attribute before it exports a macro.
        let (mut is_start, mut is_exported) = (true, false);
        let mut at = 0;
        while at < tokens.len() {
            let (before, rest) = tokens.split_at(at);
            let length = if let Some(length) = test_only(rest) {
                self.test_module(&rest[..length]);
                length
            } else if let Some((attribute, length)) = attribute(rest) {
                is_exported |= attribute.iter().any(|token| token.is_word("macro_export"));
                self.attribute(attribute);
                length
            } else if let Some(length) = visibility(rest) {
                at += length;
                continue;
            } else if let Some(length) = self.declaration(before, rest, is_exported) {
                is_exported = false;
                length
            } else {
                if is_start {
                    self.implementation(rest);
                }
                let ends = rest[0].is_mark(';') || rest[0].group(Delimiter::Brace).is_some();
                self.source.has_logic |= self.level == Level::Module && !rest[0].is_mark(';');
                at += self.other(before, rest);
                (is_start, is_exported) = (ends, false);
                continue;
            };
            at += length;
            is_start = true;
        }
    }

    /// Reads tokens that stand within others.
    fn within(&mut self, tokens: &[Token], level: Level) {
        let outer = std::mem::replace(&mut self.level, level);
        self.tokens(tokens);
        self.level = outer;
    }

    fn refuse(&mut self, line: usize, reason: &'static str) {
        self.source.refused.push((line, reason));
    }

    /// A module that only tests compile may have files, which are no strays.
    fn test_module(&mut self, tokens: &[Token]) {
        let keyword = tokens.iter().position(|token| token.is_word("mod"));
        if let Some([_, Token::Word(name, line), body, ..]) = keyword.map(|at| &tokens[at..]) {
            let body = body.group(Delimiter::Brace).map(read);
            self.source.modules.push(Declaration { name: name.clone(), line: *line, body, is_test: true });
        }
    }

    fn attribute(&mut self, attribute: &[Token]) {
        if let Some(line) = names_a_file(attribute) {
            self.refuse(line, "`#[path]` hides which module a file is; give the file the name of its module");
        }
        if !attribute.first().is_some_and(|name| name.is_word("doc") || name.is_word("cfg")) {
            self.within(attribute, Level::Attribute);
        }
    }

    /// A module, an import or a macro at the start of `rest`. Returns how many tokens it has.
    fn declaration(&mut self, before: &[Token], rest: &[Token], is_exported: bool) -> Option<usize> {
        match rest {
            [keyword, Token::Word(name, line), body, ..] if keyword.is_word("mod") => {
                let body = body.group(Delimiter::Brace).map(read);
                let is_test = body.as_ref().is_some_and(|body| body.is_test);
                self.source.modules.push(Declaration { name: name.clone(), line: *line, body, is_test });
                Some(3)
            }
            [keyword, next, ..] if keyword.is_word("use") && !next.is_mark('<') => {
                let end = rest.iter().position(|token| token.is_mark(';')).unwrap_or(rest.len());
                self.import(
                    &rest[1..end],
                    &Import {
                        path: Path::default(),
                        name: None,
                        is_public: is_public(before),
                        is_local: self.level != Level::Module,
                    },
                );
                Some(rest.len().min(end + 1))
            }
            [keyword, what, name, ..] if keyword.is_word("extern") && what.is_word("crate") => {
                let end = rest.iter().position(|token| token.is_mark(';')).unwrap_or(rest.len());
                if let (true, Some(alias)) = (name.is_word("self"), rest[..end].last().and_then(Token::word)) {
                    self.source.crate_names.push(alias.to_owned());
                }
                Some(rest.len().min(end + 1))
            }
            [keyword, mark, Token::Word(name, _), Token::Group(_, body), ..]
                if keyword.is_word("macro_rules") && mark.is_mark('!') =>
            {
                self.source.has_logic |= self.level == Level::Module;
                let mut reader = Self { source: Source::default(), level: Level::Inner };
                reader.tokens(body);
                let imports = reader.source.imports.iter().map(|import| &import.path);
                let paths = reader.source.paths.iter().chain(imports).cloned().collect();
                self.source.macros.push(Macro { name: name.clone(), is_exported, paths });
                self.source.absorb(reader.source);
                Some(4)
            }
            _ => None,
        }
    }

    /// What stands between `use` and `;`, or between the braces of a group in it.
    fn import(&mut self, tokens: &[Token], outer: &Import) {
        'trees: for tree in tokens.split(|token| token.is_mark(',')) {
            let (mut import, mut tree) = (outer.clone(), tree.iter().peekable());
            if tree.peek().is_none() {
                continue;
            }
            let path = &mut import.path;
            while let Some(token) = tree.next() {
                match token {
                    Token::Separator => path.is_global |= path.segments.is_empty(),
                    Token::Word(word, _) if word == "as" => {
                        import.name = tree.next().and_then(Token::word).map(str::to_owned);
                    }
                    Token::Word(word, line) => {
                        // `a::{self}` is `a`.
                        if word != "self" || path.segments.is_empty() {
                            path.segments.push(word.clone());
                        }
                        path.line = *line;
                        import.name = path.segments.last().cloned();
                    }
                    Token::Group(_, group) => {
                        self.import(group, &import);
                        continue 'trees;
                    }
                    Token::Mark('*') => import.name = None,
                    Token::Mark('$') if tree.peek().is_none_or(|next| !next.is_word("crate")) => {
                        path.is_open = true;
                        break;
                    }
                    Token::Mark(_) | Token::Literal(..) => {}
                }
            }
            if let [root, name] = path.segments.as_slice()
                && ["core", "std"].contains(&root.as_str())
                && name == "include"
            {
                self.refuse(import.path.line, HIDDEN_CODE);
            }
            self.source.imports.push(import);
        }
    }

    /// An `impl` at the start of an item.
    fn implementation(&mut self, item: &[Token]) {
        let item = if item[0].is_word("unsafe") { &item[1..] } else { item };
        let Some(end) = item.iter().position(|token| token.group(Delimiter::Brace).is_some()) else { return };
        let ([keyword, header @ ..], body) = (&item[..end], &item[end]) else { return };
        if !keyword.is_word("impl") {
            return;
        }
        let header = &header[generics(header)..];
        // `for<'a>` is no trait's.
        let of_trait = header.windows(2).position(|pair| pair[0].is_word("for") && !pair[1].is_mark('<'));
        let mut self_type = &header[of_trait.map_or(0, |at| at + 1)..];
        while let [token, rest @ ..] = self_type
            && (token.is_mark('&') || token.is_word("mut") || token.is_word("dyn"))
        {
            self_type = rest;
        }
        let Some((self_type, _)) = path(self_type) else { return };
        let functions = body.group(Delimiter::Brace).unwrap_or_default().windows(2).filter_map(|pair| match pair {
            [keyword, Token::Word(name, _)] if keyword.is_word("fn") => Some(name.clone()),
            _ => None,
        });
        let (is_of_trait, functions) = (of_trait.is_some(), functions.collect());
        self.source.implementations.push(Implementation { self_type, is_of_trait, functions });
    }

    /// Anything else at the start of `rest`. Returns how many tokens were read.
    fn other(&mut self, before: &[Token], rest: &[Token]) -> usize {
        match rest {
            [Token::Group(_, inner), ..] => {
                let level = if self.level == Level::Attribute { Level::Attribute } else { Level::Inner };
                self.within(inner, level);
                1
            }
            [Token::Literal(literal, line), ..] if self.level == Level::Attribute => {
                let is_prose = |key: &Token| PROSE.iter().any(|prose| key.is_word(prose));
                let is_prose = matches!(before, [.., key, mark] if mark.is_mark('=') && is_prose(key));
                if let Some(code) = code_in(literal, *line).filter(|_| !is_prose) {
                    self.within(&code, Level::Inner);
                }
                1
            }
            // A variable of a macro. What it stands for is read where the macro is called.
            [Token::Mark('$'), variable @ Token::Word(..), ..] if !variable.is_word("crate") => {
                1 + path(&rest[1..]).map_or(1, |(_, length)| length)
            }
            _ => {
                let Some((path, length)) = path(rest) else { return 1 };
                let after = &rest[length..];
                let is_call = matches!(after, [mark, Token::Group(..), ..] if mark.is_mark('!'));
                let is_quote = is_call && path.segments.last().is_some_and(|name| QUOTING.contains(&name.as_str()));
                self.path(path, before, is_call);
                if is_quote { length + 2 } else { length }
            }
        }
    }

    fn path(&mut self, path: Path, before: &[Token], is_call: bool) {
        if is_call {
            if path.segments.last().is_some_and(|name| name == "include") {
                self.refuse(path.line, HIDDEN_CODE);
            }
            self.source.calls.push(path.clone());
        }
        if path.segments.len() > 1 || path.is_global || path.is_open {
            self.source.paths.push(path);
            return;
        }
        let name = &path.segments[0];
        if self.level == Level::Module
            && let Some(is_trait) = defines(before)
        {
            self.source.items.push(Item { name: name.clone(), is_trait });
        }
        if before.last().is_some_and(|keyword| keyword.is_word("fn")) {
            self.source.functions.push(name.clone());
        }
        let is_range = before.len() > 1 && before[before.len() - 2].is_mark('.');
        let is_member = before.last().is_some_and(|token| token.is_mark('.')) && !is_range;
        if self.level != Level::Attribute && (name == "crate" || name == "super") {
            self.refuse(path.line, "a `crate` or `super` by itself may become any path; write the whole path");
        } else if is_member {
            self.source.members.push(path);
        } else {
            self.source.words.push(path);
        }
    }
}

/// Macros of the crates `quote` and `syn`. What stands in them is code of the package for which it is generated.
pub(crate) const QUOTING: [&str; 3] = ["parse_quote", "quote", "quote_spanned"];

/// Keys in attributes whose strings are for people.
const PROSE: [&str; 3] = ["doc", "note", "reason"];

const HIDDEN_CODE: &str = "`include!` hides in which module code stands; make the file a module";

/// The path at the start of `tokens`, and its number of tokens.
fn path(tokens: &[Token]) -> Option<(Path, usize)> {
    let is_global = matches!(tokens.first(), Some(Token::Separator));
    let (mut path, mut at) = (Path { is_global, ..Path::default() }, usize::from(is_global));
    while let Some(Token::Word(name, line)) = tokens.get(at) {
        path.segments.push(name.clone());
        path.line = *line;
        at += 1;
        match tokens.get(at..) {
            Some([Token::Separator, Token::Word(..), ..]) => at += 1,
            Some([Token::Separator, Token::Mark('$'), ..]) => path.is_open = true,
            _ => break,
        }
    }
    (!path.segments.is_empty()).then_some((path, at))
}

/// The number of tokens of `pub` or `pub(…)` at the start of `tokens`.
fn visibility(tokens: &[Token]) -> Option<usize> {
    let (keyword, rest) = tokens.split_first()?;
    let scope = rest.first().and_then(|scope| scope.group(Delimiter::Parenthesis)).unwrap_or_default();
    let is_scope = match scope {
        [word] => ["crate", "self", "super"].iter().any(|scope| word.is_word(scope)),
        [word, ..] => word.is_word("in"),
        [] => false,
    };
    keyword.is_word("pub").then_some(if is_scope { 2 } else { 1 })
}

/// Whether a visibility ends `tokens`. A variable of a macro counts as one.
fn is_public(tokens: &[Token]) -> bool {
    match tokens {
        [.., Token::Mark('$'), Token::Word(..)] => true,
        [.., keyword, Token::Group(Delimiter::Parenthesis, _)] | [.., keyword] => keyword.is_word("pub"),
        [] => false,
    }
}

/// Whether `before` ends with a keyword that defines the name behind it, and whether that is a trait.
fn defines(before: &[Token]) -> Option<bool> {
    let keyword = match before {
        [.., keyword, mutable] if mutable.is_word("mut") => keyword,
        [.., keyword] => keyword,
        [] => return None,
    };
    match keyword.word()? {
        "trait" => Some(true),
        "const" | "enum" | "fn" | "static" | "struct" | "type" | "union" => Some(false),
        _ => None,
    }
}

/// The number of tokens of `<…>` at the start of `tokens`.
fn generics(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        let is_arrow = at > 0 && tokens[at - 1].is_mark('-');
        match token {
            Token::Mark('<') => depth += 1,
            Token::Mark('>') if !is_arrow => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if at == 0 { 0 } else { at + 1 };
        }
    }
    0
}
