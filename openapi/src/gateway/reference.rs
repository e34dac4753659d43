//! Following references from one place of a document to another.

use serde_json::Value;

use super::rules::{DANGLING_REFERENCE, EXTERNAL_REFERENCE, Report};
use crate::pointer::Pointer;

/// What `value` is, or refers to. Nothing where a reference leads into another file or nowhere.
pub(crate) fn resolve<'d>(document: &'d Value, value: &'d Value) -> Option<&'d Value> {
    match value.get("$ref").and_then(Value::as_str) {
        // One step: an object of components is no reference itself.
        Some(reference) => document.pointer(reference.strip_prefix('#')?).filter(|target| target.get("$ref").is_none()),
        None => Some(value),
    }
}

/// As [`resolve`], with a finding where there is nothing.
pub(crate) fn resolve_or_report<'d>(
    document: &'d Value,
    value: &'d Value,
    place: &Pointer,
    report: &mut Report,
) -> Option<&'d Value> {
    let resolved = resolve(document, value);
    if resolved.is_none() {
        let is_local = value["$ref"].as_str().is_some_and(|reference| reference.starts_with('#'));
        report.found(if is_local { &DANGLING_REFERENCE } else { &EXTERNAL_REFERENCE }, &place.child("$ref"));
    }
    resolved
}
