//! Where the documents differ and no rule spoke.

use serde_json::Value;

use super::change::Position;
use super::pair::{Place, object};
use super::rules::UNJUDGED;
use super::subject::Subject;
use super::walk::Walk;
use crate::pointer::Pointer;

/// Reports each place that differs and that no rule has judged, whatever stands there.
pub(super) fn report(walk: &mut Walk<'_>) {
    let mut places = Vec::new();
    differences(walk.old, walk.new, &Pointer::default(), &mut places);
    for place in places {
        if !walk.is_judged(&place) {
            found(walk, &place);
        }
    }
    if walk.findings.is_empty() && without_version(walk.old) != without_version(walk.new) {
        found(walk, &Pointer::default());
    }
}

fn found(walk: &mut Walk<'_>, place: &Pointer) {
    let subject =
        Subject::phrase(if place.as_str().is_empty() { "the document".to_owned() } else { place.to_string() });
    let place = Place { old: place.clone(), new: place.clone(), position: Position::Structure, subject };
    walk.found(&UNJUDGED, &place, "has a change that nobody can judge");
}

/// The innermost places that differ. An array that became longer or shorter is one place.
fn differences(old: &Value, new: &Value, place: &Pointer, places: &mut Vec<Pointer>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Value::Object(_) | Value::Null, Value::Object(_) | Value::Null) => {
            let (old_members, new_members) = (object(old), object(new));
            if old_members.is_empty() && new_members.is_empty() {
                places.push(place.clone());
            }
            let added = new_members.keys().filter(|name| !old_members.contains_key(*name));
            for name in old_members.keys().chain(added) {
                differences(&old[name], &new[name], &place.child(name), places);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                differences(old, new, &place.child(index), places);
            }
        }
        _ => places.push(place.clone()),
    }
}

fn without_version(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("version");
    }
    document
}
