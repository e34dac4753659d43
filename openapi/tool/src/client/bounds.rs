//! The bounds of request fields that the types of typify do not enforce: those of numbers, and the lengths of arrays.

use serde_json::{Number, Value};

use super::syntax::missing;
use crate::error::DeriveError;

/// The bounds of a request field in the published document.
pub(super) struct Bounds {
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) max_items: Option<Number>,
}

/// The bounds of a field of a component schema. A field that the document does not have is an error: typify can give a field
/// another name, such as `type_`, and its bounds would be lost silently.
pub(super) fn bounds(document: &Value, schema: &str, field: &str) -> Result<Bounds, DeriveError> {
    let property = document["components"]["schemas"][schema]["properties"].get(field);
    let property = property.ok_or_else(|| missing(&format!("the document's property {schema}.{field}")))?;
    let bound = |keyword: &str| property[keyword].as_number().cloned();
    Ok(Bounds { minimum: bound("minimum"), maximum: bound("maximum"), max_items: bound("maxItems") })
}
