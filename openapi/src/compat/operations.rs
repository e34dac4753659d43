//! Compares the operations: which there are, their names, their addresses and their groups.

use serde_json::Value;

use super::diff::Diff;
use super::finding::OperationPair;
use super::keywords::{deprecated, order, text};
use super::label::Label;
use super::location::Location;
use super::pair::{Pair, object, strings};
use super::rules::{
    ELSEWHERE, OPERATION_ADDED, OPERATION_GROUP, OPERATION_GROUP_ADDED, OPERATION_MOVED, OPERATION_REMOVED,
    OPERATION_RENAMED,
};
use super::{extensions, parameters, request_body, responses, security};
use crate::document::Pointer;

/// The methods that a path item may have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of one document.
#[derive(Clone)]
struct Operation<'d> {
    path: &'d str,
    method: &'d str,
    item: &'d Value,
    value: &'d Value,
}

/// Compares the paths. Each operation is compared with the one of the same id, or else with the one of the same path and
/// method.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, paths: &Pair<'d>) {
    for (path, item) in paths.members() {
        judge_path_item(diff, path, item);
    }
    let (old, new) = (operations(paths.old), operations(paths.new));
    let mut matched = Vec::new();
    for before in &old {
        let Some(after) = counterpart(before, &old, &new) else {
            let location = operation_pair(paths, before, before).location;
            diff.report(&OPERATION_REMOVED, &location, format!("was removed ({})", before.address()));
            diff.hidden_from_drift.push(before.beside(before));
            continue;
        };
        matched.push(after.pointer());
        diff.within(before.beside(after), |diff| compare_operation(diff, paths, before, after));
    }
    for after in new.iter().filter(|after| !matched.contains(&after.pointer())) {
        let location = operation_pair(paths, after, after).location;
        diff.report(&OPERATION_ADDED, &location, format!("is new ({})", after.address()));
        diff.hidden_from_drift.push(after.beside(after));
    }
}

/// Judges a path item without its operations and parameters.
fn judge_path_item<'d>(diff: &mut Diff<'d>, path: &str, item: Pair<'d>) {
    let item = item.labelled(Label::phrase(format!("the path {path}")));
    if item.is_added() || item.is_removed() {
        let has_operations = METHODS.iter().any(|method| has_method(item.old, method) || has_method(item.new, method));
        if has_operations {
            // The findings at the operations cover everything that the item has.
            diff.mark_judged(&item.location);
        } else {
            let predicate =
                if item.is_added() { "is new and has no operations" } else { "was removed and had no operations" };
            diff.report(&ELSEWHERE, &item.location, predicate);
        }
        return;
    }
    for (keyword, pair) in item.members() {
        match keyword {
            "summary" | "description" => text(diff, &pair),
            "parameters" => {}
            method if METHODS.contains(&method) => {}
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}

/// The operation of the new document that `before` became. If another operation moved to the address of `before`, it is not
/// the counterpart.
fn counterpart<'l, 'd>(
    before: &Operation<'d>,
    old: &[Operation<'d>],
    new: &'l [Operation<'d>],
) -> Option<&'l Operation<'d>> {
    let has_its_address = |after: &&Operation<'_>| (after.path, after.method) == (before.path, before.method);
    let has_its_id = |after: &&Operation<'_>| after.id() == before.id();
    let was_elsewhere =
        |after: &&Operation<'_>| after.id().is_some() && old.iter().any(|known| known.id() == after.id());
    let unchanged = new.iter().find(|after| has_its_address(after) && has_its_id(after));
    let moved = || new.iter().find(|after| before.id().is_some() && has_its_id(after));
    unchanged.or_else(moved).or_else(|| new.iter().find(|after| has_its_address(after) && !was_elsewhere(after)))
}

fn compare_operation<'d>(diff: &mut Diff<'d>, paths: &Pair<'d>, before: &Operation<'d>, after: &Operation<'d>) {
    let operation = operation_pair(paths, before, after);
    if before.address() != after.address() {
        let predicate = format!("moved from {} to {}", before.address(), after.address());
        diff.report(&OPERATION_MOVED, &operation.location, predicate);
        // drift treats two paths as one if only the name of a parameter differs.
        diff.hide_from_drift();
    }
    let name = before.name();
    for (keyword, pair) in operation.members() {
        match keyword {
            "operationId" if pair.differs() => {
                diff.report(&OPERATION_RENAMED, &pair.location, format!("was renamed to `{}`", after.name()));
            }
            "tags" => judge_groups(diff, &pair),
            "summary" | "description" | "externalDocs" => text(diff, &pair),
            "deprecated" => deprecated(diff, &pair),
            "operationId" | "parameters" | "security" => {}
            "requestBody" => {
                let label = Label::phrase(format!("the request body of `{name}`"));
                request_body::compare(diff, &pair.labelled(label));
            }
            "responses" => responses::compare(diff, &pair, &name),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
    let item = Pair { old: before.item, new: after.item, location: item_location(paths, before, after) };
    parameters::compare(diff, &item.member("parameters"), &operation.member("parameters"), &name);
    security::judge_operation(diff, &operation);
}

/// Judges the tags of an operation. Some generators ignore them. Others make a class of each tag, or a module of the first.
fn judge_groups(diff: &mut Diff<'_>, tags: &Pair<'_>) {
    if !tags.differs() {
        return;
    }
    let (old, new) = (strings(tags.old), strings(tags.new));
    let first = |tags: &Value| tags[0].as_str().unwrap_or("default").to_owned();
    if let Some(removed) = old.keys().find(|tag| !new.contains_key(*tag)) {
        let predicate = format!("is no longer in the group `{removed}`; its first group is now `{}`", first(tags.new));
        diff.report(&OPERATION_GROUP, &tags.location, predicate);
    } else if first(tags.old) != first(tags.new) {
        let predicate = format!("now has `{}` as its first group instead of `{}`", first(tags.new), first(tags.old));
        diff.report(&OPERATION_GROUP, &tags.location, predicate);
    } else if new.len() > old.len() {
        diff.report(&OPERATION_GROUP_ADDED, &tags.location, "is in an additional group");
    } else {
        order(diff, tags);
    }
}

fn operations(paths: &Value) -> Vec<Operation<'_>> {
    let of_item = |(path, item)| {
        let methods = METHODS.into_iter().filter(move |method| has_method(item, method));
        methods.map(move |method| Operation { path, method, item, value: &item[method] })
    };
    object(paths).iter().map(|(path, item)| (path.as_str(), item)).flat_map(of_item).collect()
}

fn has_method(item: &Value, method: &str) -> bool {
    item.get(method).is_some_and(Value::is_object)
}

/// The location of the path items of two operations.
fn item_location(paths: &Pair<'_>, before: &Operation<'_>, after: &Operation<'_>) -> Location {
    let Location { old, new, .. } = &paths.location;
    Location { old: old.child(before.path), new: new.child(after.path), ..paths.location.clone() }
}

/// The pair of two operations.
fn operation_pair<'d>(paths: &Pair<'d>, before: &Operation<'d>, after: &Operation<'d>) -> Pair<'d> {
    let item = item_location(paths, before, after);
    let location = Location {
        old: item.old.child(before.method),
        new: item.new.child(after.method),
        label: Label::name(&before.name()),
        ..item
    };
    Pair { old: before.value, new: after.value, location }
}

impl Operation<'_> {
    fn id(&self) -> Option<&str> {
        self.value["operationId"].as_str()
    }

    /// The method and the path.
    fn address(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The operation id, or else the address.
    fn name(&self) -> String {
        self.id().map_or_else(|| self.address(), str::to_owned)
    }

    fn pointer(&self) -> Pointer {
        Pointer::from("/paths").child(self.path).child(self.method)
    }

    /// This operation of the old document with its counterpart in the new one.
    fn beside(&self, after: &Self) -> OperationPair {
        OperationPair { name: self.name(), old: self.pointer(), new: after.pointer() }
    }
}
