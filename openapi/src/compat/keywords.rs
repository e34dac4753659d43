//! Keywords that mean the same wherever they stand: texts, flags, lists without an order, extensions.

use super::pair::Pair;
use super::rules::{DEPRECATED, EXTENSION_ADDED, EXTENSION_CHANGED, ORDER, Rule, SAME_MEANING, TEXT};
use super::schemas;
use super::walk::Walk;

/// What is for readers.
pub(super) fn text(walk: &mut Walk<'_>, pair: &Pair<'_>) {
    if pair.differs() {
        let happened = match (pair.is_added(), pair.is_removed()) {
            (true, _) => "has a text that it had not",
            (_, true) => "lost a text",
            _ => "has another text",
        };
        walk.found(&TEXT, &pair.place, happened);
    }
}

/// A list of names whose order means nothing.
pub(super) fn order(walk: &mut Walk<'_>, pair: &Pair<'_>) {
    walk.found(&ORDER, &pair.place, "is in another order");
}

/// An extension means what its tool takes it for: only a new one surely harms nobody. What it refers to is judged.
pub(super) fn extension<'d>(walk: &mut Walk<'d>, keyword: &str, pair: Pair<'d>) {
    if pair.is_added() {
        walk.found(&EXTENSION_ADDED, &pair.place, format!("has a new extension, `{keyword}`"));
    } else if pair.differs() {
        walk.found(&EXTENSION_CHANGED, &pair.place, format!("has a change that nobody can judge, in `{keyword}`"));
    } else {
        schemas::referenced_within(walk, pair);
    }
}

/// Whether something is deprecated, which keeps nobody from using it.
pub(super) fn deprecated(walk: &mut Walk<'_>, pair: &Pair<'_>) {
    flag(walk, pair, (&DEPRECATED, "is deprecated"), (&DEPRECATED, "is no longer deprecated"));
}

/// What may be `true`, with the verdicts for when it comes to be so and when it ceases to. What is not there is `false`.
pub(super) fn flag(
    walk: &mut Walk<'_>,
    pair: &Pair<'_>,
    raised: (&'static Rule, &str),
    lowered: (&'static Rule, &str),
) {
    if !pair.differs() {
        return;
    }
    let (rule, happened) = match (pair.old == true, pair.new == true) {
        (false, true) => raised,
        (true, false) => lowered,
        _ => (&SAME_MEANING, "has a flag said otherwise"),
    };
    walk.found(rule, &pair.place, happened);
}
