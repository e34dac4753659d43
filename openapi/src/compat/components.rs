//! Components: which there are, and those that no operation reaches.

use serde_json::Value;

use super::keywords::{extension, text};
use super::pair::{Pair, object};
use super::rules::{ELSEWHERE, SCHEMA_ADDED, SCHEMA_REMOVED, SCHEMA_RENAMED};
use super::schemas;
use super::subject::Subject;
use super::walk::Walk;

/// Compares the components. Operations have been compared, and with them what they reach.
pub(super) fn compare<'d>(walk: &mut Walk<'d>, components: &Pair<'d>) {
    for (keyword, pair) in components.members() {
        match keyword {
            "schemas" => schemas_by_name(walk, &pair),
            "responses" | "parameters" | "requestBodies" | "headers" => {
                for (name, pair) in pair.members() {
                    elsewhere(walk, &pair.about(Subject::phrase(format!("`{name}` of the shared {keyword}"))));
                }
            }
            "examples" => {
                for (name, pair) in pair.members() {
                    text(walk, &pair.about(Subject::phrase(format!("the shared example `{name}`"))));
                }
            }
            "securitySchemes" => {}
            _ => extension(walk, keyword, pair),
        }
    }
}

/// An object of components whose users are compared one by one.
fn elsewhere(walk: &mut Walk<'_>, pair: &Pair<'_>) {
    if pair.is_added() || pair.is_removed() {
        walk.found(&ELSEWHERE, &pair.place, if pair.is_added() { "is new" } else { "is gone" });
    } else if pair.differs() && !walk.reached.iter().any(|(old, new)| [old, new].contains(&&pair.place.old)) {
        walk.found(&ELSEWHERE, &pair.place, "changed, and no operation uses it");
    }
}

fn schemas_by_name<'d>(walk: &mut Walk<'d>, all: &Pair<'d>) {
    for (name, pair) in all.members() {
        let pair = pair.about(Subject::name(name));
        if pair.is_removed() {
            match successor(walk, all, name) {
                Some(successor) => {
                    walk.found(&SCHEMA_RENAMED, &pair.place, format!("is now called `{successor}`"));
                }
                None => walk.found(&SCHEMA_REMOVED, &pair.place, "is gone"),
            }
        } else if pair.is_added() {
            walk.found(&SCHEMA_ADDED, &pair.place, "is new");
        } else if !walk.reached.contains(&(pair.place.old.clone(), pair.place.new.clone())) {
            // Generated clients have its type, to send it or to read it.
            schemas::both_ways(walk, pair);
        }
    }
}

/// The new name of a schema that is gone: what is referred to in its place, or else what looks the same.
fn successor<'d>(walk: &Walk<'_>, all: &Pair<'d>, gone: &str) -> Option<&'d str> {
    let (old, new) = (object(all.old), object(all.new));
    let place = all.place.old.child(gone);
    let mut added = new.iter().filter(|(name, _)| !old.contains_key(*name));
    let referred = |name: &str| walk.reached.contains(&(place.clone(), all.place.new.child(name)));
    let by_reference = added.clone().find(|(name, _)| referred(name));
    let by_looks = || added.find(|(_, schema)| shape(schema) == shape(&old[gone]));
    by_reference.or_else(by_looks).map(|(name, _)| name.as_str())
}

/// A schema without what is for readers.
pub(super) fn shape(schema: &Value) -> Value {
    let mut shape = schema.clone();
    if let Some(keywords) = shape.as_object_mut() {
        for text in ["title", "description", "example"] {
            keywords.remove(text);
        }
    }
    shape
}
