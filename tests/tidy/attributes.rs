//! Attributes: which code only tests compile, and the paths that stand in strings.

use proc_macro2::Delimiter;

use crate::tokens::{self, Token};

/// The attribute at the start of `tokens`, as `[` and `]` enclose it, and the number of its tokens.
pub(crate) fn attribute(tokens: &[Token]) -> Option<(&[Token], usize)> {
    let [hash, rest @ ..] = tokens else { return None };
    if !hash.is_mark('#') {
        return None;
    }
    match rest {
        [mark, group, ..] if mark.is_mark('!') => Some((group.group(Delimiter::Bracket)?, 3)),
        [group, ..] => Some((group.group(Delimiter::Bracket)?, 2)),
        [] => None,
    }
}

/// If only tests compile what stands at the start of `tokens`: its number of tokens. These are its attributes, one of them
/// `#[cfg(test)]`, and the item, field, arm or statement behind them. Where its end is not certain, the number is too small: then
/// code of a test is held to the floors, but no other code escapes them.
pub(crate) fn test_only(tokens: &[Token]) -> Option<usize> {
    let (mut at, mut is_test_only) = (0, false);
    while let Some((attribute, length)) = attribute(&tokens[at..]) {
        // `#![…]` is about what encloses it.
        if length == 3 {
            return None;
        }
        is_test_only |= is_cfg_test(attribute);
        at += length;
    }
    if !is_test_only {
        return None;
    }
    let is_item = is_item(&tokens[at..]);
    for token in &tokens[at..] {
        at += 1;
        if token.is_mark(';') || (token.is_mark(',') && !is_item) || token.group(Delimiter::Brace).is_some() {
            break;
        }
    }
    Some(at)
}

/// Whether the file or the module begins with `#![cfg(test)]`.
pub(crate) fn is_test_module(tokens: &[Token]) -> bool {
    let mut at = 0;
    while let Some((attribute, length)) = attribute(&tokens[at..]) {
        if length == 3 && is_cfg_test(attribute) {
            return true;
        }
        at += length;
    }
    false
}

/// Whether this is `cfg(…)` with a condition that holds in tests alone.
fn is_cfg_test(attribute: &[Token]) -> bool {
    match attribute {
        [cfg, condition] if cfg.is_word("cfg") => {
            condition.group(Delimiter::Parenthesis).is_some_and(holds_in_tests_alone)
        }
        _ => false,
    }
}

fn holds_in_tests_alone(condition: &[Token]) -> bool {
    match condition {
        [test] => test.is_word("test"),
        [name, Token::Group(Delimiter::Parenthesis, conditions)] => {
            let mut conditions = conditions.split(|token| token.is_mark(',')).filter(|one| !one.is_empty()).peekable();
            match name.word() {
                Some("all") => conditions.any(holds_in_tests_alone),
                Some("any") => conditions.peek().is_some() && conditions.all(holds_in_tests_alone),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether an item or a `let` begins here, in which a comma ends nothing. A field or an arm is none, and neither is the type
/// `fn(A)` of a field.
fn is_item(tokens: &[Token]) -> bool {
    let scope = |token: &Token| token.is_word("pub") || token.group(Delimiter::Parenthesis).is_some();
    let tokens = &tokens[tokens.iter().take(2).take_while(|token| scope(token)).count()..];
    let is_qualifier = |token: &&Token| {
        matches!(token, Token::Literal(..))
            || token.word().is_some_and(|word| ["async", "const", "extern", "unsafe"].contains(&word))
    };
    let qualifiers = tokens.iter().take_while(is_qualifier).count();
    let has_name = tokens.get(qualifiers + 1).is_some_and(|token| token.word().is_some());
    match tokens.get(qualifiers).and_then(Token::word) {
        Some("impl" | "let" | "use") => true,
        Some("enum" | "fn" | "mod" | "static" | "struct" | "trait" | "type") => has_name,
        // `const NAME: …` and `extern crate name;`
        Some(_) => qualifiers > 0 && ["const", "extern"].iter().any(|word| tokens[qualifiers - 1].is_word(word)),
        None => false,
    }
}

/// The tokens of a string in an attribute, if there is a path in it, as in `#[serde(with = "crate::x")]`. Two words beside each
/// other are prose.
pub(crate) fn code_in(literal: &str, line: usize) -> Option<Vec<Token>> {
    let text = literal.split_once('"')?.1.rsplit_once('"')?.0;
    let tokens = tokens::read(text, line).ok().filter(|_| text.contains("::"))?;
    let between = ["as", "const", "dyn", "for", "impl", "mut", "where"];
    let is_prose = tokens.windows(2).any(|pair| match pair {
        [Token::Word(first, _), Token::Word(second, _)] => {
            !between.contains(&first.as_str()) && !between.contains(&second.as_str())
        }
        _ => false,
    });
    (!is_prose).then_some(tokens)
}

/// The line of `#[path = "…"]`, also within `cfg_attr`.
pub(crate) fn names_a_file(attribute: &[Token]) -> Option<usize> {
    match attribute {
        [Token::Word(name, line), mark, ..] if name == "path" && mark.is_mark('=') => Some(*line),
        [name, Token::Group(_, inner)] if name.is_word("cfg_attr") => {
            inner.split(|token| token.is_mark(',')).find_map(names_a_file)
        }
        _ => None,
    }
}
