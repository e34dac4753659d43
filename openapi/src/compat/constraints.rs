//! Judges the constraints of a schema on one value: length, range, pattern, enumeration, format.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::diff::Diff;
use super::keywords::order;
use super::pair::{Pair, array};
use super::value_set::{CONSTRAINT, TYPE, VALUE, ValueSetChange};

/// The formats of integers, each with its least and its greatest value.
const INTEGER_FORMATS: [(&str, i128, i128); 8] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
];

/// Judges the constraint of both schemas under a keyword. A keyword that is not a constraint is ignored.
pub(super) fn judge(diff: &mut Diff<'_>, keyword: &str, pair: &Pair<'_>) {
    if !pair.differs() {
        return;
    }
    let change = match keyword {
        "enum" => return enumeration(diff, pair),
        "format" => {
            let rule = TYPE.rule(format(pair), pair.location.position);
            return diff.report(rule, &pair.location, predicate(keyword, pair));
        }
        // Whether one pattern allows all texts that another allows is not decided here.
        "pattern" if pair.is_added() || pair.is_removed() => ValueSetChange::of_presence(pair.is_added()),
        "pattern" => ValueSetChange::Incomparable,
        "minimum" | "minLength" | "minItems" | "minProperties" => lower_bound(keyword, pair),
        "maximum" | "maxLength" | "maxItems" | "maxProperties" => upper_bound(pair),
        "nullable" => flag(pair, ValueSetChange::Widened),
        "uniqueItems" => flag(pair, ValueSetChange::Narrowed),
        _ => return,
    };
    diff.report(CONSTRAINT.rule(change, pair.location.position), &pair.location, predicate(keyword, pair));
}

/// What changed, for a message.
fn predicate(keyword: &str, pair: &Pair<'_>) -> String {
    match (pair.is_added(), pair.is_removed()) {
        (true, _) => format!("now has {keyword} {}", pair.new),
        (_, true) => format!("no longer has {keyword} {}", pair.old),
        _ => format!("has {keyword} {} instead of {}", pair.new, pair.old),
    }
}

/// The change of a flag. `becomes_true` is the change when it becomes true. An absent flag is false.
fn flag(pair: &Pair<'_>, becomes_true: ValueSetChange) -> ValueSetChange {
    match (pair.old == true, pair.new == true) {
        (false, true) => becomes_true,
        (true, false) => becomes_true.reversed(),
        _ => ValueSetChange::Same,
    }
}

fn lower_bound(keyword: &str, pair: &Pair<'_>) -> ValueSetChange {
    // Without a lower bound, lengths and counts are at least 0. Only numbers can be lower.
    let zero = Value::from(0);
    let with_default = |bound| if keyword != "minimum" && Value::is_null(bound) { &zero } else { bound };
    match (with_default(pair.old), with_default(pair.new)) {
        (Value::Number(old), Value::Number(new)) => match compare(old, new) {
            Ordering::Less => ValueSetChange::Narrowed,
            Ordering::Equal => ValueSetChange::Same,
            Ordering::Greater => ValueSetChange::Widened,
        },
        _ => ValueSetChange::of_presence(pair.is_added()),
    }
}

fn upper_bound(pair: &Pair<'_>) -> ValueSetChange {
    match (pair.old, pair.new) {
        (Value::Number(old), Value::Number(new)) => match compare(old, new) {
            Ordering::Less => ValueSetChange::Widened,
            Ordering::Equal => ValueSetChange::Same,
            Ordering::Greater => ValueSetChange::Narrowed,
        },
        _ => ValueSetChange::of_presence(pair.is_added()),
    }
}

/// Compares integers as integers, because different integers above 2^53 can be equal as floating-point numbers.
fn compare(old: &Number, new: &Number) -> Ordering {
    let integer = |number: &Number| number.as_i128();
    let order = match (integer(old), integer(new)) {
        (Some(old), Some(new)) => Some(old.cmp(&new)),
        _ => old.as_f64().partial_cmp(&new.as_f64()),
    };
    order.unwrap_or(Ordering::Equal)
}

/// The change of a format. A format that is not a format of numbers is only comparable with itself.
fn format(pair: &Pair<'_>) -> ValueSetChange {
    let (Some(old), Some(new)) = (pair.old.as_str(), pair.new.as_str()) else {
        return ValueSetChange::of_presence(pair.is_added());
    };
    let range = |format: &str| INTEGER_FORMATS.into_iter().find(|(name, ..)| *name == format);
    match (range(old), range(new)) {
        (Some((_, old_minimum, old_maximum)), Some((_, new_minimum, new_maximum))) => {
            match (old_minimum.cmp(&new_minimum), old_maximum.cmp(&new_maximum)) {
                (Ordering::Less | Ordering::Equal, Ordering::Greater | Ordering::Equal) => ValueSetChange::Narrowed,
                (Ordering::Greater | Ordering::Equal, Ordering::Less | Ordering::Equal) => ValueSetChange::Widened,
                _ => ValueSetChange::Incomparable,
            }
        }
        _ => match (old, new) {
            ("float", "double") => ValueSetChange::Widened,
            ("double", "float") => ValueSetChange::Narrowed,
            _ => ValueSetChange::Incomparable,
        },
    }
}

/// Judges an enumeration. Without one, every value is allowed.
fn enumeration(diff: &mut Diff<'_>, pair: &Pair<'_>) {
    let position = pair.location.position;
    if pair.is_added() || pair.is_removed() {
        let change = ValueSetChange::of_presence(pair.is_added());
        let predicate = if pair.is_added() {
            format!("can now only be one of {}", listed(array(pair.new)))
        } else {
            format!("is no longer limited to {}", listed(array(pair.old)))
        };
        return diff.report(CONSTRAINT.rule(change, position), &pair.location, predicate);
    }
    let (old, new) = (array(pair.old), array(pair.new));
    let missing = |from: &[Value], of: &[Value]| -> Vec<Value> {
        of.iter().filter(|value| !from.contains(value)).cloned().collect()
    };
    let (removed, added) = (missing(new, old), missing(old, new));
    if !removed.is_empty() {
        let rule = VALUE.rule(ValueSetChange::Narrowed, position);
        diff.report(rule, &pair.location, format!("can no longer be {}", listed(&removed)));
    }
    if !added.is_empty() {
        let rule = VALUE.rule(ValueSetChange::Widened, position);
        diff.report(rule, &pair.location, format!("can now also be {}", listed(&added)));
    }
    if removed.is_empty() && added.is_empty() {
        order(diff, pair);
    }
}

fn listed(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
