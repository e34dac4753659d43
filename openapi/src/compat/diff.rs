//! The state of a comparison: both documents, and the findings so far.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::Change;
use super::finding::{Finding, OperationPair};
use super::label::Label;
use super::location::{Location, Position};
use super::pair::Pair;
use super::references::{NAMED_SCHEMAS, target};
use super::rules::{ELSEWHERE, Rule};
use crate::document::Pointer;

/// Both documents, and what is known of their differences.
#[derive(Debug)]
pub(super) struct Diff<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    pub(super) findings: Vec<Finding>,
    /// The operations that are hidden from drift: those that only one document has, and those whose changes make it panic.
    pub(super) hidden_from_drift: Vec<OperationPair>,
    /// The components that an operation reaches, by their pointers in the old document and in the new one.
    pub(super) reached: BTreeSet<(Pointer, Pointer)>,
    judged_old: BTreeSet<Pointer>,
    judged_new: BTreeSet<Pointer>,
    operation: Option<OperationPair>,
    /// The schemas that the current operation has reached.
    entered: BTreeSet<(Pointer, Pointer, Position)>,
}

impl<'d> Diff<'d> {
    pub(super) fn new(old: &'d Value, new: &'d Value) -> Self {
        Self {
            old,
            new,
            findings: Vec::new(),
            hidden_from_drift: Vec::new(),
            reached: BTreeSet::new(),
            judged_old: BTreeSet::new(),
            judged_new: BTreeSet::new(),
            operation: None,
            entered: BTreeSet::new(),
        }
    }

    /// The pair of both whole documents.
    pub(super) fn root(&self) -> Pair<'d> {
        let location = Location {
            old: Pointer::default(),
            new: Pointer::default(),
            position: Position::Structure,
            label: Label::phrase("the document"),
        };
        Pair { old: self.old, new: self.new, location }
    }

    /// Runs `compare` for one operation. Its findings belong to the operation. It visits every schema that the operation
    /// reaches, also those that other operations have reached.
    pub(super) fn within(&mut self, operation: OperationPair, compare: impl FnOnce(&mut Self)) {
        self.entered.clear();
        self.operation = Some(operation);
        compare(self);
        self.operation = None;
        self.entered.clear();
    }

    /// Whether the current operation reaches the schema at a location for the first time.
    pub(super) fn enter(&mut self, location: &Location) -> bool {
        self.entered.insert((location.old.clone(), location.new.clone(), location.position))
    }

    /// Adds a finding and marks its location as judged. A change that several operations reach is one finding.
    ///
    /// `predicate` says what changed: it is the rest of a sentence that begins with the label of the location.
    pub(super) fn report(&mut self, rule: &'static Rule, location: &Location, predicate: impl Into<String>) {
        self.mark_judged(location);
        let Some(finding) = self.findings.iter_mut().find(|finding| finding.is_same(rule, location)) else {
            let (location, predicate) = (location.clone(), predicate.into());
            let operations = self.operation.iter().cloned().collect();
            return self.findings.push(Finding { rule, location, predicate, operations });
        };
        if let Some(operation) = &self.operation
            && !finding.operations.contains(operation)
        {
            finding.operations.push(operation.clone());
        }
    }

    /// Notes that every difference at a location and inside it has been judged.
    pub(super) fn mark_judged(&mut self, location: &Location) {
        self.judged_old.insert(location.old.clone());
        self.judged_new.insert(location.new.clone());
    }

    /// Whether the differences at a pointer of either document have been judged, there or at an ancestor.
    pub(super) fn is_judged(&self, pointer: &Pointer) -> bool {
        pointer.ancestors().any(|pointer| self.judged_old.contains(&pointer) || self.judged_new.contains(&pointer))
    }

    /// Whether there is a finding at a location or inside it.
    pub(super) fn has_finding_within(&self, location: &Location) -> bool {
        self.findings.iter().any(|finding| {
            finding.location.old.ancestors().any(|ancestor| ancestor == location.old)
                || finding.location.new.ancestors().any(|ancestor| ancestor == location.new)
        })
    }

    /// Hides the current operation from drift.
    pub(super) fn hide_from_drift(&mut self) {
        self.hidden_from_drift.extend(self.operation.clone());
    }

    /// Follows the references of a pair, and notes that its targets are reached.
    pub(super) fn follow(&mut self, pair: Pair<'d>) -> Pair<'d> {
        let (old, old_pointer) = target(self.old, pair.old, &pair.location.old);
        let (new, new_pointer) = target(self.new, pair.new, &pair.location.new);
        self.reached.insert((old_pointer.clone(), new_pointer.clone()));
        Pair { old, new, location: Location { old: old_pointer, new: new_pointer, ..pair.location } }
    }

    /// As [`Self::follow`], for objects that are not schemas. A reference that changed is reported.
    pub(super) fn resolve(&mut self, pair: Pair<'d>) -> Pair<'d> {
        let (old_reference, new_reference) = (pair.old.get("$ref"), pair.new.get("$ref"));
        if old_reference != new_reference {
            let is_inline = old_reference.is_none() || new_reference.is_none();
            let location = if is_inline { pair.location.clone() } else { pair.location.child("$ref") };
            self.report(&ELSEWHERE, &location, "is defined at another place of the document");
        }
        self.follow(pair)
    }

    /// Whether the old document has a component schema with this name, and whether the new one has.
    pub(super) fn has_schema(&self, name: &str) -> (bool, bool) {
        let pointer = Pointer::from(NAMED_SCHEMAS).child(name);
        let has = |document: &Value| document.pointer(pointer.as_str()).is_some();
        (has(self.old), has(self.new))
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.findings.into_iter().map(Finding::into_change).collect()
    }
}
