//! Patterns of messages, in which `*` stands for any text.

/// Whether `text` matches `pattern`. A pattern that does not begin with `*` matches only at the beginning of the text, and
/// one that ends with `$` only at its end. The text is a [comparable](super::message::comparable) message; the case of the
/// pattern does not matter.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.to_lowercase();
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern.as_str(), false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    for part in parts {
        let found = if to_end { rest.rfind(part) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    !to_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_the_ends_are_fixed_on_demand() {
        for (pattern, text, expected) in [
            ("Operation not allowed$", "operation not allowed", true),
            ("Operation not allowed$", "operation not allowed here", false),
            ("operation not", "the operation not", false),
            ("*too long", "the input is too long for it", true),
            ("max_tokens: * > *", "max_tokens: # > #, which", true),
            ("max_tokens: * > *", "max_tokens must be #", false),
            ("*a*b*", "xxbxa", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} | {text}");
        }
    }
}
