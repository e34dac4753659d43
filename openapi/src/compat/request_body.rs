//! Compares the request body of an operation.

use super::diff::Diff;
use super::keywords::{flag, text};
use super::location::Position;
use super::pair::Pair;
use super::references::target;
use super::rules::{BODY_OPTIONAL, BODY_REMOVED, BODY_REQUIRED};
use super::{content, extensions};

/// Compares the request bodies. One of them may be absent.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, body: &Pair<'d>) {
    let body = body.clone().positioned(Position::Request);
    if body.is_removed() {
        return diff.report(&BODY_REMOVED, &body.location, "was removed");
    }
    if body.is_added() {
        let (new, _) = target(diff.new, body.new, &body.location.new);
        return if new["required"] == true {
            diff.report(&BODY_REQUIRED, &body.location, "is new and required");
        } else {
            diff.report(&BODY_OPTIONAL, &body.location, "is new and optional");
        };
    }
    let body = diff.resolve(body);
    for (keyword, pair) in body.members() {
        match keyword {
            "$ref" => {}
            "required" => flag(
                diff,
                &pair,
                (&BODY_REQUIRED, "was optional and is now required"),
                (&BODY_OPTIONAL, "was required and is now optional"),
            ),
            "description" => text(diff, &pair),
            "content" => content::compare(diff, &pair),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}
