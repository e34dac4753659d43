//! Judges `additionalProperties`: whether an object may have none, those of one schema, or any.

use std::cmp::Ordering;

use serde_json::Value;

use super::diff::Diff;
use super::pair::Pair;
use super::value_set::{CONSTRAINT, ValueSetChange};

/// What `additionalProperties` allows, from least to most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Allowed {
    None,
    OneSchema,
    Any,
}

/// Judges `additionalProperties` unless it is a schema in both documents. Then the schemas have to be compared instead.
pub(super) fn judge(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    if !pair.differs() {
        return;
    }
    let (old, new) = (Allowed::by(pair.old), Allowed::by(pair.new));
    let change = match old.cmp(&new) {
        Ordering::Equal => ValueSetChange::Same,
        Ordering::Less => ValueSetChange::Widened,
        Ordering::Greater => ValueSetChange::Narrowed,
    };
    let predicate = match change {
        ValueSetChange::Same => "allows any other fields, written in another way".to_owned(),
        _ => format!("allowed {} and now allows {}", old.in_words(), new.in_words()),
    };
    diff.report(CONSTRAINT.rule(change, pair.location.position), &pair.location, predicate);
}

impl Allowed {
    fn by(additional_properties: &Value) -> Self {
        match additional_properties {
            Value::Bool(false) => Self::None,
            Value::Object(_) => Self::OneSchema,
            _ => Self::Any,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::None => "no other fields",
            Self::OneSchema => "other fields of one schema",
            Self::Any => "any other fields",
        }
    }
}
