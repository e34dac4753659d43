//! The JSON Schema of the policy file, and the rules that the server reads from this schema.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::file::PolicyFile;

/// The JSON Schema (draft 7) of `textgate.toml`, for editors. The server checks a policy by the same schema.
///
/// A schema cannot express the rules between fields; [`Policy::parse`](super::Policy::parse) checks them as well.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    settings.with_transform(without_null).into_generator().into_root_schema_for::<PolicyFile>().into()
}

/// Removes null from the schema: TOML has none, so a field without a value is absent.
fn without_null(schema: &mut Schema) {
    transform_subschemas(&mut without_null, schema);
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            members["type"] = kind.clone();
        }
    }
    if let Some(Value::Array(choices)) = members.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(choice)] = choices.as_mut_slice() {
            let choice = std::mem::take(choice);
            members.remove("anyOf");
            for (keyword, value) in choice {
                members.entry(keyword).or_insert(value);
            }
        }
    }
}

/// What the schema requires of a value.
///
/// Reading fails if the schema has a keyword that is not here, so no keyword of the schema is left unenforced.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Rule {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) properties: BTreeMap<String, Rule>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    #[serde(default)]
    pub(super) one_of: Vec<Alternative>,
    #[serde(default, rename = "additionalProperties", deserialize_with = "only_false")]
    _additional_properties: (),
    pub(super) items: Option<Box<Rule>>,
    #[serde(default)]
    pub(super) min_items: usize,
    #[serde(default)]
    pub(super) unique_items: bool,
    #[serde(rename = "enum")]
    pub(super) choices: Option<Vec<String>>,
    #[serde(default, deserialize_with = "pattern")]
    pub(super) pattern: Option<Regex>,
    pub(super) error_message: Option<String>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    // These are for readers and require nothing.
    #[serde(rename = "$schema")]
    _dialect: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "format")]
    _format: Option<String>,
    #[serde(rename = "default")]
    _default: Option<Value>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

/// A set of fields. A table has exactly one of several such sets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alternative {
    pub(super) required: Vec<String>,
}

impl Rule {
    /// What the schema requires of the whole file.
    pub(super) fn of_policy() -> &'static Self {
        static RULE: LazyLock<Rule> =
            LazyLock::new(|| Rule::deserialize(schema()).expect("a test reads the rules of the schema"));
        &RULE
    }

    /// Whether a text has the pattern and is one of the choices.
    pub(super) fn accepts_text(&self, text: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
            && self.choices.as_ref().is_none_or(|choices| choices.iter().any(|choice| choice == text))
    }

    /// Whether a number is within the bounds.
    pub(super) fn accepts_number(&self, number: f64) -> bool {
        self.minimum.is_none_or(|minimum| number >= minimum) && self.maximum.is_none_or(|maximum| number <= maximum)
    }

    /// What must hold of a value, as the end of a sentence that begins with the value's name.
    pub(super) fn requirement(&self) -> String {
        if let Some(message) = &self.error_message {
            return message.clone();
        }
        if let Some(choices) = &self.choices {
            let choices: Vec<_> = choices.iter().map(|choice| format!("{choice:?}")).collect();
            return format!("must be {}", choices.join(" or "));
        }
        let thing = match self.kind {
            Kind::Object => "a table",
            Kind::Array if self.min_items > 0 => "an array that is not empty",
            Kind::Array => "an array",
            Kind::String => "a string",
            Kind::Integer => "a whole number",
            Kind::Number => "a number",
            Kind::Boolean => "true or false",
        };
        match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) => format!("must be {thing} from {minimum} to {maximum}"),
            (Some(minimum), None) => format!("must be {thing} of at least {minimum}"),
            (None, Some(maximum)) => format!("must be {thing} of at most {maximum}"),
            (None, None) => format!("must be {thing}"),
        }
    }
}

/// The check refuses fields that are not among the properties, so a schema that allows them cannot be read.
fn only_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    if bool::deserialize(deserializer)? { Err(D::Error::custom("additional properties are allowed")) } else { Ok(()) }
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text).map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_keyword_of_the_schema_is_enforced() {
        let rule = Rule::of_policy();
        let fields = ["consumers", "default_model", "defaults", "fallback", "guardrails", "models", "tasks"];
        assert_eq!(rule.properties.keys().collect::<Vec<_>>(), fields);
        for unknown in
            [json!({ "type": "number", "multipleOf": 2 }), json!({ "type": "object", "additionalProperties": true })]
        {
            assert!(Rule::deserialize(&unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn the_schema_allows_no_null() {
        let text = schema().to_string();
        assert!(!text.contains("null"), "{text}");
        assert!(!text.contains("anyOf"), "{text}");
    }
}
