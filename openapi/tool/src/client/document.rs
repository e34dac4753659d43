//! The bounds of a request's fields that typify's types do not hold: those of numbers, and the lengths of arrays.

use serde_json::{Number, Value};

/// What the published document says of a field of a request.
pub(super) struct Bounds {
    pub(super) least: Option<Number>,
    pub(super) most: Option<Number>,
    pub(super) most_items: Option<Number>,
}

/// The bounds of a field of a component schema.
pub(super) fn bounds(document: &Value, schema: &str, field: &str) -> Bounds {
    let schema = &document["components"]["schemas"][schema]["properties"][field];
    let bound = |keyword: &str| schema[keyword].as_number().cloned();
    Bounds { least: bound("minimum"), most: bound("maximum"), most_items: bound("maxItems") }
}
