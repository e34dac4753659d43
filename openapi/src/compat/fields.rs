//! The fields of an object: which there are, which must be there, which others may be.

use serde_json::Value;

use super::change::Position;
use super::components::shape;
use super::pair::{Pair, Place, object, strings};
use super::rules::{
    ORDER, REQUEST_FIELD_IGNORED, REQUEST_FIELD_OPTIONAL, REQUEST_FIELD_REFUSED, REQUEST_FIELD_REQUIRED,
    RESPONSE_FIELD_ADDED, RESPONSE_FIELD_OPTIONAL, RESPONSE_FIELD_REMOVED, RESPONSE_FIELD_REQUIRED,
    RESPONSE_FIELD_UNKNOWN, RESPONSE_OPTIONAL_FIELD_REMOVED, Rule,
};
use super::schemas;
use super::shift::{CONSTRAINT, Shift};
use super::walk::Walk;

/// Compares `properties` and `required`.
pub(super) fn compare<'d>(walk: &mut Walk<'d>, schema: &Pair<'d>) {
    let (properties, required) = (schema.member("properties"), schema.member("required"));
    let (was_required, is_required) = (strings(required.old), strings(required.new));
    for (name, field) in properties.members() {
        let subject = schema.place.subject.field(name);
        let field = field.about(subject);
        let (was_required, is_required) = (was_required.contains_key(name), is_required.contains_key(name));
        if field.is_removed() {
            let happened = match successor(&properties, name) {
                Some(successor) => format!("is now called `{successor}`"),
                None => "is gone".to_owned(),
            };
            walk.found(removed(schema, was_required), &field.place, happened);
        } else if field.is_added() {
            let happened = format!("is new and {}", if is_required { "required" } else { "optional" });
            walk.found(added(schema, is_required), &field.place, happened);
        } else {
            presence(walk, &field.place, (was_required, is_required));
            schemas::schema(walk, field);
        }
    }
    // A name may be required without being described.
    let undescribed =
        |name: &&&str| object(properties.old).get(**name).or(object(properties.new).get(**name)).is_none();
    let names = was_required.keys().chain(is_required.keys().filter(|name| !was_required.contains_key(*name)));
    for name in names.filter(undescribed) {
        let mut place = schema.place.child("required");
        place.subject = schema.place.subject.field(name);
        presence(walk, &place, (was_required.contains_key(name), is_required.contains_key(name)));
    }
    if required.differs() {
        let is_same_set = was_required.keys().eq(is_required.keys());
        if is_same_set {
            walk.found(&ORDER, &required.place, "has its required fields in another order");
        } else {
            walk.judged(&required.place);
        }
    }
}

/// Judges whether a field of both documents has to be there.
fn presence(walk: &mut Walk<'_>, place: &Place, required: (bool, bool)) {
    let is_request = place.position == Position::Request;
    let (rule, happened) = match (required, is_request) {
        ((false, true), true) => (&REQUEST_FIELD_REQUIRED, "was optional and is required"),
        ((true, false), true) => (&REQUEST_FIELD_OPTIONAL, "was required and is optional"),
        ((false, true), false) => (&RESPONSE_FIELD_REQUIRED, "is always there"),
        ((true, false), false) => (&RESPONSE_FIELD_OPTIONAL, "was always there and may be absent"),
        _ => return,
    };
    walk.found(rule, place, happened);
}

fn removed(schema: &Pair<'_>, was_required: bool) -> &'static Rule {
    let is_request = schema.place.position == Position::Request;
    match (is_request, schema.new["additionalProperties"] == false, was_required) {
        (true, true, _) => &REQUEST_FIELD_REFUSED,
        (true, false, _) => &REQUEST_FIELD_IGNORED,
        (false, _, true) => &RESPONSE_FIELD_REMOVED,
        (false, _, false) => &RESPONSE_OPTIONAL_FIELD_REMOVED,
    }
}

fn added(schema: &Pair<'_>, is_required: bool) -> &'static Rule {
    let is_request = schema.place.position == Position::Request;
    // A client of a map reads a new field as one of the map's values.
    let ignores_unknown = matches!(schema.old["additionalProperties"], Value::Null | Value::Bool(true));
    match (is_request, is_required, ignores_unknown) {
        (true, true, _) => &REQUEST_FIELD_REQUIRED,
        (true, false, _) => &REQUEST_FIELD_OPTIONAL,
        (false, _, true) => &RESPONSE_FIELD_ADDED,
        (false, _, false) => &RESPONSE_FIELD_UNKNOWN,
    }
}

/// The new name of a field that is gone: of the new fields the one that looks the same, if there is just one.
fn successor<'d>(properties: &Pair<'d>, gone: &str) -> Option<&'d str> {
    let (old, new) = (object(properties.old), object(properties.new));
    let looks_same =
        |(name, schema): &(&String, &Value)| !old.contains_key(*name) && shape(schema) == shape(&old[gone]);
    let mut alike = new.iter().filter(looks_same);
    match (alike.next(), alike.next()) {
        (Some((name, _)), None) => Some(name),
        _ => None,
    }
}

/// Compares `additionalProperties`: nothing else, what a schema allows, or anything.
pub(super) fn others<'d>(walk: &mut Walk<'d>, others: Pair<'d>) {
    if others.old.is_object() && others.new.is_object() {
        let subject = others.place.subject.value();
        return schemas::schema(walk, others.about(subject));
    }
    if !others.differs() {
        return;
    }
    let (old, new) = (openness(others.old), openness(others.new));
    let shift = match old.cmp(&new) {
        std::cmp::Ordering::Equal => Shift::Same,
        std::cmp::Ordering::Less => Shift::Widened,
        std::cmp::Ordering::Greater => Shift::Narrowed,
    };
    let words = ["no other fields", "other fields of one schema", "any other fields"];
    let happened = match shift {
        Shift::Same => "says otherwise that it allows any other fields".to_owned(),
        _ => format!("allowed {} and allows {}", words[old], words[new]),
    };
    walk.found(CONSTRAINT.rule(shift, others.place.position), &others.place, happened);
}

fn openness(others: &Value) -> usize {
    match others {
        Value::Bool(false) => 0,
        Value::Object(_) => 1,
        _ => 2,
    }
}
