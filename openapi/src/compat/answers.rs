//! What an operation answers: statuses, headers, bodies.

use serde_json::Value;

use super::change::Position;
use super::exchange::content;
use super::keywords::{deprecated, extension, flag, text};
use super::pair::{Pair, Place};
use super::rules::{
    HEADER_ADDED, HEADER_OPTIONAL, HEADER_REMOVED, HEADER_REQUIRED, STATUS_ADDED, STATUS_REMOVED, STATUS_WITHIN_RANGE,
};
use super::schemas;
use super::subject::Subject;
use super::walk::Walk;

/// Compares the answers of an operation, by status.
pub(super) fn responses<'d>(walk: &mut Walk<'d>, responses: &Pair<'d>, operation: &str) {
    for (status, pair) in responses.members() {
        let subject = Subject::phrase(format!("the {status} answer of `{operation}`"));
        let pair = pair.positioned(Position::Response).about(subject);
        if status.starts_with("x-") {
            extension(walk, status, pair);
        } else if pair.is_removed() {
            walk.found(&STATUS_REMOVED, &pair.place, "is gone");
        } else if !pair.is_added() {
            response(walk, pair);
        } else if let Some((range, ranged)) = range_of(status, responses.old) {
            walk.found(&STATUS_WITHIN_RANGE, &pair.place, format!("is new, and was read as `{range}`"));
            let place = Place { old: responses.place.old.child(&range), ..pair.place };
            response(walk, Pair { old: ranged, new: pair.new, place });
        } else {
            walk.found(&STATUS_ADDED, &pair.place, "is new");
        }
    }
}

/// What an error status was read as: one of its range, or one of all that nothing else describes.
fn range_of<'d>(status: &str, responses: &'d Value) -> Option<(String, &'d Value)> {
    let class = status.chars().next().filter(|class| matches!(class, '4' | '5'))?;
    let ranges = [format!("{class}XX"), "default".to_owned()];
    ranges.into_iter().find_map(|range| responses.get(&range).map(|ranged| (range, ranged)))
}

fn response<'d>(walk: &mut Walk<'d>, response: Pair<'d>) {
    let response = walk.resolve(response);
    for (keyword, pair) in response.members() {
        match keyword {
            "$ref" => {}
            "description" => text(walk, &pair),
            "headers" => headers(walk, &pair),
            "content" => content(walk, &pair),
            _ => extension(walk, keyword, pair),
        }
    }
}

fn headers<'d>(walk: &mut Walk<'d>, headers: &Pair<'d>) {
    let answer = headers.place.subject.to_string();
    for (name, pair) in headers.members() {
        let pair = pair.about(Subject::phrase(format!("the header `{name}` of {answer}")));
        if pair.is_added() {
            walk.found(&HEADER_ADDED, &pair.place, "is new");
        } else if pair.is_removed() {
            walk.found(&HEADER_REMOVED, &pair.place, "is gone");
        } else {
            header(walk, pair);
        }
    }
}

fn header<'d>(walk: &mut Walk<'d>, header: Pair<'d>) {
    let header = walk.resolve(header);
    for (keyword, pair) in header.members() {
        match keyword {
            "required" => flag(
                walk,
                &pair,
                (&HEADER_REQUIRED, "is always there"),
                (&HEADER_OPTIONAL, "was always there and may be absent"),
            ),
            "deprecated" => deprecated(walk, &pair),
            "$ref" => {}
            "description" | "example" => text(walk, &pair),
            "schema" => schemas::presence(walk, pair),
            _ => extension(walk, keyword, pair),
        }
    }
}
