//! The message of an exception in the form that the rules compare: in lower case, without the envelopes that Bedrock and
//! proxies put around a provider's message, with `#` for each number, and without quoted text.
//!
//! A message may quote the caller's text. If that text took part in the comparison, a caller could choose the class of an
//! error. So each quotation is emptied, unless its content has the form of a name.

use serde_json::Value;

/// How many envelopes are removed at most. Bedrock uses up to three.
const MOST_ENVELOPES: usize = 8;

/// The longest quoted name that is kept.
const LONGEST_NAME: usize = 64;

/// Where Bedrock quotes a value of the request: what stands before the value, and what stands after it. The value itself may
/// contain the second text, so the last one counts.
const QUOTED_VALUES: [(&str, &str); 2] = [("string [", "] does not match"), ("value '", "' at '")];

/// The message as the rules compare it.
pub(super) fn comparable(message: &str) -> String {
    let lower = message.to_lowercase().replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
    let mut text = without_envelopes(lower);
    for (before, after) in QUOTED_VALUES {
        empty_quoted_value(&mut text, before, after);
    }
    for (open, close) in [('"', '"'), ('`', '`'), ('\'', '\''), ('[', ']')] {
        text = without_quotations(&text, open, close);
    }
    with_number_signs(&text.replace('`', ""))
}

fn without_envelopes(mut text: String) -> String {
    for _ in 0..MOST_ENVELOPES {
        match inner(text.trim()) {
            Some(within) => text = within,
            None => break,
        }
    }
    text.trim().to_owned()
}

/// What is in the outermost envelope.
fn inner(text: &str) -> Option<String> {
    if let Some(rest) = after_known_prefix(text) {
        return Some(rest.to_owned());
    }
    if text.starts_with('{') {
        let value = serde_json::from_str::<Value>(text).ok()?;
        let message = [&value["error"]["message"], &value["message"], &value["error"]];
        return message.iter().find_map(|message| message.as_str()).map(str::to_owned);
    }
    if text.starts_with("errorevent") && text.ends_with('}') {
        // The Rust form of an error: its message is the last quoted text.
        let (_, message) = text.split_once("message: \"")?;
        let (message, _) = message.rsplit_once('"')?;
        return Some(message.replace("\\\"", "\""));
    }
    None
}

/// What follows a prefix that says only where the message comes from.
fn after_known_prefix(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("the model returned the following errors:") {
        return Some(rest);
    }
    if let Some(rest) = text.strip_prefix("mantle streaming error for requestid ") {
        return Some(rest.split_once(':')?.1);
    }
    if let Some(rest) = text.strip_prefix("an error occurred (") {
        let (called, message) = rest.split_once(':')?;
        return called.contains(") when calling the ").then_some(message);
    }
    if let Some(rest) = text.strip_prefix("requestid=") {
        return Some(rest.split_once(':')?.1);
    }
    let (word, rest) = text.split_once(':')?;
    if word.ends_with(" validation error detected") || word.ends_with(" validation errors detected") {
        return word.starts_with(|first: char| first.is_ascii_digit()).then_some(rest);
    }
    let name = word.trim_end_matches(|last: char| last.is_ascii_digit() || last == ' ');
    let is_kind =
        name == "error" || (name.ends_with("exception") && name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    is_kind.then_some(rest)
}

fn empty_quoted_value(text: &mut String, before: &str, after: &str) {
    let Some(begin) = text.find(before).map(|at| at + before.len()) else { return };
    if let Some(end) = text.rfind(after).filter(|end| *end > begin) {
        text.replace_range(begin..end, "");
    }
}

/// The text with its quotations emptied. A quotation that has the form of a name is kept. Any other may contain quotation
/// marks itself, so everything up to the last mark is removed.
fn without_quotations(text: &str, open: char, close: char) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = opening(rest, open) {
        let (before, quotation) = rest.split_at(at + open.len_utf8());
        kept.push_str(before);
        // Without its end, all that follows may be quoted.
        let Some(end) = closing(quotation, close) else { return kept };
        if is_name(&quotation[..end]) {
            let (name, after) = quotation.split_at(end + close.len_utf8());
            kept.push_str(name);
            rest = after;
        } else {
            rest = quotation.rfind(close).map_or("", |last| &quotation[last..]);
            // The closing mark is kept, so that it is not read as an opening one.
            kept.extend(rest.chars().next());
            rest = rest.get(close.len_utf8()..).unwrap_or_default();
        }
    }
    kept.push_str(rest);
    kept
}

/// Where a quotation begins. A mark that follows a letter is an apostrophe.
fn opening(text: &str, open: char) -> Option<usize> {
    let after_letter = |at: usize| text[..at].ends_with(char::is_alphanumeric);
    text.match_indices(open).map(|(at, _)| at).find(|at| open != '\'' || !after_letter(*at))
}

/// Where a quotation ends. A mark before a letter is an apostrophe.
fn closing(text: &str, close: char) -> Option<usize> {
    let before_letter = |at: usize| text[at + close.len_utf8()..].starts_with(char::is_alphanumeric);
    text.match_indices(close).map(|(at, _)| at).find(|at| close != '\'' || !before_letter(*at))
}

/// Whether a quoted text has the form of a name, a path or a range of numbers: it is too short for a sentence.
fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-#/$\"".contains(&byte);
    let is_range = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b", ".contains(&byte));
    text.len() <= LONGEST_NAME && (text.bytes().all(is_part) || is_range(text))
}

/// The text with one `#` for each run of digits, and one space for each run of white space.
fn with_number_signs(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut last = ' ';
    for character in text.chars() {
        let next = if character.is_numeric() {
            '#'
        } else if character.is_whitespace() {
            ' '
        } else {
            character
        };
        if !(next == last && (next == '#' || next == ' ')) {
            shown.push(next);
        }
        last = next;
    }
    shown.truncate(shown.trim_end_matches(['.', ' ']).len());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_numbers_and_case_do_not_matter() {
        for message in [
            "Input length (195071) exceeds it.",
            "The model returned the following errors: Input length (7) exceeds it",
            "ValidationException: input  length (7)\nexceeds it",
            "An error occurred (ValidationException) when calling the Converse operation: Input length (7) exceeds it.",
            "RequestId=1a2b-3c : Error 1: Input length (7) exceeds it.",
            r#"The model returned the following errors: {"error":{"code":"x","message":"Input length (7) exceeds it."}}"#,
            r#"{"message":"ErrorEvent { error: APIError { type: \"Bad\", message: \"Input length (7) exceeds it.\" } }"}"#,
            r#"Mantle streaming error for requestId 1a2b: ErrorEvent { error: APIError { message: "Input length (7) exceeds it." } }"#,
        ] {
            assert_eq!(comparable(message), "input length (#) exceeds it", "{message}");
        }
        assert_eq!(comparable("throughput isn\u{2019}t supported"), "throughput isn't supported");
    }

    #[test]
    fn quoted_text_is_emptied_and_quoted_names_are_kept() {
        for (message, expected) in [
            ("string [a] b] does not match pattern ^x$", "string [] does not match pattern ^x$"),
            ("Value 'a' at 'b' at 'inferenceConfig.topP' failed", "value '' at 'inferenceconfig.topp' failed"),
            ("the sequence \"a b\" and \"c d\" is odd", "the sequence \"\" is odd"),
            ("the sequence 'it's a b' is odd", "the sequence '' is odd"),
            ("the sequence `a b` is odd", "the sequence is odd"),
            ("the sequences [a b, c] are odd", "the sequences [] are odd"),
            ("the sequence \"a b never ends", "the sequence \""),
            ("key [temperature] and 'top_p' and `max_tokens`", "key [temperature] and 'top_p' and max_tokens"),
            ("it doesn't and can't [1, 258048]", "it doesn't and can't [#, #]"),
        ] {
            assert_eq!(comparable(message), expected);
        }
    }
}
