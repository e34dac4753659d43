//! The comparison: one walk through both documents, then the check that nothing was left out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Change, Position};
use super::documents::{self, CompareError, Side};
use super::pair::{Pair, Place};
use super::rules::{ELSEWHERE, Rule};
use super::subject::Subject;
use super::{second_opinion, structure, unjudged};
use crate::pointer::Pointer;

/// Compares two lowered documents: says what a client of `old` meets when the service comes to serve `new`.
///
/// The worst changes come first. Equal documents give none; `info.version` is no change.
pub fn compare(old: &Value, new: &Value) -> Result<Vec<Change>, CompareError> {
    let (old, new) = (documents::read(old, Side::Old)?, documents::read(new, Side::New)?);
    let mut walk = Walk::new(&old, &new);
    structure::document(&mut walk);
    second_opinion::hear(&mut walk)?;
    unjudged::report(&mut walk);
    let mut changes = walk.into_changes();
    changes.sort_by_key(|change| std::cmp::Reverse(change.severity()));
    Ok(changes)
}

/// An operation that both documents have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) old: Pointer,
    pub(super) new: Pointer,
}

/// A change whose operations are still being collected.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) rule: &'static Rule,
    pub(super) place: Place,
    pub(super) operations: Vec<Operation>,
    happened: String,
}

/// What is known so far.
#[derive(Debug)]
pub(super) struct Walk<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    pub(super) findings: Vec<Finding>,
    /// The operations that drift is not asked about: those of one document only, and those at whose changes it panics.
    pub(super) beyond_drift: Vec<Operation>,
    /// The components that some operation reached, by their place in the old document and in the new one.
    pub(super) reached: BTreeSet<(Pointer, Pointer)>,
    judged_old: BTreeSet<Pointer>,
    judged_new: BTreeSet<Pointer>,
    operation: Option<Operation>,
    entered: BTreeSet<(Pointer, Pointer, Position)>,
}

impl<'d> Walk<'d> {
    pub(super) fn new(old: &'d Value, new: &'d Value) -> Self {
        Self {
            old,
            new,
            findings: Vec::new(),
            beyond_drift: Vec::new(),
            reached: BTreeSet::new(),
            judged_old: BTreeSet::new(),
            judged_new: BTreeSet::new(),
            operation: None,
            entered: BTreeSet::new(),
        }
    }

    /// The whole of both documents.
    pub(super) fn root(&self) -> Pair<'d> {
        let place = Place {
            old: Pointer::default(),
            new: Pointer::default(),
            position: Position::Structure,
            subject: Subject::phrase("the document"),
        };
        Pair { old: self.old, new: self.new, place }
    }

    /// Walks through what one operation reaches, whatever others have reached before.
    pub(super) fn within(&mut self, operation: Operation, walk: impl FnOnce(&mut Self)) {
        self.entered.clear();
        self.operation = Some(operation);
        walk(self);
        self.operation = None;
        self.entered.clear();
    }

    /// Whether this operation comes to a schema for the first time.
    pub(super) fn enter(&mut self, place: &Place) -> bool {
        self.entered.insert((place.old.clone(), place.new.clone(), place.position))
    }

    /// Notes a change. What several operations reach is one change.
    pub(super) fn found(&mut self, rule: &'static Rule, place: &Place, happened: impl Into<String>) {
        self.judged(place);
        let known = self.findings.iter_mut().find(|finding| {
            let known = &finding.place;
            finding.rule == rule && (&known.old, &known.new, known.position) == (&place.old, &place.new, place.position)
        });
        let Some(finding) = known else {
            let operations = self.operation.iter().cloned().collect();
            return self.findings.push(Finding { rule, place: place.clone(), operations, happened: happened.into() });
        };
        if let Some(operation) = &self.operation
            && !finding.operations.contains(operation)
        {
            finding.operations.push(operation.clone());
        }
    }

    /// Notes that what differs at a place, and within, has been judged.
    pub(super) fn judged(&mut self, place: &Place) {
        self.judged_old.insert(place.old.clone());
        self.judged_new.insert(place.new.clone());
    }

    /// Whether a place of both documents, or what it is part of, has been judged.
    pub(super) fn is_judged(&self, place: &Pointer) -> bool {
        place.upwards().any(|place| self.judged_old.contains(&place) || self.judged_new.contains(&place))
    }

    /// Whether a change has been noted at a place or within it.
    pub(super) fn has_found_within(&self, place: &Place) -> bool {
        self.findings.iter().any(|finding| {
            finding.place.old.upwards().any(|above| above == place.old)
                || finding.place.new.upwards().any(|above| above == place.new)
        })
    }

    /// Keeps the present operation from drift.
    pub(super) fn spare_drift(&mut self) {
        self.beyond_drift.extend(self.operation.clone());
    }

    /// What a pair is, or refers to in one step.
    pub(super) fn resolve(&mut self, pair: Pair<'d>) -> Pair<'d> {
        let (old_reference, new_reference) = (pair.old.get("$ref"), pair.new.get("$ref"));
        if old_reference != new_reference {
            let is_in_place = old_reference.is_none() || new_reference.is_none();
            let place = if is_in_place { pair.place.clone() } else { pair.place.child("$ref") };
            self.found(&ELSEWHERE, &place, "is described at another place of the document");
        }
        let (old, old_place) = target(self.old, pair.old, &pair.place.old);
        let (new, new_place) = target(self.new, pair.new, &pair.place.new);
        self.reached.insert((old_place.clone(), new_place.clone()));
        Pair { old, new, place: Place { old: old_place, new: new_place, ..pair.place } }
    }

    fn into_changes(self) -> Vec<Change> {
        self.findings.into_iter().map(Finding::into_change).collect()
    }
}

/// What a value is or refers to, and where that is. The references have been checked: they lead somewhere.
pub(super) fn target<'d>(document: &'d Value, value: &'d Value, place: &Pointer) -> (&'d Value, Pointer) {
    let (mut value, mut place) = (value, place.clone());
    while let Some(reference) = value.get("$ref").and_then(Value::as_str)
        && let Some(pointer) = reference.strip_prefix('#')
        && let Some(target) = document.pointer(pointer)
    {
        value = target;
        place = Pointer::from(pointer);
    }
    (value, place)
}

impl Finding {
    fn into_change(self) -> Change {
        let operations: Vec<_> = self.operations.into_iter().map(|operation| operation.name).collect();
        let named = match operations.as_slice() {
            [] => "whatever comes to use it (no operation does)".to_owned(),
            names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let effect = self.rule.effect.replace("{operations}", &named);
        let Place { old, new, position, subject } = self.place;
        let sentence = format!("{subject} {}: {effect}", self.happened);
        Change { rule: self.rule, position, old, new, sentence, operations }
    }
}
