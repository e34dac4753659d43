//! The same part of both documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::label::Label;
use super::location::{Location, Position};

/// A part of the old document and its counterpart in the new one. A part that a document does not have is `null`.
#[derive(Clone, Debug)]
pub(super) struct Pair<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    pub(super) location: Location,
}

impl<'d> Pair<'d> {
    /// The members with this name. They have the same label.
    pub(super) fn member(&self, name: &str) -> Self {
        Self { old: &self.old[name], new: &self.new[name], location: self.location.child(name) }
    }

    /// The elements with this index. They have the same label.
    pub(super) fn element(&self, index: usize) -> Self {
        let element = |list: &'d Value| array(list).get(index).unwrap_or(&Value::Null);
        Self { old: element(self.old), new: element(self.new), location: self.location.child(index) }
    }

    /// The names of all members, without repetition. Those of the old document come first.
    pub(super) fn names(&self) -> Vec<&'d str> {
        let (old, new) = (object(self.old), object(self.new));
        let added = new.keys().filter(|name| !old.contains_key(*name));
        old.keys().chain(added).map(String::as_str).collect()
    }

    /// All members with their names.
    pub(super) fn members(&self) -> Vec<(&'d str, Self)> {
        self.names().into_iter().map(|name| (name, self.member(name))).collect()
    }

    pub(super) fn differs(&self) -> bool {
        self.old != self.new
    }

    pub(super) fn is_added(&self) -> bool {
        self.old.is_null() && !self.new.is_null()
    }

    pub(super) fn is_removed(&self) -> bool {
        !self.old.is_null() && self.new.is_null()
    }

    /// This pair with another label.
    pub(super) fn labelled(self, label: Label) -> Self {
        Self { location: self.location.labelled(label), ..self }
    }

    /// This pair in another position.
    pub(super) fn positioned(self, position: Position) -> Self {
        Self { location: Location { position, ..self.location }, ..self }
    }
}

/// The members of a value: none if it is not an object.
pub(super) fn object(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

/// The elements of a value: none if it is not an array.
pub(super) fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The strings of a list, with their indices.
pub(super) fn strings(value: &Value) -> BTreeMap<&str, usize> {
    array(value).iter().enumerate().filter_map(|(index, text)| Some((text.as_str()?, index))).collect()
}
