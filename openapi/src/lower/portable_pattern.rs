//! Checks that every regular expression engine gives a pattern the same meaning.
//!
//! A pattern of a document is run by the Rust crate `regex`, by the ECMA 262 engine of API Gateway, and by the engines of
//! clients. They disagree on classes such as `\w` and `\d` (ASCII or Unicode), on look-around and on case folding. They agree
//! on literals, ASCII classes, groups, alternation, counts and the anchors `^` and `$`. They also agree on one pattern with a
//! negated class: [`NOT_BLANK`], which says why.

use crate::document::NOT_BLANK;

/// Checks that `pattern` is portable. The error says why it is not, and what to write instead.
pub(crate) fn check(pattern: &str) -> Result<(), String> {
    if pattern == NOT_BLANK {
        return Ok(());
    }
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) if escaped.is_ascii_punctuation() => {}
                Some(escaped) => {
                    return Err(format!("engines disagree on \\{escaped}; use an ASCII class such as [0-9]"));
                }
                None => return Err("the pattern ends with a backslash; escape the backslash or remove it".to_owned()),
            },
            ']' => in_class = false,
            '[' if in_class => return Err("engines disagree on a class inside a class; write one class".to_owned()),
            '(' if !in_class && characters.peek() == Some(&'?') => {
                characters.next();
                if characters.next() != Some(':') {
                    return Err("engines disagree on groups that begin with (? except (?:; use ( or (?:".to_owned());
                }
            }
            '.' if !in_class => return Err("engines disagree on whether `.` matches line ends; use a class".to_owned()),
            '[' if characters.peek() == Some(&'^') => {
                return Err(format!(
                    "engines disagree on negated classes outside of ASCII; list the allowed characters, or use {NOT_BLANK} \
                     for a text that must not be blank"
                ));
            }
            '[' => in_class = true,
            '&' | '~' | '-' if in_class && characters.peek() == Some(&character) => {
                return Err(
                    "engines disagree on set operations such as && in a class; list the allowed characters".to_owned()
                );
            }
            other if !other.is_ascii() || other.is_ascii_control() => {
                return Err(format!("U+{:04X} is not printable ASCII; remove it from the pattern", u32::from(other)));
            }
            _ => {}
        }
    }
    regex::Regex::new(pattern).map(drop).map_err(|error| format!("the pattern does not compile: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_classes_counts_and_anchors_are_portable() {
        for pattern in ["^[a-z0-9][a-z0-9._-]{0,63}$", "^(?:a|b)+$", r"^a\.b\-c$"] {
            check(pattern).expect(pattern);
        }
    }

    #[test]
    fn of_the_negated_classes_only_that_of_a_text_that_is_not_blank_is_portable() {
        check(NOT_BLANK).expect(NOT_BLANK);
        for pattern in [
            r"^[^ \t\r\n]$",
            r"^[^ \t\r\n]",
            r"[^ \t\r\n]$",
            r"[^ \t\r\n]+",
            r"[^ \t\r\n]{2}",
            r"a[^ \t\r\n]",
            r"[^ \t\r\n]|a",
            r"[^ \t\n\r]",
            r"[^\s]",
            r"\S",
            "[^ \t\r\n]",
            r"[ \t\r\n]",
        ] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_engines_read_differently_are_not_portable() {
        for pattern in [r"\d+", r"\bword", "(?i)a", "(?=a)", "a.b", "[^a]", "é", "(", r"a\", "[a[b]]", "[a&&b]"] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }
}
