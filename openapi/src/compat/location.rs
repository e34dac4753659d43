//! Where a change is: in both documents, and in requests, in responses or around them.

use std::fmt;

use super::label::Label;
use crate::document::Pointer;

/// The direction in which the changed part of a document is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// In requests: clients send it.
    Request,
    /// In responses: clients read it.
    Response,
    /// In neither: operations, names, servers.
    Structure,
}

/// The location of a part of both documents.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) old: Pointer,
    pub(super) new: Pointer,
    pub(super) position: Position,
    pub(super) label: Label,
}

impl Location {
    /// This location with another label.
    pub(super) fn labelled(&self, label: Label) -> Self {
        Self { label, ..self.clone() }
    }

    /// The location of a member or an element of this part. It has the same label.
    pub(super) fn child(&self, token: impl fmt::Display + Copy) -> Self {
        Self { old: self.old.child(token), new: self.new.child(token), ..self.clone() }
    }
}
