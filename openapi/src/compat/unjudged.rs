//! Reports the differences that no rule has judged.

use serde_json::Value;

use super::diff::Diff;
use super::label::Label;
use super::location::Location;
use super::pair::Pair;
use super::rules::UNJUDGED;

/// Reports each location where the documents differ and that no rule has judged.
pub(super) fn report(diff: &mut Diff<'_>) {
    let mut locations = Vec::new();
    collect_differences(diff.root(), &mut locations);
    for location in locations {
        if !diff.is_judged(&location.old) {
            let label = Label::phrase(location.old.to_string());
            report_location(diff, &location.labelled(label));
        }
    }
    // A member that is `null` in one document and absent in the other does not count as a pair that differs.
    if diff.findings.is_empty() && without_version(diff.old) != without_version(diff.new) {
        let root = diff.root();
        report_location(diff, &root.location);
    }
}

fn report_location(diff: &mut Diff<'_>, location: &Location) {
    diff.report(&UNJUDGED, location, "has a change that no rule covers");
}

/// Collects the innermost locations that differ. An array with a different length is one location.
fn collect_differences(pair: Pair<'_>, locations: &mut Vec<Location>) {
    if !pair.differs() {
        return;
    }
    let is_object = |value: &Value| value.is_object() || value.is_null();
    let within: Vec<_> = match (pair.old, pair.new) {
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            (0..old.len()).map(|index| pair.element(index)).collect()
        }
        (old, new) if is_object(old) && is_object(new) => {
            pair.members().into_iter().map(|(_, member)| member).collect()
        }
        _ => Vec::new(),
    };
    if within.is_empty() {
        locations.push(pair.location);
    }
    for member in within {
        collect_differences(member, locations);
    }
}

fn without_version(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("version");
    }
    document
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_difference_that_no_rule_has_judged_is_reported() {
        let old = json!({ "info": { "version": "1" }, "list": [1, 2], "longer": [1], "gone": 1, "same": {} });
        let new = json!({ "info": { "version": "2" }, "list": [1, 3], "longer": [1, 2], "new": {}, "same": {} });
        let mut diff = Diff::new(&old, &new);
        diff.mark_judged(&diff.root().member("info").location);
        report(&mut diff);
        let pointers: Vec<_> = diff.findings.iter().map(|finding| finding.location.old.to_string()).collect();
        assert_eq!(pointers, ["/list/1", "/longer", "/gone", "/new"]);
    }

    #[test]
    fn a_member_that_is_null_in_one_document_only_is_reported() {
        let (old, new) = (json!({ "a": null }), json!({}));
        let mut diff = Diff::new(&old, &new);
        report(&mut diff);
        assert_eq!(diff.findings.len(), 1);
    }
}
