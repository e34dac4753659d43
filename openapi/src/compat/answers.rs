//! What an operation answers: statuses, headers, bodies.

use serde_json::Value;

use super::change::Position;
use super::exchange::content;
use super::operations::flag;
use super::pair::{Pair, Place};
use super::rules::{
    DEPRECATED, HEADER_ADDED, HEADER_OPTIONAL, HEADER_REMOVED, HEADER_REQUIRED, SAME_MEANING, STATUS_ADDED,
    STATUS_REMOVED, STATUS_WITHIN_RANGE,
};
use super::schemas;
use super::structure::{extension, text};
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
            walk.found(&STATUS_WITHIN_RANGE, &pair.place, format!("is new, and was one of {range}"));
            let place = Place { old: responses.place.old.child(&range), ..pair.place };
            response(walk, Pair { old: ranged, new: pair.new, place });
        } else {
            walk.found(&STATUS_ADDED, &pair.place, "is new");
        }
    }
}

/// The range of error statuses that a status is one of, where there is such a range.
fn range_of<'d>(status: &str, responses: &'d Value) -> Option<(String, &'d Value)> {
    let class = status.chars().next().filter(|class| matches!(class, '4' | '5'))?;
    let range = format!("{class}XX");
    let ranged = responses.get(&range)?;
    Some((range, ranged))
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
            "required" if pair.differs() => match (pair.old == true, pair.new == true) {
                (true, false) => walk.found(&HEADER_OPTIONAL, &pair.place, "was always there and may be absent"),
                (false, true) => walk.found(&HEADER_REQUIRED, &pair.place, "is always there"),
                _ => walk.found(&SAME_MEANING, &pair.place, "says `required` otherwise"),
            },
            "deprecated" if pair.differs() => {
                walk.found(&DEPRECATED, &pair.place, flag(&pair, "is deprecated", "is no longer deprecated"));
            }
            "$ref" | "required" | "deprecated" => {}
            "description" | "example" => text(walk, &pair),
            "schema" => schemas::presence(walk, pair),
            _ => extension(walk, keyword, pair),
        }
    }
}
