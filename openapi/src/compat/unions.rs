//! Unions and intersections of schemas: which variants there are.

use serde_json::Value;

use super::components::shape;
use super::keywords::order;
use super::pair::{Pair, Place, array};
use super::schemas::{name, schema};
use super::shift::{CONSTRAINT, Shift, VARIANT};
use super::walk::{Walk, target};
use crate::pointer::Pointer;

/// Compares the members of a union, or of an intersection: equal ones first, the rest in the order in which they stand.
pub(super) fn union<'d>(walk: &mut Walk<'d>, keyword: &str, list: &Pair<'d>) {
    let more = if keyword == "allOf" { Shift::Narrowed } else { Shift::Widened };
    if list.is_added() || list.is_removed() {
        let shift = Shift::of_presence(list.is_added());
        let happened = if list.is_added() { "is now described by" } else { "is no longer described by" };
        return walk.found(CONSTRAINT.rule(shift, list.place.position), &list.place, format!("{happened} `{keyword}`"));
    }
    let (old, new) = (array(list.old), array(list.new));
    let pair_at = |before: usize, after: usize| {
        let mut pair = Pair { old: &old[before], new: &new[after], place: list.place.clone() };
        pair.place.old = list.place.old.child(before);
        pair.place.new = list.place.new.child(after);
        pair.place.subject = list.place.subject.variant(before);
        pair
    };
    let mut open: Vec<usize> = (0..new.len()).collect();
    let mut left = Vec::new();
    let mut is_moved = false;
    for (before, variant) in old.iter().enumerate() {
        match open.iter().position(|after| new[*after] == *variant) {
            Some(index) => {
                let after = open.remove(index);
                is_moved |= after != before;
                schema(walk, pair_at(before, after));
            }
            None => left.push(before),
        }
    }
    left.retain(|before| {
        let Some(index) = open.iter().position(|after| walk.is_same_variant(&old[*before], &new[*after])) else {
            return true;
        };
        schema(walk, pair_at(*before, open.remove(index)));
        false
    });
    for before in &left {
        let happened = format!("has one variant less: {}", variant(&old[*before], *before));
        let place = Place { old: list.place.old.child(before), ..list.place.clone() };
        walk.found(VARIANT.rule(more.reversed(), place.position), &place, happened);
    }
    for after in &open {
        let happened = format!("has one variant more: {}", variant(&new[*after], *after));
        let place = Place { new: list.place.new.child(after), ..list.place.clone() };
        walk.found(VARIANT.rule(more, place.position), &place, happened);
    }
    if left.is_empty() && open.is_empty() && is_moved {
        order(walk, list);
    }
}

fn variant(schema: &Value, index: usize) -> String {
    name(schema).map_or_else(|| format!("number {}", index + 1), |name| format!("`{name}`"))
}

impl Walk<'_> {
    /// Whether two different variants are one that changed: both are described in place, or one was renamed to the other.
    fn is_same_variant(&self, old: &Value, new: &Value) -> bool {
        match (name(old), name(new)) {
            (None, None) => true,
            (Some(old_name), Some(new_name)) if !self.has_schema(old_name).1 && !self.has_schema(new_name).0 => {
                let place = Pointer::default();
                shape(target(self.old, old, &place).0) == shape(target(self.new, new, &place).0)
            }
            _ => false,
        }
    }
}
