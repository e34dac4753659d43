//! Compares the parameters of an operation.

use serde_json::Value;

use super::diff::Diff;
use super::keywords::{deprecated, flag, order, text};
use super::label::Label;
use super::location::{Location, Position};
use super::pair::{Pair, array};
use super::references::target;
use super::rules::{
    ELSEWHERE, PARAMETER_OPTIONAL, PARAMETER_REMOVED, PARAMETER_REQUIRED, PARAMETER_STYLE, SAME_MEANING,
};
use super::{extensions, schemas};
use crate::document::Pointer;

/// A parameter of an operation. The operation or its path declares it.
struct Parameter<'d> {
    value: &'d Value,
    pointer: Pointer,
}

/// Compares the parameters that an operation and its path declare, by location (`in`) and name.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, of_path: &Pair<'d>, of_operation: &Pair<'d>, operation: &str) {
    let (shared, own) = (&of_path.location, &of_operation.location);
    let old = effective(diff.old, [(of_path.old, &shared.old), (of_operation.old, &own.old)]);
    let new = effective(diff.new, [(of_path.new, &shared.new), (of_operation.new, &own.new)]);
    for before in &old {
        let after = new.iter().find(|after| after.key() == before.key());
        compare_parameter(diff, before, after.unwrap_or(&before.missing()), operation);
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.key() == after.key())) {
        compare_parameter(diff, &after.missing(), after, operation);
    }
    for list in [of_path, of_operation].into_iter().filter(|list| list.differs()) {
        judge_list(diff, list);
    }
}

/// Judges the difference of two lists that is not a difference of one parameter: the order, the references, and whether the
/// path or the operation declares a parameter.
fn judge_list(diff: &mut Diff<'_>, list: &Pair<'_>) {
    let (old, new) = (array(list.old), array(list.new));
    if old.len() == new.len() && old.iter().all(|parameter| new.contains(parameter)) {
        order(diff, list);
    } else if diff.has_finding_within(&list.location) {
        diff.mark_judged(&list.location);
    } else {
        diff.report(&ELSEWHERE, &list.location, "declares its parameters in another way");
    }
}

/// The parameters of an operation: those of its path, then its own.
fn effective<'d>(document: &'d Value, lists: [(&'d Value, &Pointer); 2]) -> Vec<Parameter<'d>> {
    let mut effective: Vec<Parameter<'d>> = Vec::new();
    for (list, pointer) in lists {
        for (index, parameter) in array(list).iter().enumerate() {
            let (value, pointer) = target(document, parameter, &pointer.child(index));
            let parameter = Parameter { value, pointer };
            // A parameter of the operation replaces one of the path.
            effective.retain(|known| known.key() != parameter.key());
            effective.push(parameter);
        }
    }
    effective
}

impl Parameter<'_> {
    /// The location and the name, which identify a parameter.
    fn key(&self) -> (&str, &str) {
        let text = |keyword: &str| self.value[keyword].as_str().unwrap_or_default();
        (text("in"), text("name"))
    }

    /// The absence of this parameter, with the same pointer.
    fn missing(&self) -> Self {
        Self { value: &Value::Null, pointer: self.pointer.clone() }
    }
}

fn compare_parameter<'d>(diff: &mut Diff<'d>, old: &Parameter<'d>, new: &Parameter<'d>, operation: &str) {
    let (location, name) = if old.value.is_null() { new.key() } else { old.key() };
    let pair = Pair {
        old: old.value,
        new: new.value,
        location: Location {
            old: old.pointer.clone(),
            new: new.pointer.clone(),
            position: Position::Request,
            label: Label::phrase(format!("the {location} parameter `{name}` of `{operation}`")),
        },
    };
    diff.reached.insert((old.pointer.clone(), new.pointer.clone()));
    if pair.is_added() || pair.is_removed() {
        if location == "path" {
            diff.hide_from_drift();
        }
        let is_required = pair.new["required"] == true;
        return match (pair.is_removed(), is_required) {
            (true, _) => diff.report(&PARAMETER_REMOVED, &pair.location, "was removed"),
            (_, true) => diff.report(&PARAMETER_REQUIRED, &pair.location, "is new and required"),
            (_, false) => diff.report(&PARAMETER_OPTIONAL, &pair.location, "is new and optional"),
        };
    }
    for (keyword, member) in pair.members() {
        match keyword {
            "required" => flag(
                diff,
                &member,
                (&PARAMETER_REQUIRED, "was optional and is now required"),
                (&PARAMETER_OPTIONAL, "was required and is now optional"),
            ),
            "style" | "explode" if member.differs() => {
                if style(location, pair.old) == style(location, pair.new) {
                    diff.report(&SAME_MEANING, &member.location, format!("has `{keyword}` written in another way"));
                } else {
                    let predicate = format!(
                        "is serialised in another way: `{keyword}` was {} and is now {}",
                        member.old, member.new
                    );
                    diff.report(&PARAMETER_STYLE, &member.location, predicate);
                }
            }
            "deprecated" => deprecated(diff, &member),
            "name" | "in" | "style" | "explode" => {}
            "description" | "example" | "examples" => text(diff, &member),
            "schema" => schemas::compare_optional(diff, member),
            _ => extensions::judge(diff, keyword, member),
        }
    }
}

/// How a parameter is serialised, with the defaults of the specification ("Parameter Object", `style` and `explode`).
fn style(location: &str, parameter: &Value) -> (String, bool) {
    let default = if matches!(location, "query" | "cookie") { "form" } else { "simple" };
    let style = parameter["style"].as_str().unwrap_or(default);
    (style.to_owned(), parameter["explode"].as_bool().unwrap_or(style == "form"))
}
