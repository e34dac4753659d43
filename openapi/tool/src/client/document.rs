//! The bounds of a request's fields that typify's types do not hold: those of numbers, and the lengths of arrays.

use serde_json::{Number, Value};

use super::tree::missing;
use crate::derived::DeriveError;

/// What the published document says of a field of a request.
pub(super) struct Bounds {
    pub(super) least: Option<Number>,
    pub(super) most: Option<Number>,
    pub(super) most_items: Option<Number>,
}

/// The bounds of a field of a component schema. typify may name a field otherwise than the document, such as `type_`: then
/// the bounds would be lost in silence.
pub(super) fn bounds(document: &Value, schema: &str, field: &str) -> Result<Bounds, DeriveError> {
    let property = document["components"]["schemas"][schema]["properties"].get(field);
    let property = property.ok_or_else(|| missing(&format!("the document's property {schema}.{field}")))?;
    let bound = |keyword: &str| property[keyword].as_number().cloned();
    Ok(Bounds { least: bound("minimum"), most: bound("maximum"), most_items: bound("maxItems") })
}
