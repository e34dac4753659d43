//! The second opinion: what the crate drift sees and makes of it.
//!
//! drift compares operations, bodies, answers and types, and leaves constraints to its caller. It is asked so that a change
//! that it sees and no rule has judged is found out, and one that it calls incompatible and the rules do not.

use drift::{ChangeClass, ChangeInfo, ChangePath, JsonPathStack};
use serde_json::Value;

use super::change::{Position, Severity};
use super::documents::CompareError;
use super::pair::Place;
use super::rules::{
    REQUEST_CONSTRAINT_WIDENED, REQUEST_TYPE_WIDENED, RESPONSE_CONSTRAINT_NARROWED, RESPONSE_TYPE_NARROWED, Rule,
    SECOND_OPINION, STATUS_WITHIN_RANGE, UNJUDGED,
};
use super::subject::Subject;
use super::walk::{Finding, Walk};
use crate::pointer::Pointer;

/// Rules that contradict drift, which takes a change of type, or from a type to a union, for incompatible in whichever
/// direction, and any new status for one that no client knows.
static BETTER_KNOWN: [&Rule; 5] = [
    &REQUEST_TYPE_WIDENED,
    &REQUEST_CONSTRAINT_WIDENED,
    &RESPONSE_TYPE_NARROWED,
    &RESPONSE_CONSTRAINT_NARROWED,
    &STATUS_WITHIN_RANGE,
];

/// Asks drift, and notes what the rules have not said.
pub(super) fn hear(walk: &mut Walk<'_>) -> Result<(), CompareError> {
    let (mut old, mut new) = (walk.old.clone(), walk.new.clone());
    for operation in &walk.beyond_drift {
        remove(&mut old, &operation.old);
        remove(&mut new, &operation.new);
    }
    let changes = drift::compare(&old, &new).map_err(|error| CompareError::SecondOpinion(format!("{error:#}")))?;
    for change in &changes {
        let Some(path) = change.paths.first().filter(|path| !is_of_drift_alone(walk, path)) else { continue };
        for info in &change.changes {
            let at = |document: &Value, stack: &JsonPathStack, subpath: &str| {
                located(document, &format!("{}/{subpath}", stack.base_and_subpath().0))
            };
            let (old, new) = (at(&old, &path.old, &info.old_subpath), at(&new, &path.new, &info.new_subpath));
            weigh(walk, info, old, new);
        }
    }
    Ok(())
}

/// drift pairs the variants of a union by their order, and so may compare two schemas of which the one never was the other.
/// Each is judged beside its own counterpart.
fn is_of_drift_alone(walk: &Walk<'_>, path: &ChangePath) -> bool {
    let base =
        |stack: &JsonPathStack| Pointer::from(stack.component_base().unwrap_or_default().trim_start_matches('#'));
    let (old, new) = (base(&path.old), base(&path.new));
    let is_schema = |place: &Pointer| place.as_str().starts_with("/components/schemas/");
    is_schema(&old) && is_schema(&new) && !walk.reached.contains(&(old, new))
}

fn weigh(walk: &mut Walk<'_>, info: &ChangeInfo, old: Pointer, new: Pointer) {
    let spoken: Vec<_> = walk.findings.iter().filter(|finding| finding.is_about(&old, &new)).collect();
    let is_heavy = matches!(info.class, ChangeClass::BackwardIncompatible | ChangeClass::Incompatible);
    let agrees = |finding: &&Finding| {
        !is_heavy || finding.rule.severity == Severity::Breaking || BETTER_KNOWN.contains(&finding.rule)
    };
    if spoken.iter().any(agrees) {
        return;
    }
    let rule = if is_heavy { &SECOND_OPINION } else { &UNJUDGED };
    let happened = match rule {
        rule if *rule == UNJUDGED => format!("has a change that nobody can judge ({})", info.message),
        _ => format!("has a change that drift judges alone ({})", info.message),
    };
    let subject = Subject::phrase(old.to_string());
    walk.found(rule, &Place { old, new, position: Position::Structure, subject }, happened);
}

impl Finding {
    /// Whether this is a verdict on what drift has seen at a pair of places: at one of them, as part of it, or around it.
    fn is_about(&self, old: &Pointer, new: &Pointer) -> bool {
        let here = [(&self.place.old, old), (&self.place.new, new)];
        let is_near = here.iter().any(|(found, seen)| {
            // drift names the object, we name the keyword or what it holds under a name.
            found.upwards().take(3).any(|place| place == **seen) || seen.upwards().any(|place| place == **found)
        });
        // Of a body that stands in the components drift speaks at the operation.
        let is_its_operation = || {
            let is_schema = self.place.old.as_str().starts_with("/components/schemas");
            !is_schema && self.operations.iter().any(|operation| operation.old == *old && operation.new == *new)
        };
        is_near || is_its_operation()
    }
}

/// The place that drift means: it calls `requestBody` otherwise, and leaves the keyword of a union with one member out.
fn located(document: &Value, fragment: &str) -> Pointer {
    let mut place = Pointer::default();
    for token in fragment.trim_start_matches('#').split('/').filter(|token| !token.is_empty()) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let here = document.pointer(place.as_str());
        if let Some(object) = here.and_then(Value::as_object).filter(|object| token == "0" && !object.contains_key("0"))
            && let Some(keyword) = ["allOf", "anyOf", "oneOf"].into_iter().find(|keyword| object.contains_key(*keyword))
        {
            place = place.child(keyword);
        }
        place = place.child(if token == "request_body" { "requestBody" } else { &token });
    }
    place
}

/// Takes an operation out of a document.
fn remove(document: &mut Value, operation: &Pointer) {
    let mut upwards = operation.upwards().skip(1);
    let item = upwards.next().and_then(|item| document.pointer_mut(item.as_str())?.as_object_mut());
    let method = operation.as_str().rsplit('/').next();
    if let (Some(item), Some(method)) = (item, method) {
        item.remove(method);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What drift alone makes of a change of an answer's only field.
    fn alone(old: &Value, new: &Value) -> Vec<&'static str> {
        let document = |field: &Value| {
            let schema = json!({ "type": "object", "required": ["a"], "properties": { "a": field } });
            let answer = json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
            let paths = json!({ "/do": { "get": { "operationId": "do", "responses": { "200": answer } } } });
            json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1.0.0" }, "paths": paths })
        };
        let (old, new) = (document(old), document(new));
        let mut walk = Walk::new(&old, &new);
        hear(&mut walk).expect("comparable");
        walk.findings.iter().map(|finding| finding.rule.name).collect()
    }

    #[test]
    fn what_drift_takes_for_incompatible_and_no_rule_has_judged_breaks() {
        assert_eq!(alone(&json!({ "type": "string" }), &json!({ "type": "integer" })), ["second_opinion"]);
    }

    #[test]
    fn what_drift_cannot_judge_and_no_rule_has_judged_breaks() {
        let text = |most: u64| json!({ "type": "string", "maxLength": most });
        assert_eq!(alone(&text(9), &text(8)), ["unjudged"]);
    }
}
