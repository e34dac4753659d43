//! What an operation is sent: parameters and body.

use serde_json::Value;

use super::change::Position;
use super::keywords::{deprecated, extension, flag, order, text};
use super::pair::{Pair, Place, array};
use super::rules::{
    BODY_OPTIONAL, BODY_REMOVED, BODY_REQUIRED, ELSEWHERE, PARAMETER_OPTIONAL, PARAMETER_REMOVED, PARAMETER_REQUIRED,
    PARAMETER_STYLE, REQUEST_MEDIA_TYPE_ADDED, REQUEST_MEDIA_TYPE_REMOVED, RESPONSE_MEDIA_TYPE_ADDED,
    RESPONSE_MEDIA_TYPE_REMOVED, SAME_MEANING,
};
use super::schemas;
use super::subject::Subject;
use super::walk::{Walk, target};
use crate::pointer::Pointer;

/// A parameter as an operation has it, its own or its path's.
struct Parameter<'d> {
    value: &'d Value,
    place: Pointer,
}

/// Compares the parameters that an operation has of its path and of its own, by place and name.
pub(super) fn parameters<'d>(walk: &mut Walk<'d>, shared: &Pair<'d>, own: &Pair<'d>, operation: &str) {
    let old = effective(walk.old, [(shared.old, &shared.place.old), (own.old, &own.place.old)]);
    let new = effective(walk.new, [(shared.new, &shared.place.new), (own.new, &own.place.new)]);
    for before in &old {
        let after = new.iter().find(|after| after.key() == before.key());
        parameter(walk, before, after.unwrap_or(&before.missing()), operation);
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.key() == after.key())) {
        parameter(walk, &after.missing(), after, operation);
    }
    for list in [shared, own].into_iter().filter(|list| list.differs()) {
        list_itself(walk, list);
    }
}

/// What of a list's change is not one of a parameter: order, references, what stands in the path's list or in the own.
fn list_itself(walk: &mut Walk<'_>, list: &Pair<'_>) {
    let (old, new) = (array(list.old), array(list.new));
    if old.len() == new.len() && old.iter().all(|parameter| new.contains(parameter)) {
        order(walk, list);
    } else if walk.has_found_within(&list.place) {
        walk.judged(&list.place);
    } else {
        walk.found(&ELSEWHERE, &list.place, "has its parameters listed otherwise");
    }
}

fn effective<'d>(document: &'d Value, lists: [(&'d Value, &Pointer); 2]) -> Vec<Parameter<'d>> {
    let mut effective: Vec<Parameter<'d>> = Vec::new();
    for (list, place) in lists {
        for (index, parameter) in array(list).iter().enumerate() {
            let (value, place) = target(document, parameter, &place.child(index));
            let parameter = Parameter { value, place };
            // An operation's own parameter replaces the path's.
            effective.retain(|known| known.key() != parameter.key());
            effective.push(parameter);
        }
    }
    effective
}

impl Parameter<'_> {
    fn key(&self) -> (&str, &str) {
        let text = |keyword: &str| self.value[keyword].as_str().unwrap_or_default();
        (text("in"), text("name"))
    }

    /// Nothing, at the same place.
    fn missing(&self) -> Self {
        Self { value: &Value::Null, place: self.place.clone() }
    }
}

fn parameter<'d>(walk: &mut Walk<'d>, old: &Parameter<'d>, new: &Parameter<'d>, operation: &str) {
    let (kind, name) = if old.value.is_null() { new.key() } else { old.key() };
    let subject = Subject::phrase(format!("the {kind} parameter `{name}` of `{operation}`"));
    let place = Place { old: old.place.clone(), new: new.place.clone(), position: Position::Request, subject };
    let pair = Pair { old: old.value, new: new.value, place };
    walk.reached.insert((old.place.clone(), new.place.clone()));
    let is_required = |parameter: &Value| parameter["required"] == true;
    if pair.is_added() || pair.is_removed() {
        if kind == "path" {
            walk.spare_drift();
        }
        match (pair.is_removed(), is_required(pair.new)) {
            (true, _) => walk.found(&PARAMETER_REMOVED, &pair.place, "is gone"),
            (_, true) => walk.found(&PARAMETER_REQUIRED, &pair.place, "is new and required"),
            (_, false) => walk.found(&PARAMETER_OPTIONAL, &pair.place, "is new and optional"),
        }
        return;
    }
    for (keyword, pair) in pair.members() {
        match keyword {
            "required" => flag(
                walk,
                &pair,
                (&PARAMETER_REQUIRED, "was optional and is required"),
                (&PARAMETER_OPTIONAL, "was required and is optional"),
            ),
            "style" | "explode" if pair.differs() => {
                if style(kind, old.value) == style(kind, new.value) {
                    walk.found(&SAME_MEANING, &pair.place, format!("says `{keyword}` otherwise"));
                } else {
                    let happened = format!("is written otherwise: `{keyword}` was {} and is {}", pair.old, pair.new);
                    walk.found(&PARAMETER_STYLE, &pair.place, happened);
                }
            }
            "deprecated" => deprecated(walk, &pair),
            "name" | "in" | "style" | "explode" => {}
            "description" | "example" | "examples" => text(walk, &pair),
            "schema" => schemas::presence(walk, pair),
            _ => extension(walk, keyword, pair),
        }
    }
}

/// How a parameter is written, with the defaults of the specification ("Parameter Object", `style` and `explode`).
fn style(kind: &str, parameter: &Value) -> (String, bool) {
    let default = if matches!(kind, "query" | "cookie") { "form" } else { "simple" };
    let style = parameter["style"].as_str().unwrap_or(default);
    (style.to_owned(), parameter["explode"].as_bool().unwrap_or(style == "form"))
}

/// Compares the bodies that an operation takes.
pub(super) fn request_body<'d>(walk: &mut Walk<'d>, body: &Pair<'d>) {
    let body = body.clone().positioned(Position::Request);
    if body.is_removed() {
        return walk.found(&BODY_REMOVED, &body.place, "is gone");
    }
    if body.is_added() {
        let (new, _) = target(walk.new, body.new, &body.place.new);
        return if new["required"] == true {
            walk.found(&BODY_REQUIRED, &body.place, "is new and required");
        } else {
            walk.found(&BODY_OPTIONAL, &body.place, "is new and optional");
        };
    }
    let body = walk.resolve(body);
    for (keyword, pair) in body.members() {
        match keyword {
            "$ref" => {}
            "required" => flag(
                walk,
                &pair,
                (&BODY_REQUIRED, "was optional and is required"),
                (&BODY_OPTIONAL, "was required and is optional"),
            ),
            "description" => text(walk, &pair),
            "content" => content(walk, &pair),
            _ => extension(walk, keyword, pair),
        }
    }
}

/// Compares what a body or an answer holds, by media type.
pub(super) fn content<'d>(walk: &mut Walk<'d>, content: &Pair<'d>) {
    let is_request = content.place.position == Position::Request;
    for (media_type, pair) in content.members() {
        if pair.is_added() || pair.is_removed() {
            walk.spare_drift();
            let (rule, happened) = match (pair.is_added(), is_request) {
                (true, true) => (&REQUEST_MEDIA_TYPE_ADDED, "may also be"),
                (true, false) => (&RESPONSE_MEDIA_TYPE_ADDED, "may also be"),
                (false, true) => (&REQUEST_MEDIA_TYPE_REMOVED, "may no longer be"),
                (false, false) => (&RESPONSE_MEDIA_TYPE_REMOVED, "is no longer"),
            };
            walk.found(rule, &pair.place, format!("{happened} `{media_type}`"));
            continue;
        }
        for (keyword, pair) in pair.members() {
            match keyword {
                // `itemSchema` of OpenAPI 3.2, as lowering keeps it.
                "x-item-schema" => {
                    let subject = Subject::phrase(format!("each item of {}", pair.place.subject));
                    schemas::presence(walk, pair.about(subject));
                }
                "schema" => {
                    if pair.is_added() || pair.is_removed() {
                        walk.spare_drift();
                    }
                    schemas::presence(walk, pair);
                }
                "example" | "examples" => text(walk, &pair),
                _ => extension(walk, keyword, pair),
            }
        }
    }
}
