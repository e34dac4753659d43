//! Checks the JSON objects that models answer with, by the same validator that checks request bodies.

use serde_json::Value;
use textgate_core::task::{SchemaJudge, Violation};
use textgate_openapi::{CompileError, Validator, json};

/// The judge of answers that must match `schema`, which is complete in itself.
pub(crate) fn schema_judge(schema: &Value) -> Result<Box<dyn SchemaJudge>, CompileError> {
    Ok(Box::new(ValidatorJudge(Validator::compile(schema, "")?)))
}

struct ValidatorJudge(Validator);

impl SchemaJudge for ValidatorJudge {
    fn judge(&self, answer: &str) -> Result<Value, Vec<Violation>> {
        let violation = |pointer: &str, message: String| Violation { pointer: pointer.to_owned(), message };
        let value = json::parse(answer.as_bytes())
            .map_err(|_| vec![violation("", "must be a JSON object, given by the tool".to_owned())])?;
        let violations = self.0.violations(&value);
        if violations.is_empty() {
            return Ok(value);
        }
        Err(violations.into_iter().map(|found| violation(found.pointer.as_str(), found.message)).collect())
    }
}
