//! How the setters of a request convert their arguments to the field's type and check its bounds. An error message
//! names the field and the reason, never the value.

use std::fmt::Display;

/// Converts a value to the field's type.
pub(crate) fn value<T, V>(name: &str, value: V) -> Result<T, String>
where
    V: TryInto<T>,
    V::Error: Display,
{
    value.try_into().map_err(|error| format!("{name}: {error}"))
}

/// Converts a number that is within its bounds.
pub(crate) fn number<T, N>(name: &str, value: N, minimum: Option<N>, maximum: Option<N>) -> Result<T, String>
where
    N: PartialOrd + Display + TryInto<T>,
    N::Error: Display,
{
    // NaN does not compare with a bound, so it must be refused like a number outside of it.
    if let Some(minimum) = minimum.filter(|minimum| !matches!(value.partial_cmp(minimum), Some(order) if order.is_ge()))
    {
        return Err(format!("{name}: must be at least {minimum}"));
    }
    if let Some(maximum) = maximum.filter(|maximum| !matches!(value.partial_cmp(maximum), Some(order) if order.is_le()))
    {
        return Err(format!("{name}: must be at most {maximum}"));
    }
    self::value(name, value)
}

/// Converts the items of an array with no more items than the maximum.
pub(crate) fn list<T, I>(name: &str, items: I, max_items: Option<usize>) -> Result<Vec<T>, String>
where
    I: IntoIterator,
    I::Item: TryInto<T>,
    <I::Item as TryInto<T>>::Error: Display,
{
    let items: Vec<T> = items.into_iter().map(|item| value(name, item)).collect::<Result<_, _>>()?;
    match max_items {
        Some(max_items) if items.len() > max_items => Err(format!("{name}: must have at most {max_items} items")),
        _ => Ok(items),
    }
}
