//! Resolves references of objects that are not schemas.

use serde_json::Value;

use super::rules::{DANGLING_REFERENCE, EXTERNAL_REFERENCE, Report};
use crate::document::Pointer;

/// The value itself, or the target of its reference. `None` if the target is in another file or does not exist.
pub(crate) fn resolve<'d>(document: &'d Value, value: &'d Value) -> Option<&'d Value> {
    match value.get("$ref").and_then(Value::as_str) {
        // One step is enough: an object of components must not be a reference itself.
        Some(reference) => document.pointer(reference.strip_prefix('#')?).filter(|target| target.get("$ref").is_none()),
        None => Some(value),
    }
}

/// As [`resolve`], but adds a finding if there is no target.
pub(crate) fn resolve_or_report<'d>(
    document: &'d Value,
    value: &'d Value,
    pointer: &Pointer,
    report: &mut Report,
) -> Option<&'d Value> {
    let resolved = resolve(document, value);
    if resolved.is_none() {
        let is_local = value["$ref"].as_str().is_some_and(|reference| reference.starts_with('#'));
        report.add(if is_local { &DANGLING_REFERENCE } else { &EXTERNAL_REFERENCE }, &pointer.child("$ref"));
    }
    resolved
}
