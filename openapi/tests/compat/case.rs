//! Cases: an edit of a document and the expected verdict.

use std::collections::BTreeMap;

use serde_json::Value;
use textgate_openapi::compat::{Change, RULES, Severity, compare};

/// One edit of a document.
pub(crate) struct Case {
    /// What the edit is.
    pub(crate) name: &'static str,
    /// Edits the document.
    pub(crate) edit: fn(&mut Value),
    /// The rule that one of the changes must have.
    pub(crate) rule: &'static str,
    /// Parts of the sentence that this change must have.
    pub(crate) words: &'static [&'static str],
    /// The severity of the worst change.
    pub(crate) severity: Severity,
    /// The severity of the worst change if the edit is undone.
    pub(crate) reverse: Severity,
}

/// Checks each case in both directions.
pub(crate) fn check(document: &Value, cases: &[Case]) {
    let mut failures = Vec::new();
    for case in cases {
        let mut later = document.clone();
        (case.edit)(&mut later);
        assert_ne!(*document, later, "{}: the edit changes nothing", case.name);
        let changes = changes(document, &later);
        if worst(&changes) != Some(case.severity) {
            failures.push(format!("{}: not {}: {}", case.name, case.severity, shown(&changes)));
        }
        let is_expected = |change: &Change| {
            change.rule.name == case.rule && case.words.iter().all(|word| change.sentence.contains(word))
        };
        if !changes.iter().any(is_expected) {
            failures.push(format!("{}: no {} with {:?}: {}", case.name, case.rule, case.words, shown(&changes)));
        }
        let reverse = self::changes(&later, document);
        if worst(&reverse) != Some(case.reverse) {
            failures.push(format!("{}, undone: not {}: {}", case.name, case.reverse, shown(&reverse)));
        }
        for change in changes.iter().chain(&reverse) {
            if ["second_opinion", "unjudged"].contains(&change.rule.name) {
                failures.push(format!("{}: no rule covers the change: {change}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The changes between two documents that can be compared.
pub(crate) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    compare(old, new).unwrap_or_else(|error| panic!("{error}"))
}

fn worst(changes: &[Change]) -> Option<Severity> {
    changes.iter().map(Change::severity).max()
}

fn shown(changes: &[Change]) -> String {
    let lines: Vec<_> = changes.iter().map(|change| format!("\n    {}: {change}", change.severity())).collect();
    lines.concat()
}

/// The value at a pointer, which must exist.
pub(crate) fn at<'d>(document: &'d mut Value, pointer: &str) -> &'d mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))
}

/// Removes the value at a pointer and returns it.
pub(crate) fn take(document: &mut Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/");
    at(document, parent).as_object_mut().expect("an object").remove(&name).unwrap_or_else(|| panic!("{pointer}"))
}

/// Renames the member at a pointer.
pub(crate) fn rename(document: &mut Value, pointer: &str, name: &str) {
    let taken = take(document, pointer);
    let (parent, _) = pointer.rsplit_once('/').expect("a pointer");
    at(document, parent)[name] = taken;
}

/// Appends to the list at a pointer.
pub(crate) fn push(document: &mut Value, pointer: &str, value: impl Into<Value>) {
    at(document, pointer).as_array_mut().expect("a list").push(value.into());
}

#[test]
fn each_rule_has_a_unique_name_and_no_placeholder_except_for_operations() {
    let mut seen = BTreeMap::new();
    for rule in RULES {
        assert!(seen.insert(rule.name, rule).is_none(), "{}", rule.name);
        assert_eq!(rule.effect.matches('{').count(), rule.effect.matches("{operations}").count(), "{}", rule.name);
    }
}
