//! Reads and checks the JSON objects that models answer with, by the same parser and validator that check request bodies.

use serde_json::Value;
use textgate_core::task::{SchemaJudge, Violation};
use textgate_openapi::{CompileError, Validator, json};

/// The judge of answers that must match `schema`, which is complete in itself.
pub(crate) fn schema_judge(schema: &Value) -> Result<Box<dyn SchemaJudge>, CompileError> {
    Ok(Box::new(ValidatorJudge(Validator::compile(schema, "")?)))
}

struct ValidatorJudge(Validator);

impl SchemaJudge for ValidatorJudge {
    fn parse(&self, text: &str) -> Option<Value> {
        json::parse(text.as_bytes()).ok()
    }

    fn violations(&self, value: &Value) -> Vec<Violation> {
        let violations = self.0.violations(value).into_iter();
        violations
            .map(|found| Violation { pointer: found.pointer.as_str().to_owned(), message: found.message })
            .collect()
    }
}
