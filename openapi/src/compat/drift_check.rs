//! The check by the crate drift: it finds changes that the rules miss.
//!
//! drift compares operations, bodies, responses and types. It does not judge constraints. A change that drift sees and no rule
//! covers is reported, and so is a change that drift calls incompatible and the rules do not.

use drift::{ChangeClass, ChangeInfo, ChangePath, JsonPathStack};
use serde_json::Value;

use super::diff::Diff;
use super::error::CompareError;
use super::finding::Finding;
use super::label::Label;
use super::location::{Location, Position};
use super::rules::{
    REQUEST_CONSTRAINT_WIDENED, REQUEST_TYPE_WIDENED, RESPONSE_CONSTRAINT_NARROWED, RESPONSE_TYPE_NARROWED, Rule,
    SECOND_OPINION, STATUS_WITHIN_RANGE, Severity, UNJUDGED,
};
use crate::document::Pointer;

/// Rules that override drift. drift calls a change of a type, or from a type to a union, incompatible in both directions, and
/// it treats any new status as one that no client knows.
static OVERRIDING_RULES: [&Rule; 5] = [
    &REQUEST_TYPE_WIDENED,
    &REQUEST_CONSTRAINT_WIDENED,
    &RESPONSE_TYPE_NARROWED,
    &RESPONSE_CONSTRAINT_NARROWED,
    &STATUS_WITHIN_RANGE,
];

/// Compares the documents by drift, and reports the changes that the rules have not judged.
pub(super) fn run(diff: &mut Diff<'_>) -> Result<(), CompareError> {
    let (mut old, mut new) = (diff.old.clone(), diff.new.clone());
    for operation in &diff.hidden_from_drift {
        remove_operation(&mut old, &operation.old);
        remove_operation(&mut new, &operation.new);
    }
    let changes = drift::compare(&old, &new).map_err(|error| CompareError::Drift(format!("{error:#}")))?;
    for change in &changes {
        let Some(path) = change.paths.first().filter(|path| !is_wrong_pair(diff, path)) else { continue };
        for info in &change.changes {
            let pointer = |document: &Value, stack: &JsonPathStack, subpath: &str| {
                to_pointer(document, &format!("{}/{subpath}", stack.base_and_subpath().0))
            };
            let (old, new) = (pointer(&old, &path.old, &info.old_subpath), pointer(&new, &path.new, &info.new_subpath));
            judge(diff, info, old, new);
        }
    }
    Ok(())
}

/// Whether drift compares two schemas that are not counterparts. It matches the variants of a union by their order. The rules
/// judge each variant with its counterpart.
fn is_wrong_pair(diff: &Diff<'_>, path: &ChangePath) -> bool {
    let base =
        |stack: &JsonPathStack| Pointer::from(stack.component_base().unwrap_or_default().trim_start_matches('#'));
    let (old, new) = (base(&path.old), base(&path.new));
    let is_schema = |pointer: &Pointer| pointer.as_str().starts_with("/components/schemas/");
    is_schema(&old) && is_schema(&new) && !diff.reached.contains(&(old, new))
}

/// Reports a change that drift sees, unless a finding covers it.
fn judge(diff: &mut Diff<'_>, info: &ChangeInfo, old: Pointer, new: Pointer) {
    let is_incompatible = matches!(info.class, ChangeClass::BackwardIncompatible | ChangeClass::Incompatible);
    let covers = |finding: &Finding| {
        !is_incompatible || finding.rule.severity == Severity::Breaking || OVERRIDING_RULES.contains(&finding.rule)
    };
    if diff.findings.iter().any(|finding| is_about(finding, &old, &new) && covers(finding)) {
        return;
    }
    let (rule, predicate) = if is_incompatible {
        (&SECOND_OPINION, format!("has a change that only drift reports ({})", info.message))
    } else {
        (&UNJUDGED, format!("has a change that no rule covers ({})", info.message))
    };
    let label = Label::phrase(old.to_string());
    diff.report(rule, &Location { old, new, position: Position::Structure, label }, predicate);
}

/// Whether a finding is about the change that drift sees at a pair of pointers: at one of them, inside it, or around it.
fn is_about(finding: &Finding, old: &Pointer, new: &Pointer) -> bool {
    let Location { old: finding_old, new: finding_new, .. } = &finding.location;
    let is_near = [(finding_old, old), (finding_new, new)].iter().any(|(found, seen)| {
        // drift names the object. A finding names the keyword, or a name inside its value.
        found.ancestors().take(3).any(|pointer| pointer == **seen) || seen.ancestors().any(|pointer| pointer == **found)
    });
    // drift reports a change of a shared body at the operation.
    let is_at_its_operation = || {
        let is_schema = finding_old.as_str().starts_with("/components/schemas");
        !is_schema && finding.operations.iter().any(|operation| operation.old == *old && operation.new == *new)
    };
    is_near || is_at_its_operation()
}

/// The pointer for a path of drift. drift calls `requestBody` by another name, and leaves out the keyword of a union with one
/// variant.
fn to_pointer(document: &Value, fragment: &str) -> Pointer {
    let mut pointer = Pointer::default();
    for token in fragment.trim_start_matches('#').split('/').filter(|token| !token.is_empty()) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let here = document.pointer(pointer.as_str());
        if let Some(object) = here.and_then(Value::as_object).filter(|object| token == "0" && !object.contains_key("0"))
            && let Some(keyword) = ["allOf", "anyOf", "oneOf"].into_iter().find(|keyword| object.contains_key(*keyword))
        {
            pointer = pointer.child(keyword);
        }
        pointer = pointer.child(if token == "request_body" { "requestBody" } else { &token });
    }
    pointer
}

/// Removes an operation from a document.
fn remove_operation(document: &mut Value, operation: &Pointer) {
    let item = operation.ancestors().nth(1).and_then(|item| document.pointer_mut(item.as_str())?.as_object_mut());
    let method = operation.as_str().rsplit('/').next();
    if let (Some(item), Some(method)) = (item, method) {
        item.remove(method);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The rules of the findings if only drift compares two schemas of the only property of a response.
    fn rules(old: &Value, new: &Value) -> Vec<&'static str> {
        let document = |field: &Value| {
            let schema = json!({ "type": "object", "required": ["a"], "properties": { "a": field } });
            let response = json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
            let paths = json!({ "/do": { "get": { "operationId": "do", "responses": { "200": response } } } });
            json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1.0.0" }, "paths": paths })
        };
        let (old, new) = (document(old), document(new));
        let mut diff = Diff::new(&old, &new);
        run(&mut diff).expect("comparable");
        diff.findings.iter().map(|finding| finding.rule.name).collect()
    }

    #[test]
    fn a_change_that_drift_calls_incompatible_and_no_rule_covers_is_breaking() {
        assert_eq!(rules(&json!({ "type": "string" }), &json!({ "type": "integer" })), ["second_opinion"]);
    }

    #[test]
    fn a_change_that_drift_cannot_judge_and_no_rule_covers_is_breaking() {
        let text = |most: u64| json!({ "type": "string", "maxLength": most });
        assert_eq!(rules(&text(9), &text(8)), ["unjudged"]);
    }
}
