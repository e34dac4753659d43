//! The validator of one schema.

use serde_json::Value;

use super::check::{Check, InstancePath, Violation};
use super::compiler::{CompileError, Compiler};
use super::schema::CompiledSchema;
use crate::document::Pointer;

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    schemas: Vec<CompiledSchema>,
    root: usize,
}

impl Validator {
    /// Compiles the schema at `pointer` (such as `/components/schemas/Name`) of a lowered document.
    pub fn compile(document: &Value, pointer: &str) -> Result<Self, CompileError> {
        let mut compiler = Compiler::new(document);
        let root = compiler.schema(Pointer::from(pointer))?;
        Ok(Self { schemas: compiler.into_schemas(), root })
    }

    /// The violations of the schema by `value`: empty if the value is valid, and at most 16.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let mut check = Check::new(&self.schemas);
        check.value(value, self.root, &InstancePath::Root);
        check.into_violations()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::NOT_BLANK;

    fn violations(schema: Value, value: &Value) -> Vec<(String, String)> {
        let document = json!({ "components": { "schemas": { "S": schema } } });
        let validator = Validator::compile(&document, "/components/schemas/S").expect("compiles");
        let violations = validator.violations(value).into_iter();
        violations.map(|violation| (violation.pointer.to_string(), violation.message)).collect()
    }

    fn valid(schema: Value, value: &Value) -> bool {
        violations(schema, value).is_empty()
    }

    #[test]
    fn each_keyword_is_enforced_at_its_boundary() {
        let rows = [
            (json!({ "type": "string", "minLength": 2 }), json!("ab"), json!("a")),
            (json!({ "type": "string", "maxLength": 2 }), json!("ab"), json!("abc")),
            (json!({ "type": "string", "pattern": "^a+$" }), json!("aa"), json!("ab")),
            (json!({ "type": "string", "pattern": NOT_BLANK }), json!(" \u{a0}"), json!(" \t\r\n")),
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
    fn a_number_with_a_decimal_point_is_not_an_integer() {
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
    fn violations_have_a_pointer_and_no_text_of_the_value() {
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
        assert_eq!(violations(schema, &value), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_blank_text_violates_its_schema_once() {
        let message = |schema: Value, text: &str| {
            let found = violations(schema, &json!(text)).into_iter();
            found.map(|(_, message)| message).collect::<Vec<_>>()
        };
        let schema = json!({ "type": "string", "minLength": 1, "pattern": NOT_BLANK });
        assert_eq!(message(schema.clone(), " \n"), ["must not be blank"]);
        assert_eq!(message(schema, ""), ["must not be empty"]);
        for least in [json!({ "pattern": NOT_BLANK }), json!({ "minLength": 0, "pattern": NOT_BLANK })] {
            assert_eq!(message(least, ""), ["must not be blank"]);
        }
    }

    #[test]
    fn the_number_of_violations_is_bounded_and_long_names_are_not_repeated() {
        let value = json!(vec![1; 1000]);
        assert_eq!(violations(json!({ "items": { "type": "string" } }), &value).len(), 16);
        let value = json!({ "n".repeat(65): 1 });
        let expected = [(String::new(), "has a field with an unknown, long name".to_owned())];
        assert_eq!(violations(json!({ "additionalProperties": false }), &value), expected);
    }

    #[test]
    fn a_recursive_schema_is_compiled_and_enforced() {
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "child": { "$ref": "#/components/schemas/S" } },
        });
        assert!(valid(schema.clone(), &json!({ "child": { "child": {} } })));
        assert_eq!(violations(schema, &json!({ "child": { "child": 1 } }))[0].0, "/child/child");
    }

    #[test]
    fn a_keyword_that_cannot_be_enforced_is_an_error() {
        let document = json!({ "components": { "schemas": { "S": { "oneOf": [] } } } });
        let error = Validator::compile(&document, "/components/schemas/S").expect_err("refused");
        assert_eq!(
            error.to_string(),
            "/components/schemas/S/oneOf: the validator cannot enforce this keyword; remove it"
        );
    }

    #[test]
    fn circular_references_are_an_error() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({ "components": { "schemas": { "S": reference("T"), "T": reference("S") } } });
        let error = Validator::compile(&document, "/components/schemas/S").expect_err("refused");
        assert_eq!(error.to_string(), "/components/schemas/S: the reference refers to itself; it must end at a schema");
    }
}
