//! Keywords that mean the same in every object: texts, flags, lists without an order.

use serde_json::Value;

use super::diff::Diff;
use super::pair::Pair;
use super::rules::{DEPRECATED, ORDER, Rule, SAME_MEANING, TEXT};

/// Judges a text for readers.
pub(super) fn text(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    if pair.differs() {
        let predicate = match (pair.is_added(), pair.is_removed()) {
            (true, _) => "has a new text",
            (_, true) => "no longer has a text",
            _ => "has a different text",
        };
        diff.report(&TEXT, &pair.location, predicate);
    }
}

/// Reports that a list whose order means nothing has another order.
pub(super) fn order(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    diff.report(&ORDER, &pair.location, "is in another order");
}

/// Judges whether something is deprecated. Clients may use it in both cases.
pub(super) fn deprecated(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    flag(diff, pair, (&DEPRECATED, "is now deprecated"), (&DEPRECATED, "is no longer deprecated"));
}

/// Judges a flag by the rule and predicate for when it becomes true, and for when it becomes false. An absent flag is false.
pub(super) fn flag(
    diff: &mut Diff<'_>,
    pair: &Pair<'_>,
    becomes_true: (&'static Rule, &str),
    becomes_false: (&'static Rule, &str),
) {
    if !pair.differs() {
        return;
    }
    let (rule, predicate) = match (pair.old == true, pair.new == true) {
        (false, true) => becomes_true,
        (true, false) => becomes_false,
        _ => (&SAME_MEANING, "has a flag that is written in another way"),
    };
    diff.report(rule, &pair.location, predicate);
}

/// A schema without its texts for readers.
pub(super) fn without_texts(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(keywords) = schema.as_object_mut() {
        for text in ["title", "description", "example"] {
            keywords.remove(text);
        }
    }
    schema
}
