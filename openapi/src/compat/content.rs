//! Compares the content of a request body or a response, by media type.

use super::diff::Diff;
use super::keywords::text;
use super::label::Label;
use super::location::Position;
use super::pair::Pair;
use super::rules::{
    REQUEST_MEDIA_TYPE_ADDED, REQUEST_MEDIA_TYPE_REMOVED, RESPONSE_MEDIA_TYPE_ADDED, RESPONSE_MEDIA_TYPE_REMOVED,
};
use super::{extensions, schemas};

/// Compares the media types and their schemas.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, content: &Pair<'d>) {
    let is_request = content.location.position == Position::Request;
    for (media_type, pair) in content.members() {
        if pair.is_added() || pair.is_removed() {
            diff.hide_from_drift();
            let (rule, predicate) = match (pair.is_added(), is_request) {
                (true, true) => (&REQUEST_MEDIA_TYPE_ADDED, "can now also be"),
                (true, false) => (&RESPONSE_MEDIA_TYPE_ADDED, "can now also be"),
                (false, true) => (&REQUEST_MEDIA_TYPE_REMOVED, "can no longer be"),
                (false, false) => (&RESPONSE_MEDIA_TYPE_REMOVED, "can no longer be"),
            };
            diff.report(rule, &pair.location, format!("{predicate} `{media_type}`"));
        } else {
            compare_media_type(diff, &pair);
        }
    }
}

fn compare_media_type<'d>(diff: &mut Diff<'d>, media_type: &Pair<'d>) {
    for (keyword, pair) in media_type.members() {
        match keyword {
            // The name that lowering gives to `itemSchema` of OpenAPI 3.2.
            "x-item-schema" => {
                let label = Label::phrase(format!("each item of {}", pair.location.label));
                schemas::compare_optional(diff, pair.labelled(label));
            }
            "schema" => {
                if pair.is_added() || pair.is_removed() {
                    diff.hide_from_drift();
                }
                schemas::compare_optional(diff, pair);
            }
            "example" | "examples" => text(diff, &pair),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}
