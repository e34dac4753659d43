//! Operations: which there are, what they are called, where they are grouped.

use serde_json::Value;

use super::keywords::{deprecated, extension, order, text};
use super::pair::{Pair, Place, object, strings};
use super::rules::{
    ELSEWHERE, OPERATION_ADDED, OPERATION_GROUP, OPERATION_GROUP_ADDED, OPERATION_MOVED, OPERATION_REMOVED,
    OPERATION_RENAMED,
};
use super::subject::Subject;
use super::walk::{Operation, Walk};
use super::{answers, exchange, security};
use crate::pointer::Pointer;

/// The methods that a path item may have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of one document.
#[derive(Clone)]
struct Listed<'d> {
    path: &'d str,
    method: &'d str,
    item: &'d Value,
    operation: &'d Value,
}

/// Compares the paths: each operation with the one of the same id, or else of the same path and method.
pub(super) fn paths<'d>(walk: &mut Walk<'d>, paths: &Pair<'d>) {
    for (path, item) in paths.members() {
        if item.is_added() || item.is_removed() {
            // All that it holds is the operations' or their parameters'.
            if METHODS.iter().any(|method| item_has(item.old, method) || item_has(item.new, method)) {
                walk.judged(&item.place);
            } else {
                let happened =
                    if item.is_added() { "is new, without operations" } else { "is gone, without operations" };
                walk.found(&ELSEWHERE, &item.place.about(Subject::phrase(format!("the path {path}"))), happened);
            }
            continue;
        }
        for (keyword, pair) in item.about(Subject::phrase(format!("the path {path}"))).members() {
            match keyword {
                "summary" | "description" => text(walk, &pair),
                "parameters" => {}
                method if METHODS.contains(&method) => {}
                _ => extension(walk, keyword, pair),
            }
        }
    }
    let (old, new) = (listed(paths.old), listed(paths.new));
    let mut met = Vec::new();
    for before in &old {
        let Some(after) = counterpart(before, &old, &new) else {
            let place = paths.child_of(before, before).place;
            walk.found(&OPERATION_REMOVED, &place, format!("is gone ({})", before.address()));
            walk.beyond_drift.push(before.beside(before));
            continue;
        };
        met.push(after.pointer());
        walk.within(before.beside(after), |walk| pair_of(walk, paths, before, after));
    }
    for after in new.iter().filter(|after| !met.contains(&after.pointer())) {
        let place = paths.child_of(after, after).place;
        walk.found(&OPERATION_ADDED, &place, format!("is new ({})", after.address()));
        walk.beyond_drift.push(after.beside(after));
    }
}

/// What an operation has become. An address that another operation has moved to is not its own any more.
fn counterpart<'l, 'd>(before: &Listed<'d>, old: &[Listed<'d>], new: &'l [Listed<'d>]) -> Option<&'l Listed<'d>> {
    let is_here = |after: &&Listed<'_>| (after.path, after.method) == (before.path, before.method);
    let is_named = |after: &&Listed<'_>| after.id() == before.id();
    let is_moved = |after: &&Listed<'_>| after.id().is_some() && old.iter().any(|known| known.id() == after.id());
    let unchanged = new.iter().find(|after| is_here(after) && is_named(after));
    let moved = || new.iter().find(|after| before.id().is_some() && is_named(after));
    unchanged.or_else(moved).or_else(|| new.iter().find(|after| is_here(after) && !is_moved(after)))
}

fn pair_of<'d>(walk: &mut Walk<'d>, paths: &Pair<'d>, before: &Listed<'d>, after: &Listed<'d>) {
    let operation = paths.child_of(before, after);
    if before.address() != after.address() {
        let happened = format!("is no longer {} but {}", before.address(), after.address());
        walk.found(&OPERATION_MOVED, &operation.place, happened);
        // drift reads two paths as one where nothing but a parameter's name differs.
        walk.spare_drift();
    }
    let name = before.name();
    for (keyword, pair) in operation.members() {
        match keyword {
            "operationId" if pair.differs() => {
                walk.found(&OPERATION_RENAMED, &pair.place, format!("is now called `{}`", after.name()));
            }
            "tags" => groups(walk, &pair),
            "summary" | "description" | "externalDocs" => text(walk, &pair),
            "deprecated" => deprecated(walk, &pair),
            "operationId" | "parameters" | "security" => {}
            "requestBody" => {
                exchange::request_body(walk, &pair.about(Subject::phrase(format!("the request body of `{name}`"))));
            }
            "responses" => answers::responses(walk, &pair, &name),
            _ => extension(walk, keyword, pair),
        }
    }
    let items = Pair { old: before.item, new: after.item, place: paths.item_place(before, after) };
    exchange::parameters(walk, &items.member("parameters"), &operation.member("parameters"), &name);
    security::operation(walk, &operation);
}

/// Our client merges all tags. Others make a class of each tag, or a module of the first.
fn groups(walk: &mut Walk<'_>, tags: &Pair<'_>) {
    if !tags.differs() {
        return;
    }
    let (old, new) = (strings(tags.old), strings(tags.new));
    let first = |tags: &Value| tags[0].as_str().unwrap_or("default").to_owned();
    if let Some(gone) = old.keys().find(|tag| !new.contains_key(*tag)) {
        let happened = format!("is no longer in the group `{gone}`, its first is `{}`", first(tags.new));
        walk.found(&OPERATION_GROUP, &tags.place, happened);
    } else if first(tags.old) != first(tags.new) {
        let happened = format!("has `{}` as its first group instead of `{}`", first(tags.new), first(tags.old));
        walk.found(&OPERATION_GROUP, &tags.place, happened);
    } else if new.len() > old.len() {
        walk.found(&OPERATION_GROUP_ADDED, &tags.place, "is in one more group");
    } else {
        order(walk, tags);
    }
}

fn listed(paths: &Value) -> Vec<Listed<'_>> {
    let of_item = |(path, item)| {
        let methods = METHODS.into_iter().filter(move |method| item_has(item, method));
        methods.map(move |method| Listed { path, method, item, operation: &item[method] })
    };
    object(paths).iter().map(|(path, item)| (path.as_str(), item)).flat_map(of_item).collect()
}

fn item_has(item: &Value, method: &str) -> bool {
    item.get(method).is_some_and(Value::is_object)
}

impl Listed<'_> {
    fn id(&self) -> Option<&str> {
        self.operation["operationId"].as_str()
    }

    fn address(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    fn name(&self) -> String {
        self.id().map_or_else(|| self.address(), str::to_owned)
    }

    /// This operation of the old document and its counterpart.
    fn beside(&self, after: &Self) -> Operation {
        Operation { name: self.name(), old: self.pointer(), new: after.pointer() }
    }

    fn pointer(&self) -> Pointer {
        Pointer::from("/paths").child(self.path).child(self.method)
    }
}

impl<'d> Pair<'d> {
    fn item_place(&self, before: &Listed<'_>, after: &Listed<'_>) -> Place {
        let place = self.place.clone();
        Place { old: place.old.child(before.path), new: place.new.child(after.path), ..place }
    }

    fn child_of(&self, before: &Listed<'d>, after: &Listed<'d>) -> Self {
        let place = self.item_place(before, after);
        let place = Place {
            old: place.old.child(before.method),
            new: place.new.child(after.method),
            subject: Subject::name(&before.name()),
            ..place
        };
        Self { old: before.operation, new: after.operation, place }
    }
}
