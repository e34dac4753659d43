//! The tree of a policy's text: how the checks read its fields.
//!
//! A field that is absent or has another type reads as absent, because the schema reports that.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::RawFinding;

/// A value, and its place in the text.
pub(super) type Node<'i> = Spanned<DeValue<'i>>;

/// A finding at the place of `node`.
pub(super) fn at(node: &Node, message: String) -> RawFinding {
    RawFinding { offset: node.span().start, message }
}

/// The field's text, and its place.
pub(super) fn text<'t>(table: &'t DeTable, field: &str) -> Option<(&'t str, &'t Node<'t>)> {
    let node = table.get(field)?;
    Some((node.get_ref().as_str()?, node))
}

/// Whether the field has this text.
pub(super) fn is(table: &DeTable, field: &str, value: &str) -> bool {
    text(table, field).is_some_and(|(text, _)| text == value)
}

/// The field's table.
pub(super) fn table<'t>(table: &'t DeTable, field: &str) -> Option<&'t DeTable<'t>> {
    table.get(field)?.get_ref().as_table()
}

/// The elements of the field's array.
pub(super) fn elements<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t Node<'t>> {
    table.get(field).and_then(|node| node.get_ref().as_array()).into_iter().flatten()
}

/// The tables in the field's array.
pub(super) fn tables<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t DeTable<'t>> {
    elements(table, field).filter_map(|node| node.get_ref().as_table())
}

/// The value of a number. `None` if it is beyond the range that TOML promises to keep.
pub(super) fn number(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(digits) => {
            let integer = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
            integer.to_string().parse().ok()
        }
        DeValue::Float(digits) => digits.as_str().parse().ok(),
        _ => None,
    }
}
