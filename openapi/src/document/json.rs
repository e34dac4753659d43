//! Parses JSON texts and rejects what JSON parsers disagree about.
//!
//! RFC 8259 lets each parser decide about duplicate names and nesting depth, so that two validators of one text may see two
//! values. This parser rejects duplicate names and deep nesting, and also encodings other than UTF-8 and lone surrogates
//! (RFC 7493, I-JSON, sections 2.1 and 2.3). A number that a double cannot represent exactly is read as a double that is on
//! the same side of every bound.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::decimal;

/// The maximum depth of nested arrays and objects.
pub const MAX_DEPTH: usize = 32;

/// Why a text was rejected. The message has the line and the column, and no part of the text.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(#[from] serde_json::Error);

/// Parses one JSON value of at most [`MAX_DEPTH`] levels.
pub fn parse(text: &[u8]) -> Result<Value, ParseError> {
    let text = decimal::separate_from_bounds(text);
    let mut deserializer = serde_json::Deserializer::from_slice(&text);
    let value = BoundedValue { depth: MAX_DEPTH }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads a value that may have `depth` more levels.
#[derive(Clone, Copy)]
struct BoundedValue {
    depth: usize,
}

impl BoundedValue {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(E::custom(format_args!("nested deeper than {MAX_DEPTH} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for BoundedValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BoundedValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut array = Vec::new();
        while let Some(element) = elements.next_element_seed(inner)? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inner)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate name in an object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: impl AsRef<[u8]>) -> String {
        parse(text.as_ref()).expect_err("refused").to_string()
    }

    #[test]
    fn a_value_is_read_as_serde_json_reads_it() {
        let text = r#"{"a":[1,-2,3.5,1e2,"\ud83d\ude00\u0000",true,false,null,{}],"b":18446744073709551615}"#;
        assert_eq!(parse(text.as_bytes()).expect("acceptable"), serde_json::from_str::<Value>(text).expect("JSON"));
    }

    #[test]
    fn duplicate_names_are_refused_at_any_depth_however_they_are_escaped() {
        assert_eq!(refusal(r#"{"a":1,"a":2}"#), "duplicate name in an object at line 1 column 13");
        assert!(refusal(r#"[{"b":{"a":1,"\u0061":2}}]"#).starts_with("duplicate name"));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        parse(nested(MAX_DEPTH).as_bytes()).expect("acceptable");
        assert!(refusal(nested(MAX_DEPTH + 1)).starts_with("nested deeper than 32 levels"));
        assert!(refusal("[".repeat(100_000)).starts_with("nested deeper than 32 levels"));
    }

    #[test]
    fn an_invalid_text_is_refused_and_the_message_does_not_repeat_it() {
        for text in ["", "{", "secret", r#"{"a":1}x"#, r#""\ud800""#, "[NaN]", "\u{feff}{}", "{'a':1}", "1e999"] {
            let message = refusal(text);
            assert!(message.contains("line 1 column"), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
        assert!(!refusal(b"\"\xff\"").is_empty());
    }
}
