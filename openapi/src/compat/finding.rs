//! A change whose operations are still being collected.

use super::change::Change;
use super::location::Location;
use super::rules::Rule;
use crate::document::Pointer;

/// An operation, with its place in both documents. If only one document has it, the places are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OperationPair {
    pub(super) name: String,
    pub(super) old: Pointer,
    pub(super) new: Pointer,
}

/// A change, and the operations that are known to reach it.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) rule: &'static Rule,
    pub(super) location: Location,
    /// What changed: the rest of a sentence that begins with the label of the location.
    pub(super) predicate: String,
    pub(super) operations: Vec<OperationPair>,
}

impl Finding {
    /// Whether this is a finding of the same rule at the same location.
    pub(super) fn is_same(&self, rule: &'static Rule, location: &Location) -> bool {
        let Location { old, new, position, .. } = &self.location;
        self.rule == rule && (old, new, *position) == (&location.old, &location.new, location.position)
    }

    pub(super) fn into_change(self) -> Change {
        let operations: Vec<_> = self.operations.into_iter().map(|operation| operation.name).collect();
        let named = match operations.as_slice() {
            [] => "any operation that uses it later (no operation uses it now)".to_owned(),
            names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let effect = self.rule.effect.replace("{operations}", &named);
        let Location { old, new, position, label } = self.location;
        let sentence = format!("{label} {}: {effect}", self.predicate);
        Change { rule: self.rule, position, old, new, sentence, operations }
    }
}
