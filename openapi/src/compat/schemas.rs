//! Schemas: references, types, members.

use serde_json::Value;

use super::change::Position;
use super::keywords::{deprecated, text};
use super::pair::{Pair, array};
use super::rules::{SAME_MEANING, TEXT, TYPE_NAME};
use super::shift::{Shift, TYPE};
use super::subject::Subject;
use super::walk::{Walk, target};
use super::{bounds, fields, unions};
use crate::pointer::Pointer;

/// Where the schemas that have names of their own stand.
const NAMED: &str = "/components/schemas";

/// Compares two schemas of which one may be absent: what has none allows everything.
pub(super) fn presence<'d>(walk: &mut Walk<'d>, pair: Pair<'d>) {
    if pair.is_added() || pair.is_removed() {
        let happened = if pair.is_added() { "has a schema, which it had not" } else { "has no schema any more" };
        let rule = TYPE.rule(Shift::of_presence(pair.is_added()), pair.place.position);
        walk.found(rule, &pair.place, happened);
    } else {
        schema(walk, pair);
    }
}

/// Compares a schema that nobody is known to send or to read: in both directions.
pub(super) fn both_ways<'d>(walk: &mut Walk<'d>, pair: Pair<'d>) {
    for position in [Position::Request, Position::Response] {
        schema(walk, pair.clone().positioned(position));
    }
}

/// Compares each schema that an extension refers to, as part of what it extends.
pub(super) fn referenced_within<'d>(walk: &mut Walk<'d>, pair: Pair<'d>) {
    if let Some(reference) = pair.old["$ref"].as_str()
        && reference.strip_prefix('#').is_some_and(|pointer| pointer.starts_with(NAMED))
        && [walk.old, walk.new].iter().all(|document| document.pointer(&reference[1..]).is_some())
    {
        match pair.place.position {
            Position::Structure => both_ways(walk, pair),
            _ => schema(walk, pair),
        }
        return;
    }
    for (_, member) in pair.members() {
        referenced_within(walk, member);
    }
    for index in 0..array(pair.old).len() {
        referenced_within(walk, pair.member_at(index));
    }
}

/// Compares two schemas.
pub(super) fn schema<'d>(walk: &mut Walk<'d>, pair: Pair<'d>) {
    if !walk.enter(&pair.place) {
        return;
    }
    if pair.old.get("$ref").is_some() || pair.new.get("$ref").is_some() {
        return reference(walk, pair);
    }
    if kind(&pair) == Shift::Moved {
        return walk.found(TYPE.rule(Shift::Moved, pair.place.position), &pair.place, types_in_words(&pair));
    }
    for (keyword, member) in pair.members() {
        match keyword {
            "type" if member.differs() => {
                walk.found(TYPE.rule(kind(&pair), member.place.position), &member.place, types_in_words(&pair));
            }
            "title" => title(walk, &member),
            "description" | "example" => text(walk, &member),
            "deprecated" => deprecated(walk, &member),
            "type" | "required" | "properties" => {}
            "additionalProperties" => fields::others(walk, member),
            "items" => items(walk, member),
            "oneOf" | "anyOf" | "allOf" => unions::union(walk, keyword, &member),
            _ => bounds::constraint(walk, keyword, &member),
        }
    }
    fields::compare(walk, &pair);
}

/// How the type changed. Every integer is a number.
fn kind(pair: &Pair<'_>) -> Shift {
    match (pair.old["type"].as_str(), pair.new["type"].as_str()) {
        (old, new) if old == new => Shift::Same,
        (None, _) | (Some("number"), Some("integer")) => Shift::Narrowed,
        (_, None) | (Some("integer"), Some("number")) => Shift::Widened,
        _ => Shift::Moved,
    }
}

fn types_in_words(pair: &Pair<'_>) -> String {
    let name = |schema: &Value| schema["type"].as_str().unwrap_or("any").to_owned();
    format!("was of type {} and is of type {}", name(pair.old), name(pair.new))
}

/// typify and openapi-generator name the type of a schema without a name after its title.
fn title(walk: &mut Walk<'_>, title: &Pair<'_>) {
    if !title.differs() {
        return;
    }
    let is_component = |place: &Pointer| place.as_str().starts_with(NAMED) && place.as_str().matches('/').count() == 4;
    if is_component(&title.place.old) && is_component(&title.place.new) {
        walk.found(&TEXT, &title.place, "has another title");
    } else {
        let happened = format!("has the title {} instead of {}", title.new, title.old);
        walk.found(&TYPE_NAME, &title.place, happened);
    }
}

fn items<'d>(walk: &mut Walk<'d>, items: Pair<'d>) {
    let subject = items.place.subject.element();
    presence(walk, items.about(subject));
}

/// Compares two schemas of which at least one is a reference: the types' names, then what they stand for.
fn reference<'d>(walk: &mut Walk<'d>, pair: Pair<'d>) {
    let (old_name, new_name) = (name(pair.old), name(pair.new));
    match (old_name, new_name) {
        (Some(old), Some(new)) if old != new => {
            let place = pair.place.child("$ref");
            // Where the one name became the other in the whole document, that is said once, at the component.
            if walk.has_schema(old).1 || walk.has_schema(new).0 {
                walk.found(&TYPE_NAME, &place, format!("is a `{new}` instead of a `{old}`"));
            } else {
                walk.judged(&place);
            }
        }
        (Some(old), None) => {
            walk.found(&TYPE_NAME, &pair.place, format!("is no longer a `{old}`, but described in place"));
        }
        (None, Some(new)) => walk.found(&TYPE_NAME, &pair.place, format!("is a `{new}` instead of described in place")),
        _ => {}
    }
    if old_name.is_some() && new_name.is_some() {
        // OpenAPI 3.0.3, "Reference Object": what stands beside `$ref` is ignored.
        for (keyword, beside) in pair.members() {
            if keyword != "$ref" && beside.differs() {
                walk.found(
                    &SAME_MEANING,
                    &beside.place,
                    format!("has another `{keyword}` beside a reference, which is ignored"),
                );
            }
        }
    }
    let (old, old_place) = target(walk.old, pair.old, &pair.place.old);
    let (new, new_place) = target(walk.new, pair.new, &pair.place.new);
    walk.reached.insert((old_place.clone(), new_place.clone()));
    let mut followed = Pair { old, new, ..pair };
    followed.place.old = old_place;
    followed.place.new = new_place;
    if let Some(name) = old_name.or(new_name) {
        followed.place.subject = Subject::name(name);
    }
    schema(walk, followed);
}

/// The last part of what a schema refers to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

impl Walk<'_> {
    /// Whether the old document has a component schema of this name, and whether the new one has.
    pub(super) fn has_schema(&self, name: &str) -> (bool, bool) {
        let place = Pointer::from(NAMED).child(name);
        let has = |document: &Value| document.pointer(place.as_str()).is_some();
        (has(self.old), has(self.new))
    }
}
