//! Compares the responses of an operation: statuses, headers, content.

use serde_json::Value;

use super::diff::Diff;
use super::keywords::{deprecated, flag, text};
use super::label::Label;
use super::location::{Location, Position};
use super::pair::Pair;
use super::rules::{
    HEADER_ADDED, HEADER_OPTIONAL, HEADER_REMOVED, HEADER_REQUIRED, STATUS_ADDED, STATUS_REMOVED, STATUS_WITHIN_RANGE,
};
use super::{content, extensions, schemas};

/// Compares the responses of an operation, by status.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, responses: &Pair<'d>, operation: &str) {
    for (status, pair) in responses.members() {
        let label = Label::phrase(format!("the {status} response of `{operation}`"));
        let pair = pair.positioned(Position::Response).labelled(label);
        if status.starts_with("x-") {
            extensions::judge(diff, status, pair);
        } else if pair.is_removed() {
            diff.report(&STATUS_REMOVED, &pair.location, "was removed");
        } else if !pair.is_added() {
            compare_response(diff, pair);
        } else if let Some((range, response)) = range_of(status, responses.old) {
            let predicate = format!("is new, and old clients read it as `{range}`");
            diff.report(&STATUS_WITHIN_RANGE, &pair.location, predicate);
            let location = Location { old: responses.location.old.child(&range), ..pair.location };
            compare_response(diff, Pair { old: response, new: pair.new, location });
        } else {
            diff.report(&STATUS_ADDED, &pair.location, "is new");
        }
    }
}

/// The range, or `default`, that covered an error status before, and its response.
fn range_of<'d>(status: &str, responses: &'d Value) -> Option<(String, &'d Value)> {
    let class = status.chars().next().filter(|class| matches!(class, '4' | '5'))?;
    let ranges = [format!("{class}XX"), "default".to_owned()];
    ranges.into_iter().find_map(|range| responses.get(&range).map(|response| (range, response)))
}

fn compare_response<'d>(diff: &mut Diff<'d>, response: Pair<'d>) {
    let response = diff.resolve(response);
    for (keyword, pair) in response.members() {
        match keyword {
            "$ref" => {}
            "description" => text(diff, &pair),
            "headers" => compare_headers(diff, &pair),
            "content" => content::compare(diff, &pair),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}

fn compare_headers<'d>(diff: &mut Diff<'d>, headers: &Pair<'d>) {
    let response = headers.location.label.to_string();
    for (name, pair) in headers.members() {
        let pair = pair.labelled(Label::phrase(format!("the header `{name}` of {response}")));
        if pair.is_added() {
            diff.report(&HEADER_ADDED, &pair.location, "is new");
        } else if pair.is_removed() {
            diff.report(&HEADER_REMOVED, &pair.location, "was removed");
        } else {
            compare_header(diff, pair);
        }
    }
}

fn compare_header<'d>(diff: &mut Diff<'d>, header: Pair<'d>) {
    let header = diff.resolve(header);
    for (keyword, pair) in header.members() {
        match keyword {
            "required" => flag(
                diff,
                &pair,
                (&HEADER_REQUIRED, "is now always present"),
                (&HEADER_OPTIONAL, "was always present and may now be absent"),
            ),
            "deprecated" => deprecated(diff, &pair),
            "$ref" => {}
            "description" | "example" => text(diff, &pair),
            "schema" => schemas::compare_optional(diff, pair),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}
