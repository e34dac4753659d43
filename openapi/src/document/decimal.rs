//! Replaces numbers that a double cannot represent exactly, before they are parsed as doubles.
//!
//! API Gateway compares numbers as decimals of any length, but [`super::json`] reads numbers as doubles. The double nearest
//! to `1.00000000000000000001` is 1, so that the number would wrongly satisfy a maximum of 1. Therefore, if the nearest
//! double is the value of another decimal, and that decimal is short enough to be a bound, the number is replaced by the next
//! double on its own side. The replacement differs from the number by less than the distance between neighbouring doubles,
//! and it is on the right side of every bound. A negative zero becomes zero, which is an integer.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use serde_json::Number;

/// The maximum number of significant digits of a bound. Decimals of this length are several doubles apart, so that the
/// double next to one of them is not the value of another.
const MAX_BOUND_DIGITS: usize = f64::DIGITS as usize;

/// The JSON text, in which each number that a double cannot represent exactly is replaced by one on the same side of every
/// bound. Text that is not JSON is left to the parser.
pub(crate) fn separate_from_bounds(text: &[u8]) -> Cow<'_, [u8]> {
    let mut rewritten: Vec<u8> = Vec::new();
    let mut copied = 0;
    for token in number_tokens(text) {
        if let Some(other) = std::str::from_utf8(&text[token.clone()]).ok().and_then(replacement) {
            rewritten.extend_from_slice(&text[copied..token.start]);
            rewritten.extend_from_slice(other.as_bytes());
            copied = token.end;
        }
    }
    if copied == 0 {
        return text.into();
    }
    rewritten.extend_from_slice(&text[copied..]);
    rewritten.into()
}

/// Whether `bound` is short enough that every other number is read as a double different from it.
pub(crate) fn can_be_bound(bound: &Number) -> bool {
    bound.as_f64().and_then(|bound| Some(Decimal::read(&format!("{bound:e}"))?.digits.len())) <= Some(MAX_BOUND_DIGITS)
}

/// The ranges of `text` that are numbers. Digits inside strings are not numbers.
fn number_tokens(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            match text.get(at)? {
                b'"' => at = end_of_string(text, at + 1),
                b'-' | b'0'..=b'9' => {
                    let start = at;
                    let belongs = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                    at += text[start..].iter().take_while(|byte| belongs(byte)).count();
                    return Some(start..at);
                }
                _ => at += 1,
            }
        }
    })
}

/// The position after the closing quote of the string whose content begins at `at`. Texts are long and full of escapes, so
/// the search looks at quotes only: a quote closes the string unless an odd number of backslashes precedes it.
fn end_of_string(text: &[u8], at: usize) -> usize {
    let is_closing = |quote: &usize| {
        let before = text[at..at + quote].iter().rev();
        before.take_while(|byte| **byte == b'\\').count() % 2 == 0
    };
    let mut quotes = memchr::memchr_iter(b'"', text.get(at..).unwrap_or_default());
    quotes.find(is_closing).map_or(text.len(), |quote| at + quote + 1)
}

/// The number that replaces `token`, if it must be replaced.
fn replacement(token: &str) -> Option<String> {
    if token == "-0" {
        return Some("0".to_owned());
    }
    let is_integer = token.parse::<i64>().is_ok() || token.parse::<u64>().is_ok();
    if is_integer || (token.len() <= MAX_BOUND_DIGITS && !token.contains(['e', 'E'])) {
        return None;
    }
    let nearest: f64 = token.parse().ok()?;
    let shortest = format!("{nearest:e}");
    let represented = Decimal::read(&shortest)?;
    if represented.digits.len() > MAX_BOUND_DIGITS {
        return None;
    }
    let neighbour = match Decimal::read(token)?.cmp(&represented) {
        Ordering::Equal => return None,
        Ordering::Less => nearest.next_down(),
        Ordering::Greater => nearest.next_up(),
    };
    neighbour.is_finite().then(|| format!("{neighbour:e}"))
}

/// A number as it is written: `0.digits` times ten to the power of `exponent`. `digits` has no zeros at either end.
#[derive(PartialEq, Eq)]
struct Decimal<'t> {
    negative: bool,
    exponent: i64,
    digits: Cow<'t, str>,
}

impl<'t> Decimal<'t> {
    fn read(token: &'t str) -> Option<Self> {
        let (negative, token) = token.strip_prefix('-').map_or((false, token), |rest| (true, rest));
        let (mantissa, power) = token.split_once(['e', 'E']).unwrap_or((token, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Cow<'_, str> = if fraction.is_empty() { whole.into() } else { format!("{whole}{fraction}").into() };
        let leading = digits.len() - digits.trim_start_matches('0').len();
        let trimmed = digits.trim_matches('0').to_owned();
        if trimmed.is_empty() {
            return Some(Self { negative: false, exponent: 0, digits: "".into() });
        }
        // A larger exponent is out of the range of doubles in any case.
        let power = power.parse::<i32>().map(i64::from).ok()?;
        let exponent = power.checked_add(i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()?)?;
        Some(Self { negative, exponent, digits: trimmed.into() })
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |decimal: &Self| match (decimal.digits.is_empty(), decimal.negative) {
            (true, _) => 0,
            (false, negative) => {
                if negative {
                    -1
                } else {
                    1
                }
            }
        };
        let magnitude = || (self.exponent, &*self.digits).cmp(&(other.exponent, &*other.digits));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => magnitude(),
            _ => magnitude().reverse(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        String::from_utf8(separate_from_bounds(text.as_bytes()).into_owned()).expect("text")
    }

    fn number(text: &str) -> f64 {
        read(text).parse().expect("a number")
    }

    #[test]
    fn a_number_that_a_double_represents_is_unchanged() {
        for text in [
            "0",
            "-1",
            "0.1",
            "1.50",
            "1e2",
            "1E-7",
            "18446744073709551615",
            "-9223372036854775808",
            "1e300",
            "5e-324",
            "0.30000000000000004",
            "1.7976931348623157e308",
            "0.000000000000000000000000000001",
            "1.00000000000000000000",
            "100000000000000000000",
            "0e999999999999",
            "-0.0",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn a_number_beyond_a_bound_is_read_as_one_beyond_it() {
        assert!(number("1.00000000000000000001") > 1.0);
        assert!(number("0.99999999999999999999") < 1.0);
        assert!(number("-1.00000000000000000001") < -1.0);
        assert!(number("-1e-400") < 0.0);
        assert!(number("1e-400") > 0.0);
        assert!(number("0.1000000000000000055511151231257827") > 0.1);
        assert!(number("1.0000000000000001") > 1.0);
        assert!(number("100000000000000.000001") > 100_000_000_000_000.0);
    }

    #[test]
    fn a_number_beside_a_bound_is_not_moved_onto_it() {
        // Decimals between 1 and the doubles next to it.
        assert!(number("1.0000000000000002219") > 1.0);
        assert!(number("0.99999999999999988899") < 1.0);
        assert!(number("0.10000000000000000999999") > 0.1);
    }

    #[test]
    fn a_negative_zero_is_zero() {
        assert_eq!(read(r#"{"a":-0,"b":[-0,-0.5]}"#), r#"{"a":0,"b":[0,-0.5]}"#);
    }

    #[test]
    fn strings_and_invalid_json_are_unchanged() {
        for text in [
            r#"{"1.00000000000000000001":"-0 \" 1.00000000000000000001 \\"}"#,
            r#""1.00000000000000000001"#,
            r#""\"#,
            "1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7",
            "1e99999999999999999999",
            "- 0",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
