//! Judges unions and intersections of schemas: which variants there are.

use serde_json::Value;

use super::diff::Diff;
use super::keywords::{order, without_texts};
use super::location::Location;
use super::pair::{Pair, array};
use super::references::{referenced_name, target};
use super::value_set::{CONSTRAINT, VARIANT, ValueSetChange};
use crate::document::Pointer;

/// The variants of the same union in both documents.
pub(super) struct Variants<'d> {
    list: Pair<'d>,
    /// The variants that both documents have.
    matched: Vec<Pair<'d>>,
    /// The indices of the variants that only the old document has.
    removed: Vec<usize>,
    /// The indices of the variants that only the new document has.
    added: Vec<usize>,
    is_reordered: bool,
}

/// Judges a list of variants that only one document has.
pub(super) fn judge_presence(diff: &mut Diff<'_>, keyword: &str, list: &Pair<'_>) {
    let change = ValueSetChange::of_presence(list.is_added());
    let predicate = if list.is_added() { "now has" } else { "no longer has" };
    let rule = CONSTRAINT.rule(change, list.location.position);
    diff.report(rule, &list.location, format!("{predicate} `{keyword}`"));
}

impl<'d> Variants<'d> {
    /// Matches the variants: first those that are equal, then those that changed, in their order.
    pub(super) fn of(diff: &Diff<'d>, list: &Pair<'d>) -> Self {
        let (old, new) = (array(list.old), array(list.new));
        let (mut matched, mut removed, mut is_reordered) = (Vec::new(), Vec::new(), false);
        let mut added: Vec<usize> = (0..new.len()).collect();
        for (before, variant) in old.iter().enumerate() {
            match added.iter().position(|after| new[*after] == *variant) {
                Some(index) => {
                    let after = added.remove(index);
                    is_reordered |= after != before;
                    matched.push(pair_of_variants(list, before, after));
                }
                None => removed.push(before),
            }
        }
        removed.retain(|before| {
            let is_same = |after: &usize| is_same_variant(diff, &old[*before], &new[*after]);
            let Some(index) = added.iter().position(is_same) else { return true };
            matched.push(pair_of_variants(list, *before, added.remove(index)));
            false
        });
        Self { list: list.clone(), matched, removed, added, is_reordered }
    }

    /// The variants that both documents have. Their schemas have to be compared.
    pub(super) fn matched(&self) -> &[Pair<'d>] {
        &self.matched
    }

    /// Judges the variants that only one document has, and the order of the others.
    pub(super) fn judge(&self, diff: &mut Diff<'d>, keyword: &str) {
        let list = &self.list;
        // One more schema in `allOf` is one more constraint.
        let change = if keyword == "allOf" { ValueSetChange::Narrowed } else { ValueSetChange::Widened };
        for index in &self.removed {
            let predicate = format!("no longer has the variant {}", name_or_number(list.old, *index));
            let location = Location { old: list.location.old.child(index), ..list.location.clone() };
            diff.report(VARIANT.rule(change.reversed(), location.position), &location, predicate);
        }
        for index in &self.added {
            let predicate = format!("now has the variant {}", name_or_number(list.new, *index));
            let location = Location { new: list.location.new.child(index), ..list.location.clone() };
            diff.report(VARIANT.rule(change, location.position), &location, predicate);
        }
        if self.removed.is_empty() && self.added.is_empty() && self.is_reordered {
            order(diff, list);
        }
    }
}

/// The variant with the index `before` in the old document and `after` in the new one.
fn pair_of_variants<'d>(list: &Pair<'d>, before: usize, after: usize) -> Pair<'d> {
    let location = Location {
        old: list.location.old.child(before),
        new: list.location.new.child(after),
        label: list.location.label.variant(before),
        ..list.location
    };
    Pair { old: &array(list.old)[before], new: &array(list.new)[after], location }
}

/// Whether two different schemas are the same variant with a change: both are inline, or one was renamed to the other.
fn is_same_variant(diff: &Diff<'_>, old: &Value, new: &Value) -> bool {
    match (referenced_name(old), referenced_name(new)) {
        (None, None) => true,
        (Some(old_name), Some(new_name)) if !diff.has_schema(old_name).1 && !diff.has_schema(new_name).0 => {
            let pointer = Pointer::default();
            without_texts(target(diff.old, old, &pointer).0) == without_texts(target(diff.new, new, &pointer).0)
        }
        _ => false,
    }
}

fn name_or_number(list: &Value, index: usize) -> String {
    referenced_name(&array(list)[index]).map_or_else(|| format!("number {}", index + 1), |name| format!("`{name}`"))
}
