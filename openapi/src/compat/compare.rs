//! The comparison: the documents are compared by rule, then two checks make sure that no difference was left out.

use std::cmp::Reverse;

use serde_json::Value;

use super::change::Change;
use super::diff::Diff;
use super::error::{CompareError, Side};
use super::{document, drift_check, input, unjudged};

/// Compares two lowered documents: what happens to a client of `old` when the service changes to `new`.
///
/// The changes are sorted by severity; breaking changes come first. Equal documents have no changes, and a different
/// `info.version` is not a change.
///
/// # Errors
///
/// A document that is not a lowered one, or that the crate drift cannot read.
pub fn compare(old: &Value, new: &Value) -> Result<Vec<Change>, CompareError> {
    let (old, new) = (input::read(old, Side::Old)?, input::read(new, Side::New)?);
    let mut diff = Diff::new(&old, &new);
    document::compare(&mut diff);
    drift_check::run(&mut diff)?;
    unjudged::report(&mut diff);
    let mut changes = diff.into_changes();
    changes.sort_by_key(|change| Reverse(change.severity()));
    Ok(changes)
}
