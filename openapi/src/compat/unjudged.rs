//! Where the documents differ and no rule spoke.

use serde_json::Value;

use super::pair::{Pair, Place};
use super::rules::UNJUDGED;
use super::subject::Subject;
use super::walk::Walk;

/// Reports each place that differs and that no rule has judged, whatever stands there.
pub(super) fn report(walk: &mut Walk<'_>) {
    let mut places = Vec::new();
    differences(walk.root(), &mut places);
    for place in places {
        if !walk.is_judged(&place.old) {
            let subject = Subject::phrase(place.old.to_string());
            found(walk, &place.about(subject));
        }
    }
    // What is `null` on one side and absent on the other is no pair that differs.
    if walk.findings.is_empty() && without_version(walk.old) != without_version(walk.new) {
        let root = walk.root();
        found(walk, &root.place);
    }
}

fn found(walk: &mut Walk<'_>, place: &Place) {
    walk.found(&UNJUDGED, place, "has a change that nobody can judge");
}

/// The innermost places that differ. An array that became longer or shorter is one place.
fn differences(pair: Pair<'_>, places: &mut Vec<Place>) {
    if !pair.differs() {
        return;
    }
    let is_object = |value: &Value| value.is_object() || value.is_null();
    let within: Vec<_> = match (pair.old, pair.new) {
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            (0..old.len()).map(|index| pair.member_at(index)).collect()
        }
        (old, new) if is_object(old) && is_object(new) => {
            pair.members().into_iter().map(|(_, member)| member).collect()
        }
        _ => Vec::new(),
    };
    if within.is_empty() {
        places.push(pair.place);
    }
    for member in within {
        differences(member, places);
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
    fn each_place_that_differs_and_that_no_rule_has_judged_is_told() {
        let old = json!({ "info": { "version": "1" }, "list": [1, 2], "longer": [1], "gone": 1, "same": {} });
        let new = json!({ "info": { "version": "2" }, "list": [1, 3], "longer": [1, 2], "new": {}, "same": {} });
        let mut walk = Walk::new(&old, &new);
        walk.judged(&walk.root().member("info").place);
        report(&mut walk);
        let places: Vec<_> = walk.findings.iter().map(|finding| finding.place.old.to_string()).collect();
        assert_eq!(places, ["/list/1", "/longer", "/gone", "/new"]);
    }

    #[test]
    fn what_was_judged_without_a_word_is_told_where_nothing_else_is() {
        let (old, new) = (json!({ "a": null }), json!({}));
        let mut walk = Walk::new(&old, &new);
        report(&mut walk);
        assert_eq!(walk.findings.len(), 1);
    }
}
