//! How the setters of a request's fields read what they are given. A message says which field and why, and never the value.

use std::fmt::Display;

/// A value that has to be what the field's type holds.
pub(crate) fn value<T, V>(name: &str, value: V) -> Result<T, String>
where
    V: TryInto<T>,
    V::Error: Display,
{
    value.try_into().map_err(|error| format!("{name}: {error}"))
}

/// A number within its bounds.
pub(crate) fn number<T, N>(name: &str, value: N, least: Option<N>, most: Option<N>) -> Result<T, String>
where
    N: PartialOrd + Display + TryInto<T>,
    N::Error: Display,
{
    // A bound that does not compare is broken too: NaN is no number.
    if let Some(least) = least.filter(|least| !matches!(value.partial_cmp(least), Some(order) if order.is_ge())) {
        return Err(format!("{name}: must be at least {least}"));
    }
    if let Some(most) = most.filter(|most| !matches!(value.partial_cmp(most), Some(order) if order.is_le())) {
        return Err(format!("{name}: must be at most {most}"));
    }
    self::value(name, value)
}

/// The items of an array that is no longer than allowed.
pub(crate) fn list<T, I>(name: &str, items: I, most: Option<usize>) -> Result<Vec<T>, String>
where
    I: IntoIterator,
    I::Item: TryInto<T>,
    <I::Item as TryInto<T>>::Error: Display,
{
    let items: Vec<T> = items.into_iter().map(|item| value(name, item)).collect::<Result<_, _>>()?;
    match most {
        Some(most) if items.len() > most => Err(format!("{name}: must have at most {most} items")),
        _ => Ok(items),
    }
}
