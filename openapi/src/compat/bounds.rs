//! Constraints on one value: length, range, pattern, enumeration, format.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::keywords::order;
use super::pair::{Pair, array};
use super::shift::{CONSTRAINT, Shift, TYPE, VALUE};
use super::walk::Walk;

/// The formats of numbers, each with the least and the largest value that fits.
const INTEGERS: [(&str, i128, i128); 8] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
];

/// Compares the constraint that both schemas have under a keyword. Keywords that are no constraint are left alone.
pub(super) fn constraint(walk: &mut Walk<'_>, keyword: &str, pair: &Pair<'_>) {
    if !pair.differs() {
        return;
    }
    let shift = match keyword {
        "enum" => return values(walk, pair),
        "format" => {
            let rule = TYPE.rule(format(pair), pair.place.position);
            return walk.found(rule, &pair.place, in_words(keyword, pair));
        }
        // Whether one pattern allows all that another does is not decided here.
        "pattern" if pair.is_added() || pair.is_removed() => Shift::of_presence(pair.is_added()),
        "pattern" => Shift::Moved,
        "minimum" | "minLength" | "minItems" | "minProperties" => lower_bound(keyword, pair),
        "maximum" | "maxLength" | "maxItems" | "maxProperties" => upper_bound(pair),
        "nullable" => flag(pair, Shift::Widened),
        "uniqueItems" => flag(pair, Shift::Narrowed),
        _ => return,
    };
    walk.found(CONSTRAINT.rule(shift, pair.place.position), &pair.place, in_words(keyword, pair));
}

fn in_words(keyword: &str, pair: &Pair<'_>) -> String {
    match (pair.is_added(), pair.is_removed()) {
        (true, _) => format!("has {keyword} {}, which it had not", pair.new),
        (_, true) => format!("has no {keyword} any more (it was {})", pair.old),
        _ => format!("has {keyword} {} instead of {}", pair.new, pair.old),
    }
}

/// A flag that is not there is down.
fn flag(pair: &Pair<'_>, raised: Shift) -> Shift {
    match (pair.old == true, pair.new == true) {
        (false, true) => raised,
        (true, false) => raised.reversed(),
        _ => Shift::Same,
    }
}

fn lower_bound(keyword: &str, pair: &Pair<'_>) -> Shift {
    // No length is below 0, no number is.
    let zero = Value::from(0);
    let with_default = |bound| if keyword != "minimum" && Value::is_null(bound) { &zero } else { bound };
    match (with_default(pair.old), with_default(pair.new)) {
        (Value::Number(old), Value::Number(new)) => match compare(old, new) {
            Ordering::Less => Shift::Narrowed,
            Ordering::Equal => Shift::Same,
            Ordering::Greater => Shift::Widened,
        },
        _ => Shift::of_presence(pair.is_added()),
    }
}

fn upper_bound(pair: &Pair<'_>) -> Shift {
    match (pair.old, pair.new) {
        (Value::Number(old), Value::Number(new)) => match compare(old, new) {
            Ordering::Less => Shift::Widened,
            Ordering::Equal => Shift::Same,
            Ordering::Greater => Shift::Narrowed,
        },
        _ => Shift::of_presence(pair.is_added()),
    }
}

/// Whole numbers are compared as such: those beyond 2^53 are not all different as floating-point numbers.
fn compare(old: &Number, new: &Number) -> Ordering {
    let whole = |number: &Number| number.as_i128();
    let order = match (whole(old), whole(new)) {
        (Some(old), Some(new)) => Some(old.cmp(&new)),
        _ => old.as_f64().partial_cmp(&new.as_f64()),
    };
    order.unwrap_or(Ordering::Equal)
}

/// How the values of a format changed. A format that says nothing of numbers is comparable with none but itself.
fn format(pair: &Pair<'_>) -> Shift {
    let (Some(old), Some(new)) = (pair.old.as_str(), pair.new.as_str()) else {
        return Shift::of_presence(pair.is_added());
    };
    let range = |format: &str| INTEGERS.into_iter().find(|(name, ..)| *name == format);
    match (range(old), range(new)) {
        (Some((_, old_least, old_most)), Some((_, new_least, new_most))) => {
            match (old_least.cmp(&new_least), old_most.cmp(&new_most)) {
                (Ordering::Less | Ordering::Equal, Ordering::Greater | Ordering::Equal) => Shift::Narrowed,
                (Ordering::Greater | Ordering::Equal, Ordering::Less | Ordering::Equal) => Shift::Widened,
                _ => Shift::Moved,
            }
        }
        _ => match (old, new) {
            ("float", "double") => Shift::Widened,
            ("double", "float") => Shift::Narrowed,
            _ => Shift::Moved,
        },
    }
}

/// Compares an enumeration. One that there is not allows every value.
fn values(walk: &mut Walk<'_>, pair: &Pair<'_>) {
    let position = pair.place.position;
    if pair.is_added() || pair.is_removed() {
        let shift = Shift::of_presence(pair.is_added());
        let happened = if pair.is_added() {
            format!("may only be one of {}", listed(array(pair.new)))
        } else {
            format!("is no longer limited to {}", listed(array(pair.old)))
        };
        return walk.found(CONSTRAINT.rule(shift, position), &pair.place, happened);
    }
    let (old, new) = (array(pair.old), array(pair.new));
    let missing = |from: &[Value], of: &[Value]| -> Vec<Value> {
        of.iter().filter(|value| !from.contains(value)).cloned().collect()
    };
    let (gone, added) = (missing(new, old), missing(old, new));
    if !gone.is_empty() {
        walk.found(VALUE.rule(Shift::Narrowed, position), &pair.place, format!("is never {} any more", listed(&gone)));
    }
    if !added.is_empty() {
        walk.found(VALUE.rule(Shift::Widened, position), &pair.place, format!("may also be {}", listed(&added)));
    }
    if gone.is_empty() && added.is_empty() {
        order(walk, pair);
    }
}

fn listed(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
