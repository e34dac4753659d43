//! Converts between `serde_json`'s JSON values, which the port uses, and the JSON documents of the AWS SDK.

use std::collections::BTreeMap;

use aws_smithy_types::{Document, Number};
use serde_json::Value;

pub(crate) fn to_document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(flag) => Document::Bool(*flag),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(positive), _) => Number::PosInt(positive),
            (None, Some(negative)) => Number::NegInt(negative),
            (None, None) => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(elements) => Document::Array(elements.iter().map(to_document).collect()),
        Value::Object(members) => {
            Document::Object(members.iter().map(|(name, member)| (name.clone(), to_document(member))).collect())
        }
    }
}

pub(crate) fn to_json(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(flag) => Value::Bool(*flag),
        Document::Number(Number::PosInt(number)) => Value::from(*number),
        Document::Number(Number::NegInt(number)) => Value::from(*number),
        Document::Number(Number::Float(number)) => Value::from(*number),
        Document::String(text) => Value::String(text.clone()),
        Document::Array(elements) => elements.iter().map(to_json).collect(),
        // The SDK keeps no order of the members. A fixed one makes an answer the same text each time that it is shown.
        Document::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            sorted.into_iter().map(|(name, member)| (name.clone(), to_json(member))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_json_value_is_the_same_after_both_conversions() {
        let all = json!({
            "null": null, "flag": true, "large": u64::MAX, "small": i64::MIN, "float": 0.1, "text": "\u{0}é💡",
            "list": [1, [2], {}], "object": { "a": { "b": "c" } },
        });
        assert_eq!(to_json(&to_document(&all)), all);
    }
}
