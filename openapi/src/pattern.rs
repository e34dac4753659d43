//! Patterns that every engine reads alike.
//!
//! A pattern of the contract is run by Rust's regex, by API Gateway's ECMA 262 engine, and by whatever other clients
//! have. They differ on classes such as `\w` and `\d` (ASCII or Unicode), on look-around, and on case folding; they agree
//! on literals, ASCII classes, groups, alternation, counts and the anchors `^` and `$`.

/// Says why `pattern` is not portable, if it is not.
pub(crate) fn check_portable(pattern: &str) -> Result<(), String> {
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) if escaped.is_ascii_punctuation() => {}
                Some(escaped) => return Err(format!("\\{escaped} differs between engines; write an ASCII class")),
                None => return Err("the pattern ends in a backslash".to_owned()),
            },
            ']' => in_class = false,
            '[' if in_class => return Err("a class within a class differs between engines".to_owned()),
            '(' if !in_class && characters.peek() == Some(&'?') => {
                characters.next();
                if characters.next() != Some(':') {
                    return Err("of the groups with (? only (?: is read by every engine".to_owned());
                }
            }
            '.' if !in_class => return Err("`.` differs between engines on line ends; write a class".to_owned()),
            '[' if characters.peek() == Some(&'^') => {
                return Err("a negated class differs between engines outside of ASCII; list what is allowed".to_owned());
            }
            '[' => in_class = true,
            '&' | '~' | '-' if in_class && characters.peek() == Some(&character) => {
                return Err("a set operation within a class differs between engines".to_owned());
            }
            other if !other.is_ascii() || other.is_ascii_control() => {
                return Err(format!("U+{:04X} is not printable ASCII", u32::from(other)));
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
            check_portable(pattern).expect(pattern);
        }
    }

    #[test]
    fn what_engines_read_differently_is_not() {
        for pattern in [r"\d+", r"\bword", "(?i)a", "(?=a)", "a.b", "[^a]", "é", "(", r"a\", "[a[b]]", "[a&&b]"] {
            assert!(check_portable(pattern).is_err(), "{pattern}");
        }
    }
}
