//! The judge of a model's answer. The adapter that makes it chooses how JSON is read and validated.

use serde_json::Value;

/// Judges answers by one schema.
pub trait SchemaJudge: Send + Sync {
    /// The JSON value of a text. Absent if the text is not JSON, or is JSON that two readers could understand differently.
    fn parse(&self, text: &str) -> Option<Value>;

    /// Everything about `value` that violates the schema.
    fn violations(&self, value: &Value) -> Vec<Violation>;
}

/// A place where an answer violates its schema. Only the model may see it, because a name in it may come from the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place in the answer, as a JSON pointer (RFC 6901). Empty for the whole answer.
    pub pointer: String,
    /// What must hold there: a phrase such as `must not be empty`.
    pub message: String,
}

impl Violation {
    /// A violation by the whole answer.
    pub(super) fn of_all(message: &str) -> Self {
        Self { pointer: String::new(), message: message.to_owned() }
    }
}
