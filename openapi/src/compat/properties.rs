//! Judges the properties of an object: which there are, and which are required.

use std::collections::BTreeMap;

use serde_json::Value;

use super::diff::Diff;
use super::keywords::without_texts;
use super::location::{Location, Position};
use super::pair::{Pair, object, strings};
use super::rules::{
    ORDER, REQUEST_FIELD_IGNORED, REQUEST_FIELD_OPTIONAL, REQUEST_FIELD_REFUSED, REQUEST_FIELD_REQUIRED,
    RESPONSE_FIELD_ADDED, RESPONSE_FIELD_OPTIONAL, RESPONSE_FIELD_REMOVED, RESPONSE_FIELD_REQUIRED,
    RESPONSE_FIELD_UNKNOWN, RESPONSE_OPTIONAL_FIELD_REMOVED, Rule,
};

/// The properties of the same object schema in both documents.
pub(super) struct Properties<'d> {
    object: Pair<'d>,
    schemas: Pair<'d>,
    required: Pair<'d>,
    was_required: BTreeMap<&'d str, usize>,
    is_required: BTreeMap<&'d str, usize>,
}

impl<'d> Properties<'d> {
    /// The properties of a pair of schemas.
    pub(super) fn of(object: &Pair<'d>) -> Self {
        let (schemas, required) = (object.member("properties"), object.member("required"));
        let (was_required, is_required) = (strings(required.old), strings(required.new));
        Self { object: object.clone(), schemas, required, was_required, is_required }
    }

    /// The name and the schemas of each property.
    pub(super) fn schemas(&self) -> Vec<(&'d str, Pair<'d>)> {
        let labelled = |(name, schema): (&'d str, Pair<'d>)| {
            let label = self.object.location.label.property(name);
            (name, schema.labelled(label))
        };
        self.schemas.members().into_iter().map(labelled).collect()
    }

    /// Judges whether a property is there and whether it is required. Its schemas are not compared.
    pub(super) fn judge(&self, diff: &mut Diff<'d>, name: &str, schema: &Pair<'d>) {
        let (was_required, is_required) = self.required(name);
        if schema.is_removed() {
            let predicate = match self.successor(name) {
                Some(successor) => format!("was renamed to `{successor}`"),
                None => "was removed".to_owned(),
            };
            diff.report(self.removed(was_required), &schema.location, predicate);
        } else if schema.is_added() {
            let predicate = format!("is new and {}", if is_required { "required" } else { "optional" });
            diff.report(self.added(is_required), &schema.location, predicate);
        } else {
            judge_required(diff, &schema.location, (was_required, is_required));
        }
    }

    /// Judges the list of the required properties. It may have names of properties without a schema.
    pub(super) fn judge_list_of_required(&self, diff: &mut Diff<'d>) {
        let has_schema =
            |name: &str| [self.schemas.old, self.schemas.new].iter().any(|all| object(all).contains_key(name));
        let added = self.is_required.keys().filter(|name| !self.was_required.contains_key(*name));
        for name in self.was_required.keys().chain(added).filter(|name| !has_schema(name)) {
            let label = self.object.location.label.property(name);
            judge_required(diff, &self.required.location.labelled(label), self.required(name));
        }
        if self.required.differs() {
            if self.was_required.keys().eq(self.is_required.keys()) {
                diff.report(&ORDER, &self.required.location, "lists its required fields in another order");
            } else {
                diff.mark_judged(&self.required.location);
            }
        }
    }

    /// Whether the old document requires a property, and whether the new one does.
    fn required(&self, name: &str) -> (bool, bool) {
        (self.was_required.contains_key(name), self.is_required.contains_key(name))
    }

    fn is_in_request(&self) -> bool {
        self.object.location.position == Position::Request
    }

    /// The rule for a property that was removed.
    fn removed(&self, was_required: bool) -> &'static Rule {
        match (self.is_in_request(), self.object.new["additionalProperties"] == false, was_required) {
            (true, true, _) => &REQUEST_FIELD_REFUSED,
            (true, false, _) => &REQUEST_FIELD_IGNORED,
            (false, _, true) => &RESPONSE_FIELD_REMOVED,
            (false, _, false) => &RESPONSE_OPTIONAL_FIELD_REMOVED,
        }
    }

    /// The rule for a property that was added.
    fn added(&self, is_required: bool) -> &'static Rule {
        // A client of an object with additional properties of one schema reads a new property as one of them.
        let ignores_unknown = matches!(self.object.old["additionalProperties"], Value::Null | Value::Bool(true));
        match (self.is_in_request(), is_required, ignores_unknown) {
            (true, true, _) => &REQUEST_FIELD_REQUIRED,
            (true, false, _) => &REQUEST_FIELD_OPTIONAL,
            (false, _, true) => &RESPONSE_FIELD_ADDED,
            (false, _, false) => &RESPONSE_FIELD_UNKNOWN,
        }
    }

    /// The new name of a property that was removed: the only new property with the same schema, if there is exactly one.
    fn successor(&self, removed: &str) -> Option<&'d str> {
        let (old, new) = (object(self.schemas.old), object(self.schemas.new));
        let is_alike = |(name, schema): &(&String, &Value)| {
            !old.contains_key(*name) && without_texts(schema) == without_texts(&old[removed])
        };
        let mut alike = new.iter().filter(is_alike);
        match (alike.next(), alike.next()) {
            (Some((name, _)), None) => Some(name),
            _ => None,
        }
    }
}

/// Judges a property of both documents: whether the old one required it, and whether the new one does.
fn judge_required(diff: &mut Diff<'_>, location: &Location, required: (bool, bool)) {
    let is_in_request = location.position == Position::Request;
    let (rule, predicate) = match (required, is_in_request) {
        ((false, true), true) => (&REQUEST_FIELD_REQUIRED, "was optional and is now required"),
        ((true, false), true) => (&REQUEST_FIELD_OPTIONAL, "was required and is now optional"),
        ((false, true), false) => (&RESPONSE_FIELD_REQUIRED, "is now always present"),
        ((true, false), false) => (&RESPONSE_FIELD_OPTIONAL, "was always present and may now be absent"),
        _ => return,
    };
    diff.report(rule, location, predicate);
}
