//! The same part of two documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::change::Position;
use super::subject::Subject;
use crate::pointer::Pointer;

/// A part of the old document and its counterpart in the new one. What is absent on one side is `null` there.
#[derive(Clone, Debug)]
pub(super) struct Pair<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    pub(super) place: Place,
}

/// Where a pair stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) old: Pointer,
    pub(super) new: Pointer,
    pub(super) position: Position,
    pub(super) subject: Subject,
}

impl<'d> Pair<'d> {
    /// What both have under a name; the subject stays.
    pub(super) fn member(&self, name: &str) -> Self {
        Self { old: &self.old[name], new: &self.new[name], place: self.place.child(name) }
    }

    /// What both have at an index; the subject stays.
    pub(super) fn member_at(&self, index: usize) -> Self {
        let element = |list: &'d Value| array(list).get(index).unwrap_or(&Value::Null);
        Self { old: element(self.old), new: element(self.new), place: self.place.child(index) }
    }

    /// The names that either side has, the old one's first, without repetition.
    pub(super) fn names(&self) -> Vec<&'d str> {
        let (old, new) = (object(self.old), object(self.new));
        let added = new.keys().filter(|name| !old.contains_key(*name));
        old.keys().chain(added).map(String::as_str).collect()
    }

    /// What both have by name, each with its name.
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

    pub(super) fn about(self, subject: Subject) -> Self {
        Self { place: self.place.about(subject), ..self }
    }

    pub(super) fn positioned(self, position: Position) -> Self {
        Self { place: Place { position, ..self.place }, ..self }
    }
}

impl Place {
    pub(super) fn about(&self, subject: Subject) -> Self {
        Self { subject, ..self.clone() }
    }

    pub(super) fn child(&self, token: impl std::fmt::Display + Copy) -> Self {
        Self { old: self.old.child(token), new: self.new.child(token), ..self.clone() }
    }
}

/// The members of a value; none where it is no object.
pub(super) fn object(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

/// The elements of a value; none where it is no array.
pub(super) fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The strings of a list, with their places in it.
pub(super) fn strings(value: &Value) -> BTreeMap<&str, usize> {
    array(value).iter().enumerate().filter_map(|(index, text)| Some((text.as_str()?, index))).collect()
}
