//! A seeded change and its verdict.

use std::collections::BTreeMap;

use serde_json::Value;
use textgate_openapi::compat::{Change, RULES, Severity, compare};

/// One change to a document.
pub(crate) struct Seed {
    /// What is done.
    pub(crate) name: &'static str,
    /// Does it.
    pub(crate) plant: fn(&mut Value),
    /// The rule that speaks of it, and what its sentence has to say.
    pub(crate) rule: &'static str,
    /// Parts of the sentence.
    pub(crate) words: &'static [&'static str],
    /// The worst that it does.
    pub(crate) severity: Severity,
    /// The worst that taking it back does.
    pub(crate) reverse: Severity,
}

/// Judges each seed of a table, there and back.
pub(crate) fn judge(document: &Value, seeds: &[Seed]) {
    let mut failures = Vec::new();
    for seed in seeds {
        let mut later = document.clone();
        (seed.plant)(&mut later);
        assert_ne!(*document, later, "{}: nothing is planted", seed.name);
        let changes = changes(document, &later);
        if worst(&changes) != Some(seed.severity) {
            failures.push(format!("{}: not {}: {}", seed.name, seed.severity, shown(&changes)));
        }
        let is_told = |change: &Change| {
            change.rule.name == seed.rule && seed.words.iter().all(|word| change.sentence.contains(word))
        };
        if !changes.iter().any(is_told) {
            failures.push(format!("{}: no {} with {:?}: {}", seed.name, seed.rule, seed.words, shown(&changes)));
        }
        let back = self::changes(&later, document);
        if worst(&back) != Some(seed.reverse) {
            failures.push(format!("{}, taken back: not {}: {}", seed.name, seed.reverse, shown(&back)));
        }
        for change in changes.iter().chain(&back) {
            if ["second_opinion", "unjudged"].contains(&change.rule.name) {
                failures.push(format!("{}: no rule of its own: {change}", seed.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

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

/// The place of a document, which has to be there.
pub(crate) fn at<'d>(document: &'d mut Value, pointer: &str) -> &'d mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))
}

/// Takes out what stands at a place.
pub(crate) fn take(document: &mut Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/");
    at(document, parent).as_object_mut().expect("an object").remove(&name).unwrap_or_else(|| panic!("{pointer}"))
}

/// Puts what stands at a place under another name.
pub(crate) fn rename(document: &mut Value, pointer: &str, name: &str) {
    let taken = take(document, pointer);
    let (parent, _) = pointer.rsplit_once('/').expect("a pointer");
    at(document, parent)[name] = taken;
}

/// Appends to a list.
pub(crate) fn push(document: &mut Value, pointer: &str, value: impl Into<Value>) {
    at(document, pointer).as_array_mut().expect("a list").push(value.into());
}

/// Each rule has a name of its own and a verdict that names no operation but by its placeholder.
#[test]
fn each_rule_has_a_name_of_its_own() {
    let mut seen = BTreeMap::new();
    for rule in RULES {
        assert!(seen.insert(rule.name, rule).is_none(), "{}", rule.name);
        assert_eq!(rule.effect.matches('{').count(), rule.effect.matches("{operations}").count(), "{}", rule.name);
    }
}
