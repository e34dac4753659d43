//! Which way a constraint moved, and which rule that is for what clients send and for what they read.

use super::change::Position;
use super::rules::{
    REQUEST_CONSTRAINT_NARROWED, REQUEST_CONSTRAINT_WIDENED, REQUEST_TYPE_NARROWED, REQUEST_TYPE_WIDENED,
    REQUEST_VALUE_ADDED, REQUEST_VALUE_REMOVED, REQUEST_VARIANT_ADDED, REQUEST_VARIANT_REMOVED,
    RESPONSE_CONSTRAINT_NARROWED, RESPONSE_CONSTRAINT_WIDENED, RESPONSE_TYPE_NARROWED, RESPONSE_TYPE_WIDENED,
    RESPONSE_VALUE_ADDED, RESPONSE_VALUE_REMOVED, RESPONSE_VARIANT_ADDED, RESPONSE_VARIANT_REMOVED, Rule, SAME_MEANING,
};

/// How the values that a schema allows changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// Written otherwise.
    Same,
    /// Fewer are allowed.
    Narrowed,
    /// More are allowed.
    Widened,
    /// Others are allowed, or nobody can tell.
    Moved,
}

/// The rules for one kind of constraint.
#[derive(Debug)]
pub(super) struct Directions {
    request_narrowed: &'static Rule,
    request_widened: &'static Rule,
    response_narrowed: &'static Rule,
    response_widened: &'static Rule,
}

pub(super) static CONSTRAINT: Directions = Directions {
    request_narrowed: &REQUEST_CONSTRAINT_NARROWED,
    request_widened: &REQUEST_CONSTRAINT_WIDENED,
    response_narrowed: &RESPONSE_CONSTRAINT_NARROWED,
    response_widened: &RESPONSE_CONSTRAINT_WIDENED,
};

pub(super) static TYPE: Directions = Directions {
    request_narrowed: &REQUEST_TYPE_NARROWED,
    request_widened: &REQUEST_TYPE_WIDENED,
    response_narrowed: &RESPONSE_TYPE_NARROWED,
    response_widened: &RESPONSE_TYPE_WIDENED,
};

pub(super) static VALUE: Directions = Directions {
    request_narrowed: &REQUEST_VALUE_REMOVED,
    request_widened: &REQUEST_VALUE_ADDED,
    response_narrowed: &RESPONSE_VALUE_REMOVED,
    response_widened: &RESPONSE_VALUE_ADDED,
};

pub(super) static VARIANT: Directions = Directions {
    request_narrowed: &REQUEST_VARIANT_REMOVED,
    request_widened: &REQUEST_VARIANT_ADDED,
    response_narrowed: &RESPONSE_VARIANT_REMOVED,
    response_widened: &RESPONSE_VARIANT_ADDED,
};

impl Directions {
    /// The rule for a shift. What moved breaks either way.
    pub(super) fn rule(&self, shift: Shift, position: Position) -> &'static Rule {
        match (position, shift) {
            (_, Shift::Same) => &SAME_MEANING,
            (Position::Request, Shift::Narrowed | Shift::Moved) => self.request_narrowed,
            (Position::Request, Shift::Widened) => self.request_widened,
            (Position::Response | Position::Structure, Shift::Widened | Shift::Moved) => self.response_widened,
            (Position::Response | Position::Structure, Shift::Narrowed) => self.response_narrowed,
        }
    }
}

impl Shift {
    /// That the same constraint is read the other way round: what was the new document is the old one.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Narrowed => Self::Widened,
            Self::Widened => Self::Narrowed,
            same => same,
        }
    }

    /// The shift of a constraint that only one document has: what has none allows everything.
    pub(super) fn of_presence(is_added: bool) -> Self {
        if is_added { Self::Narrowed } else { Self::Widened }
    }
}
