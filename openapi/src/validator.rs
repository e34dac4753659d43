//! Judges JSON values by a schema of the lowered document.
//!
//! The schema is compiled once; judging allocates nothing for a valid value. Semantics are those of JSON Schema draft 4,
//! which is what API Gateway enforces: `1.0` is no integer, lengths count Unicode code points.

use std::collections::HashMap;

use regex::Regex;
use serde_json::{Map, Number, Value};

use crate::pointer::Pointer;

/// At most this many violations are reported of one value.
const MOST_VIOLATIONS: usize = 16;

/// A member name longer than this is not repeated in a violation.
const LONGEST_NAME: usize = 64;

/// Where a value departs from its schema, and how. Never holds anything of the value but the names of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value.
    pub pointer: Pointer,
    /// What must hold there: a phrase such as `must not be empty`.
    pub message: String,
}

/// Why a schema cannot be compiled.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {reason}")]
pub struct CompileError {
    pointer: Pointer,
    reason: String,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    schemas: Vec<Compiled>,
    root: usize,
}

/// A schema that no longer has references: `properties` and such are indices, so that recursion needs no pointers.
#[derive(Debug, Default)]
struct Compiled {
    kind: Option<Kind>,
    enumeration: Option<Vec<Value>>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    pattern: Option<Regex>,
    minimum: Option<Number>,
    maximum: Option<Number>,
    properties: HashMap<String, usize>,
    required: Vec<String>,
    additional: Additional,
    items: Option<usize>,
    min_items: Option<u64>,
    max_items: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

#[derive(Debug, Default)]
enum Additional {
    #[default]
    Any,
    None,
    Each(usize),
}

impl Validator {
    /// Compiles the schema at `pointer` (such as `/components/schemas/Name`) of a lowered document.
    pub fn compile(document: &Value, pointer: &str) -> Result<Self, CompileError> {
        let mut compiler = Compiler { document, schemas: Vec::new(), compiled: HashMap::new() };
        let root = compiler.schema(Pointer::from(pointer))?;
        Ok(Self { schemas: compiler.schemas, root })
    }

    /// Where `value` departs from the schema; nothing where it is valid. At most 16 places are named.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let mut judge = Judge { schemas: &self.schemas, violations: Vec::new() };
        judge.value(value, self.root, &Place::Root);
        judge.violations
    }
}

struct Compiler<'d> {
    document: &'d Value,
    schemas: Vec<Compiled>,
    /// Index by the schema's place, so that a schema is compiled once and recursion ends.
    compiled: HashMap<String, usize>,
}

impl Compiler<'_> {
    /// The index of the schema at `pointer`, references followed.
    fn schema(&mut self, mut pointer: Pointer) -> Result<usize, CompileError> {
        let mut followed = Vec::new();
        let schema = loop {
            if let Some(index) = self.compiled.get(pointer.as_str()) {
                return Ok(*index);
            }
            let Some(schema) = self.document.pointer(pointer.as_str()).and_then(Value::as_object) else {
                return Err(fault(&pointer, "there is no schema here"));
            };
            let Some(reference) = schema.get("$ref") else { break schema };
            let Some(target) = reference.as_str().and_then(|reference| reference.strip_prefix('#')) else {
                return Err(fault(&pointer, "only local references can be followed"));
            };
            followed.push(std::mem::replace(&mut pointer, Pointer::from(target)));
            if followed.contains(&pointer) {
                return Err(fault(&pointer, "the reference leads to itself"));
            }
        };
        let index = self.schemas.len();
        self.compiled.insert(pointer.as_str().to_owned(), index);
        self.schemas.push(Compiled::default());
        self.schemas[index] = self.compile(schema, &pointer)?;
        Ok(index)
    }

    fn compile(&mut self, schema: &Map<String, Value>, pointer: &Pointer) -> Result<Compiled, CompileError> {
        let mut compiled = Compiled::default();
        for (keyword, value) in schema {
            let place = pointer.child(keyword);
            let malformed = || fault(&place, "the keyword's value is malformed");
            match keyword.as_str() {
                "type" => compiled.kind = Some(kind(value).ok_or_else(malformed)?),
                "enum" => compiled.enumeration = Some(value.as_array().ok_or_else(malformed)?.clone()),
                "minLength" => compiled.min_length = Some(value.as_u64().ok_or_else(malformed)?),
                "maxLength" => compiled.max_length = Some(value.as_u64().ok_or_else(malformed)?),
                "minItems" => compiled.min_items = Some(value.as_u64().ok_or_else(malformed)?),
                "maxItems" => compiled.max_items = Some(value.as_u64().ok_or_else(malformed)?),
                "minimum" => compiled.minimum = Some(value.as_number().ok_or_else(malformed)?.clone()),
                "maximum" => compiled.maximum = Some(value.as_number().ok_or_else(malformed)?.clone()),
                "pattern" => {
                    let pattern = value.as_str().ok_or_else(malformed)?;
                    compiled.pattern = Some(Regex::new(pattern).map_err(|_| malformed())?);
                }
                "required" => {
                    let names = value.as_array().ok_or_else(malformed)?.iter();
                    compiled.required = names.filter_map(Value::as_str).map(str::to_owned).collect();
                }
                "properties" => {
                    for name in value.as_object().ok_or_else(malformed)?.keys() {
                        let index = self.schema(place.child(name))?;
                        compiled.properties.insert(name.clone(), index);
                    }
                }
                "additionalProperties" => {
                    compiled.additional = match value {
                        Value::Bool(true) => Additional::Any,
                        Value::Bool(false) => Additional::None,
                        _ => Additional::Each(self.schema(place)?),
                    };
                }
                "items" => compiled.items = Some(self.schema(place)?),
                // Annotations: they judge nothing.
                "format" | "title" | "description" | "example" | "deprecated" => {}
                _ => return Err(fault(&place, "the keyword cannot be enforced")),
            }
        }
        Ok(compiled)
    }
}

fn fault(pointer: &Pointer, reason: &str) -> CompileError {
    CompileError { pointer: pointer.clone(), reason: reason.to_owned() }
}

fn kind(name: &Value) -> Option<Kind> {
    Some(match name.as_str()? {
        "object" => Kind::Object,
        "array" => Kind::Array,
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        _ => return None,
    })
}

/// The way from the root to a value, kept on the stack: it becomes a pointer only where there is a violation.
enum Place<'p> {
    Root,
    Member(&'p Place<'p>, &'p str),
    Element(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::default(),
            Self::Member(parent, name) => parent.pointer().child(name),
            Self::Element(parent, index) => parent.pointer().child(index),
        }
    }
}

struct Judge<'s> {
    schemas: &'s [Compiled],
    violations: Vec<Violation>,
}

impl Judge<'_> {
    fn violation(&mut self, place: &Place<'_>, message: impl Into<String>) {
        if self.violations.len() < MOST_VIOLATIONS {
            self.violations.push(Violation { pointer: place.pointer(), message: message.into() });
        }
    }

    fn value(&mut self, value: &Value, schema: usize, place: &Place<'_>) {
        let schema = &self.schemas[schema];
        if let Some(kind) = schema.kind
            && !kind.admits(value)
        {
            return self.violation(place, format!("must be {}", kind.with_article()));
        }
        if let Some(allowed) = &schema.enumeration
            && !allowed.contains(value)
        {
            let names: Vec<_> = allowed.iter().map(Value::to_string).collect();
            self.violation(place, format!("must be one of {}", names.join(", ")));
        }
        match value {
            Value::String(text) => self.text(text, schema, place),
            Value::Number(number) => self.number(number, schema, place),
            Value::Array(elements) => self.array(elements, schema, place),
            Value::Object(members) => self.object(members, schema, place),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, text: &str, schema: &Compiled, place: &Place<'_>) {
        if schema.min_length.is_some() || schema.max_length.is_some() {
            let length = text.chars().count() as u64;
            if let Some(least) = schema.min_length.filter(|least| length < *least) {
                self.violation(place, at_least(least, "character"));
            }
            if let Some(most) = schema.max_length.filter(|most| length > *most) {
                self.violation(place, format!("must have at most {}", counted(most, "character")));
            }
        }
        if let Some(pattern) = schema.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            self.violation(place, format!("must match the pattern {pattern}"));
        }
    }

    fn number(&mut self, number: &Number, schema: &Compiled, place: &Place<'_>) {
        if let Some(least) = schema.minimum.as_ref().filter(|least| less(number, least)) {
            self.violation(place, format!("must be at least {least}"));
        }
        if let Some(most) = schema.maximum.as_ref().filter(|most| less(most, number)) {
            self.violation(place, format!("must be at most {most}"));
        }
    }

    fn array(&mut self, elements: &[Value], schema: &Compiled, place: &Place<'_>) {
        let length = elements.len() as u64;
        if let Some(least) = schema.min_items.filter(|least| length < *least) {
            self.violation(place, at_least(least, "element"));
        }
        if let Some(most) = schema.max_items.filter(|most| length > *most) {
            self.violation(place, format!("must have at most {}", counted(most, "element")));
        }
        if let Some(items) = schema.items {
            for (index, element) in elements.iter().enumerate() {
                self.value(element, items, &Place::Element(place, index));
            }
        }
    }

    fn object(&mut self, members: &Map<String, Value>, schema: &Compiled, place: &Place<'_>) {
        for name in &schema.required {
            if !members.contains_key(name) {
                self.violation(&Place::Member(place, name), "is required");
            }
        }
        for (name, member) in members {
            let inner = Place::Member(place, name);
            match (schema.properties.get(name), &schema.additional) {
                (Some(property), _) | (None, Additional::Each(property)) => self.value(member, *property, &inner),
                (None, Additional::Any) => {}
                (None, Additional::None) if name.len() <= LONGEST_NAME => {
                    self.violation(&inner, "is not a known field");
                }
                (None, Additional::None) => self.violation(place, "has a field with an unknown, long name"),
            }
        }
    }
}

impl Kind {
    fn admits(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
        }
    }

    fn with_article(self) -> &'static str {
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

fn at_least(least: u64, unit: &str) -> String {
    if least == 1 { "must not be empty".to_owned() } else { format!("must have at least {}", counted(least, unit)) }
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Compares integers as integers: as floats, neighbours above 2^53 would be equal.
fn less(left: &Number, right: &Number) -> bool {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => left < right,
        _ => left.as_f64() < right.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(schema: Value, value: &Value) -> Vec<(String, String)> {
        let document = json!({ "components": { "schemas": { "S": schema } } });
        let validator = Validator::compile(&document, "/components/schemas/S").expect("compiles");
        let violations = validator.violations(value).into_iter();
        violations.map(|violation| (violation.pointer.to_string(), violation.message)).collect()
    }

    fn valid(schema: Value, value: &Value) -> bool {
        judged(schema, value).is_empty()
    }

    #[test]
    fn each_keyword_is_enforced_at_its_boundary() {
        let rows = [
            (json!({ "type": "string", "minLength": 2 }), json!("ab"), json!("a")),
            (json!({ "type": "string", "maxLength": 2 }), json!("ab"), json!("abc")),
            (json!({ "type": "string", "pattern": "^a+$" }), json!("aa"), json!("ab")),
            (json!({ "type": "string", "enum": ["a", "b"] }), json!("b"), json!("c")),
            (json!({ "type": "integer", "minimum": 1 }), json!(1), json!(0)),
            (json!({ "type": "integer", "maximum": 9 }), json!(9), json!(10)),
            (json!({ "type": "number", "maximum": 1 }), json!(1.0), json!(1.000_1)),
            (json!({ "type": "array", "minItems": 1 }), json!([0]), json!([])),
            (json!({ "type": "array", "maxItems": 1 }), json!([0]), json!([0, 1])),
            (json!({ "type": "array", "items": { "type": "string" } }), json!(["a"]), json!([1])),
            (json!({ "type": "object", "required": ["a"] }), json!({ "a": 1 }), json!({ "b": 1 })),
            (json!({ "properties": { "a": { "type": "string" } } }), json!({ "a": "" }), json!({ "a": 1 })),
            (json!({ "properties": { "a": {} }, "additionalProperties": false }), json!({ "a": 1 }), json!({ "b": 1 })),
            (json!({ "additionalProperties": { "type": "boolean" } }), json!({ "a": true }), json!({ "a": 1 })),
            (json!({ "type": "boolean" }), json!(true), json!("true")),
            (json!({ "type": "object" }), json!({}), json!(null)),
        ];
        for (schema, good, bad) in rows {
            assert!(valid(schema.clone(), &good), "{schema} {good}");
            assert!(!valid(schema.clone(), &bad), "{schema} {bad}");
        }
    }

    #[test]
    fn an_integral_float_is_no_integer() {
        assert!(!valid(json!({ "type": "integer" }), &json!(1.0)));
        assert!(valid(json!({ "type": "number" }), &json!(1)));
    }

    #[test]
    fn lengths_count_code_points() {
        assert!(valid(json!({ "type": "string", "maxLength": 2 }), &json!("😀😀")));
        assert!(!valid(json!({ "type": "string", "maxLength": 1 }), &json!("e\u{301}")));
    }

    #[test]
    fn large_integers_are_compared_exactly() {
        let schema = json!({ "type": "integer", "maximum": 9_007_199_254_740_992_u64 });
        assert!(!valid(schema, &json!(9_007_199_254_740_993_u64)));
    }

    #[test]
    fn violations_name_their_place_and_nothing_of_the_value() {
        let schema = json!({
            "type": "object",
            "required": ["input", "other"],
            "additionalProperties": false,
            "properties": {
                "input": { "type": "string", "minLength": 1 },
                "list": { "type": "array", "items": { "type": "string", "maxLength": 1 } },
            },
        });
        let value = json!({ "input": "", "list": ["a", "secret"], "a/b": 1 });
        let expected = [
            ("/other", "is required"),
            ("/input", "must not be empty"),
            ("/list/1", "must have at most 1 character"),
            ("/a~1b", "is not a known field"),
        ];
        assert_eq!(judged(schema, &value), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn violations_are_bounded_and_long_names_are_not_repeated() {
        let value = json!(vec![1; 1000]);
        assert_eq!(judged(json!({ "items": { "type": "string" } }), &value).len(), 16);
        let value = json!({ "n".repeat(65): 1 });
        let expected = [(String::new(), "has a field with an unknown, long name".to_owned())];
        assert_eq!(judged(json!({ "additionalProperties": false }), &value), expected);
    }

    #[test]
    fn a_recursive_schema_is_compiled_and_enforced() {
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "child": { "$ref": "#/components/schemas/S" } },
        });
        assert!(valid(schema.clone(), &json!({ "child": { "child": {} } })));
        assert_eq!(judged(schema, &json!({ "child": { "child": 1 } }))[0].0, "/child/child");
    }

    #[test]
    fn a_keyword_that_cannot_be_enforced_is_an_error() {
        let document = json!({ "components": { "schemas": { "S": { "oneOf": [] } } } });
        let error = Validator::compile(&document, "/components/schemas/S").expect_err("refused");
        assert_eq!(error.to_string(), "/components/schemas/S/oneOf: the keyword cannot be enforced");
    }

    #[test]
    fn references_in_a_circle_are_an_error() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({ "components": { "schemas": { "S": reference("T"), "T": reference("S") } } });
        let error = Validator::compile(&document, "/components/schemas/S").expect_err("refused");
        assert_eq!(error.to_string(), "/components/schemas/S: the reference leads to itself");
    }
}
