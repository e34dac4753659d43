//! A JSON text as it is written. Numbers keep their digits, which a parsed value would lose.

use std::fmt;

use serde_json::Value;

/// A JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, `true`, `false` or a number, as it is written.
    Literal(String),
    /// A string. The text here has no quotes and no escapes.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object. Its members keep their order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A number, or another value without quotes.
    pub fn literal(text: impl ToString) -> Self {
        Self::Literal(text.to_string())
    }

    /// Replaces the member `name` of an object, or adds it.
    #[must_use]
    pub fn with(mut self, name: &str, value: Self) -> Self {
        if let Self::Object(members) = &mut self {
            match members.iter_mut().find(|(other, _)| other == name) {
                Some((_, member)) => *member = value,
                None => members.push((name.to_owned(), value)),
            }
        }
        self
    }

    /// Removes the member `name` from an object.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        if let Self::Object(members) = &mut self {
            members.retain(|(other, _)| other != name);
        }
        self
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(elements) => Self::Array(elements.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(name, member)| (name.clone(), member.into())).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::literal(value),
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self::from(&value)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Text(text) => write!(f, "{}", Value::from(text.as_str())),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, member)) in members.iter().enumerate() {
                    write!(f, "{}{}:{member}", if index == 0 { "" } else { "," }, Value::from(name.as_str()))?;
                }
                f.write_str("}")
            }
        }
    }
}
