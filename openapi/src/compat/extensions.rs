//! Judges extensions: keywords that begin with `x-`.

use super::diff::Diff;
use super::location::Position;
use super::pair::{Pair, array};
use super::references::NAMED_SCHEMAS;
use super::rules::{EXTENSION_ADDED, EXTENSION_CHANGED};
use super::schemas;

/// Judges an extension. Its meaning is not known here, so that only a new extension is known to break no client. If an extension
/// is unchanged, the schemas that it refers to are compared.
pub(super) fn judge<'d>(diff: &mut Diff<'d>, keyword: &str, pair: Pair<'d>) {
    if pair.is_added() {
        diff.report(&EXTENSION_ADDED, &pair.location, format!("has the new extension `{keyword}`"));
    } else if pair.differs() {
        diff.report(&EXTENSION_CHANGED, &pair.location, format!("has a change in the extension `{keyword}`"));
    } else {
        compare_referenced_schemas(diff, pair);
    }
}

/// Compares each schema that an extension refers to, in the position of the object that has the extension.
fn compare_referenced_schemas<'d>(diff: &mut Diff<'d>, pair: Pair<'d>) {
    if let Some(reference) = pair.old["$ref"].as_str()
        && let Some(pointer) = reference.strip_prefix('#').filter(|pointer| pointer.starts_with(NAMED_SCHEMAS))
        && [diff.old, diff.new].iter().all(|document| document.pointer(pointer).is_some())
    {
        match pair.location.position {
            Position::Structure => schemas::compare_both_ways(diff, pair),
            Position::Request | Position::Response => schemas::compare(diff, pair),
        }
        return;
    }
    for (_, member) in pair.members() {
        compare_referenced_schemas(diff, member);
    }
    for index in 0..array(pair.old).len() {
        compare_referenced_schemas(diff, pair.element(index));
    }
}
