//! The one pattern that is not anchored and has a negated class: a text that is not blank.

/// The pattern of a text with at least one character other than space, tab, carriage return and line feed.
///
/// The rules for patterns refuse negated classes, because engines count differently what such a class matches: engines of code
/// units find two matches where engines of code points find one. This pattern only asks whether there is a match, and both
/// find one. Each engine reads the escapes `\t`, `\r` and `\n` as the same three characters. None of the four characters has
/// another case or another normal form.
///
/// Other white space, such as U+00A0, is not blank. Engines disagree on what `\s` is, so `[^\s]` is no alternative.
pub const NOT_BLANK: &str = r"[^ \t\r\n]";

/// Whether `text` does not match [`NOT_BLANK`].
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn a_text_is_blank_if_it_does_not_match_the_pattern() {
        let pattern = Regex::new(NOT_BLANK).expect("a pattern");
        for text in ["", " ", "\t", "\r", "\n", " \t\r\n\r"] {
            assert!(is_blank(text) && !pattern.is_match(text), "{text:?}");
        }
        for character in ('\0'..='\u{3000}').chain(['\u{feff}', '\u{ffff}', '😀', char::MAX]) {
            let text = character.to_string();
            assert_eq!(is_blank(&text), !pattern.is_match(&text), "{text:?}");
        }
    }
}
