//! Checks a value against compiled schemas and collects the violations.

use serde_json::{Map, Number, Value};

use super::schema::{AdditionalProperties, CompiledSchema, TextPattern};
use crate::document::Pointer;

/// The maximum number of violations that are reported for one value.
const MAX_VIOLATIONS: usize = 16;

/// The maximum length, in bytes, of a property name that a violation repeats.
const MAX_NAME_BYTES: usize = 64;

/// A violation of a schema by a value. It has no text of the value except the names of its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value.
    pub pointer: Pointer,
    /// What the schema demands there: a phrase such as `must not be empty`.
    pub message: String,
}

/// The path from the root of the value to a part of it. It is kept on the stack and becomes a pointer only if there is a
/// violation.
pub(super) enum InstancePath<'p> {
    Root,
    Property(&'p InstancePath<'p>, &'p str),
    Element(&'p InstancePath<'p>, usize),
}

impl InstancePath<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::default(),
            Self::Property(parent, name) => parent.pointer().child(name),
            Self::Element(parent, index) => parent.pointer().child(index),
        }
    }
}

/// One check of a value: the schemas, and the violations so far.
pub(super) struct Check<'s> {
    schemas: &'s [CompiledSchema],
    violations: Vec<Violation>,
}

impl<'s> Check<'s> {
    pub(super) fn new(schemas: &'s [CompiledSchema]) -> Self {
        Self { schemas, violations: Vec::new() }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Checks a value against the schema with an index.
    pub(super) fn value(&mut self, value: &Value, schema: usize, path: &InstancePath<'_>) {
        let schema = &self.schemas[schema];
        if let Some(json_type) = schema.json_type
            && !json_type.admits(value)
        {
            return self.violation(path, format!("must be {}", json_type.with_article()));
        }
        if let Some(allowed) = &schema.enumeration
            && !allowed.contains(value)
        {
            let names: Vec<_> = allowed.iter().map(Value::to_string).collect();
            self.violation(path, format!("must be one of {}", names.join(", ")));
        }
        match value {
            Value::String(text) => self.text(text, schema, path),
            Value::Number(number) => self.number(number, schema, path),
            Value::Array(elements) => self.array(elements, schema, path),
            Value::Object(members) => self.object(members, schema, path),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, text: &str, schema: &CompiledSchema, path: &InstancePath<'_>) {
        if schema.min_length.is_some() || schema.max_length.is_some() {
            let length = text.chars().count() as u64;
            if let Some(minimum) = schema.min_length.filter(|minimum| length < *minimum) {
                self.violation(path, at_least(minimum, "character"));
            }
            if let Some(maximum) = schema.max_length.filter(|maximum| length > *maximum) {
                self.violation(path, format!("must have at most {}", counted(maximum, "character")));
            }
        }
        if let Some(pattern) = schema.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            // If the text is empty and may not be, there is a violation already, and that it is blank says nothing new.
            let is_known = text.is_empty() && schema.min_length > Some(0) && matches!(pattern, TextPattern::NotBlank);
            if !is_known {
                self.violation(path, pattern.demand());
            }
        }
    }

    fn number(&mut self, number: &Number, schema: &CompiledSchema, path: &InstancePath<'_>) {
        if let Some(minimum) = schema.minimum.as_ref().filter(|minimum| less(number, minimum)) {
            self.violation(path, format!("must be at least {minimum}"));
        }
        if let Some(maximum) = schema.maximum.as_ref().filter(|maximum| less(maximum, number)) {
            self.violation(path, format!("must be at most {maximum}"));
        }
    }

    fn array(&mut self, elements: &[Value], schema: &CompiledSchema, path: &InstancePath<'_>) {
        let length = elements.len() as u64;
        if let Some(minimum) = schema.min_items.filter(|minimum| length < *minimum) {
            self.violation(path, at_least(minimum, "element"));
        }
        if let Some(maximum) = schema.max_items.filter(|maximum| length > *maximum) {
            self.violation(path, format!("must have at most {}", counted(maximum, "element")));
        }
        if let Some(items) = schema.items {
            for (index, element) in elements.iter().enumerate() {
                self.value(element, items, &InstancePath::Element(path, index));
            }
        }
    }

    fn object(&mut self, members: &Map<String, Value>, schema: &CompiledSchema, path: &InstancePath<'_>) {
        for name in &schema.required {
            if !members.contains_key(name) {
                self.violation(&InstancePath::Property(path, name), "is required");
            }
        }
        for (name, member) in members {
            let inner = InstancePath::Property(path, name);
            match (schema.properties.get(name), &schema.additional) {
                (Some(property), _) | (None, AdditionalProperties::Schema(property)) => {
                    self.value(member, *property, &inner);
                }
                (None, AdditionalProperties::Any) => {}
                (None, AdditionalProperties::None) if name.len() <= MAX_NAME_BYTES => {
                    self.violation(&inner, "is not a known field");
                }
                (None, AdditionalProperties::None) => {
                    self.violation(path, "has a field with an unknown, long name");
                }
            }
        }
    }

    fn violation(&mut self, path: &InstancePath<'_>, message: impl Into<String>) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation { pointer: path.pointer(), message: message.into() });
        }
    }
}

fn at_least(count: u64, unit: &str) -> String {
    if count == 1 { "must not be empty".to_owned() } else { format!("must have at least {}", counted(count, unit)) }
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Compares integers as integers, because different integers above 2^53 can be equal as floating-point numbers.
fn less(left: &Number, right: &Number) -> bool {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => left < right,
        _ => left.as_f64() < right.as_f64(),
    }
}
