//! A source text as tokens, each with its line. Comments and doc comments are left out.
//!
//! The crate `proc-macro2` splits the text. It knows lines only with its feature `span-locations`, which would build it and
//! all that depends on it a second time. So each token is found again in the text, where it stands as it is written after
//! white space and comments.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One token, or a group of tokens in brackets.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    /// An identifier or a keyword. An identifier has no `r#`, unless it would be a keyword without it.
    Word(String, usize),
    /// `::`
    Separator,
    /// Any other character of punctuation.
    Mark(char),
    /// A literal as it is written, quotes included.
    Literal(String, usize),
    /// What stands between two brackets.
    Group(Delimiter, Vec<Token>),
}

impl Token {
    /// The text of a word.
    pub(crate) fn word(&self) -> Option<&str> {
        if let Self::Word(text, _) = self { Some(text) } else { None }
    }

    /// Whether this is the word `text`.
    pub(crate) fn is_word(&self, text: &str) -> bool {
        self.word() == Some(text)
    }

    /// Whether this is the mark `mark`.
    pub(crate) fn is_mark(&self, mark: char) -> bool {
        matches!(self, Self::Mark(own) if *own == mark)
    }

    /// What stands between two brackets of this kind.
    pub(crate) fn group(&self, delimiter: Delimiter) -> Option<&[Self]> {
        if let Self::Group(own, tokens) = self
            && *own == delimiter
        {
            Some(tokens)
        } else {
            None
        }
    }
}

/// The keywords that begin what this test looks for. An identifier `r#mod` is none of them.
const KEYWORDS: [&str; 13] =
    ["const", "enum", "extern", "fn", "impl", "mod", "pub", "static", "struct", "trait", "type", "unsafe", "use"];

/// Splits a source text that begins on the line `line` of its file. The error says why it is not Rust.
pub(crate) fn read(text: &str, line: usize) -> Result<Vec<Token>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let stream: TokenStream = text.parse().map_err(|error| format!("this is not Rust: {error}"))?;
    Reader { rest: text, line, doc_comments: 0 }.tokens(stream)
}

struct Reader<'t> {
    rest: &'t str,
    line: usize,
    /// Doc comments that were passed in the text and whose tokens are still to come: `#[doc = "…"]`.
    doc_comments: usize,
}

impl Reader<'_> {
    fn tokens(&mut self, stream: TokenStream) -> Result<Vec<Token>, String> {
        let mut tokens = Vec::new();
        let mut stream = stream.into_iter().peekable();
        while let Some(token) = stream.next() {
            self.pass_comments();
            if self.doc_comments > 0 {
                self.doc_comments -= 1;
                stream.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                stream.next();
                continue;
            }
            tokens.push(match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    self.take(open)?;
                    let inner = self.tokens(group.stream())?;
                    self.pass_comments();
                    self.take(close)?;
                    Token::Group(group.delimiter(), inner)
                }
                TokenTree::Ident(word) => {
                    let written = word.to_string();
                    let line = self.take(&written)?;
                    let bare = written.strip_prefix("r#").filter(|bare| !KEYWORDS.contains(bare));
                    Token::Word(bare.unwrap_or(&written).to_owned(), line)
                }
                TokenTree::Literal(literal) => {
                    let written = literal.to_string();
                    let line = self.take(&written)?;
                    Token::Literal(written, line)
                }
                TokenTree::Punct(mark) => {
                    self.take(mark.as_char().encode_utf8(&mut [0; 4]))?;
                    match mark.as_char() {
                        // A lifetime or a label names nothing that could be imported.
                        '\'' => {
                            if let Some(TokenTree::Ident(name)) = stream.next() {
                                self.take(&name.to_string())?;
                            }
                            continue;
                        }
                        ':' if mark.spacing() == Spacing::Joint
                            && stream
                                .next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == ':'))
                                .is_some() =>
                        {
                            self.take(":")?;
                            Token::Separator
                        }
                        mark => Token::Mark(mark),
                    }
                }
            });
        }
        Ok(tokens)
    }

    /// Passes a token, and returns the line on which it begins.
    fn take(&mut self, token: &str) -> Result<usize, String> {
        if !self.rest.starts_with(token) {
            return Err(format!("line {}: the token `{token}` is not found again", self.line));
        }
        let line = self.line;
        self.pass(token.len());
        Ok(line)
    }

    fn pass(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        self.line += passed.matches('\n').count();
        self.rest = rest;
    }

    /// Passes white space and comments.
    fn pass_comments(&mut self) {
        loop {
            self.pass(self.rest.len() - self.rest.trim_start().len());
            let text = self.rest;
            if text.starts_with("//") {
                let is_outer_doc = text.starts_with("///") && !text.starts_with("////");
                self.doc_comments += usize::from(is_outer_doc || text.starts_with("//!"));
                self.pass(text.find('\n').unwrap_or(text.len()));
            } else if text.starts_with("/*") {
                let is_outer_doc = text.starts_with("/**") && !text.starts_with("/***") && !text.starts_with("/**/");
                self.doc_comments += usize::from(is_outer_doc || text.starts_with("/*!"));
                self.pass(block_comment(text));
            } else {
                return;
            }
        }
    }
}

/// The length of the block comment at the start of `text`. Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 || at >= text.len() {
            return at;
        }
    }
}
