//! Compiled schemas. They have no references: they name each other by index, so that a schema can contain itself.

use std::collections::HashMap;

use regex::Regex;
use serde_json::{Number, Value};

use crate::document::{NOT_BLANK, is_blank};

/// A compiled schema. `properties`, `additional` and `items` are indices into the list of all compiled schemas.
#[derive(Debug, Default)]
pub(super) struct CompiledSchema {
    pub(super) json_type: Option<JsonType>,
    pub(super) enumeration: Option<Vec<Value>>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) pattern: Option<TextPattern>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) properties: HashMap<String, usize>,
    pub(super) required: Vec<String>,
    pub(super) additional: AdditionalProperties,
    pub(super) items: Option<usize>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
}

/// A value of the keyword `pattern`.
#[derive(Debug)]
pub(super) enum TextPattern {
    /// [`NOT_BLANK`]. It needs no regular expression, so it costs nothing when the server starts and next to nothing later.
    NotBlank,
    Other(Regex),
}

impl TextPattern {
    pub(super) fn new(pattern: &str) -> Result<Self, regex::Error> {
        if pattern == NOT_BLANK { Ok(Self::NotBlank) } else { Regex::new(pattern).map(Self::Other) }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::NotBlank => !is_blank(text),
            Self::Other(pattern) => pattern.is_match(text),
        }
    }

    /// What a text must do, for a message.
    pub(super) fn demand(&self) -> String {
        match self {
            Self::NotBlank => "must not be blank".to_owned(),
            Self::Other(pattern) => format!("must match the pattern {pattern}"),
        }
    }
}

/// What properties that are not in `properties` may be.
#[derive(Debug, Default)]
pub(super) enum AdditionalProperties {
    #[default]
    Any,
    None,
    Schema(usize),
}

/// A value of the keyword `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonType {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

impl JsonType {
    pub(super) fn from_name(name: &Value) -> Option<Self> {
        Some(match name.as_str()? {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            _ => return None,
        })
    }

    pub(super) fn admits(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
        }
    }

    /// The name with its article, for a message.
    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
        }
    }
}
