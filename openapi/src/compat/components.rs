//! Compares the components: which there are, and the schemas that no operation reaches.

use super::diff::Diff;
use super::keywords::{text, without_texts};
use super::label::Label;
use super::pair::{Pair, object};
use super::rules::{ELSEWHERE, SCHEMA_ADDED, SCHEMA_REMOVED, SCHEMA_RENAMED};
use super::{extensions, schemas};

/// Compares the components. Call this after the comparison of the operations, which compares the components that they reach.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, components: &Pair<'d>) {
    for (keyword, pair) in components.members() {
        match keyword {
            "schemas" => compare_schemas(diff, &pair),
            "responses" | "parameters" | "requestBodies" | "headers" => {
                for (name, pair) in pair.members() {
                    judge_shared(diff, &pair.labelled(Label::phrase(format!("`{name}` of the shared {keyword}"))));
                }
            }
            "examples" => {
                for (name, pair) in pair.members() {
                    text(diff, &pair.labelled(Label::phrase(format!("the shared example `{name}`"))));
                }
            }
            "securitySchemes" => {}
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}

/// Judges a component whose effect on clients is judged at the operations that use it.
fn judge_shared(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    if pair.is_added() || pair.is_removed() {
        diff.report(&ELSEWHERE, &pair.location, if pair.is_added() { "is new" } else { "was removed" });
    } else if pair.differs() && !diff.reached.iter().any(|(old, new)| [old, new].contains(&&pair.location.old)) {
        diff.report(&ELSEWHERE, &pair.location, "changed, and no operation uses it");
    }
}

fn compare_schemas<'d>(diff: &mut Diff<'d>, all: &Pair<'d>) {
    for (name, pair) in all.members() {
        let pair = pair.labelled(Label::name(name));
        if pair.is_removed() {
            match successor(diff, all, name) {
                Some(successor) => {
                    diff.report(&SCHEMA_RENAMED, &pair.location, format!("was renamed to `{successor}`"));
                }
                None => diff.report(&SCHEMA_REMOVED, &pair.location, "was removed"),
            }
        } else if pair.is_added() {
            diff.report(&SCHEMA_ADDED, &pair.location, "is new");
        } else if !diff.reached.contains(&(pair.location.old.clone(), pair.location.new.clone())) {
            // Generated clients have its type, and may send it or read it.
            schemas::compare_both_ways(diff, pair);
        }
    }
}

/// The new name of a schema that was removed: the new schema that is referred to in its place, or else one that is equal.
fn successor<'d>(diff: &Diff<'_>, all: &Pair<'d>, removed: &str) -> Option<&'d str> {
    let (old, new) = (object(all.old), object(all.new));
    let pointer = all.location.old.child(removed);
    let mut added = new.iter().filter(|(name, _)| !old.contains_key(*name));
    let is_in_its_place = |name: &str| diff.reached.contains(&(pointer.clone(), all.location.new.child(name)));
    let by_reference = added.clone().find(|(name, _)| is_in_its_place(name));
    let by_equality = || added.find(|(_, schema)| without_texts(schema) == without_texts(&old[removed]));
    by_reference.or_else(by_equality).map(|(name, _)| name.as_str())
}
