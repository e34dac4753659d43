//! How the set of values that a schema allows changes, and which rule covers that in requests and in responses.

use super::location::Position;
use super::rules::{
    REQUEST_CONSTRAINT_NARROWED, REQUEST_CONSTRAINT_WIDENED, REQUEST_TYPE_NARROWED, REQUEST_TYPE_WIDENED,
    REQUEST_VALUE_ADDED, REQUEST_VALUE_REMOVED, REQUEST_VARIANT_ADDED, REQUEST_VARIANT_REMOVED,
    RESPONSE_CONSTRAINT_NARROWED, RESPONSE_CONSTRAINT_WIDENED, RESPONSE_TYPE_NARROWED, RESPONSE_TYPE_WIDENED,
    RESPONSE_VALUE_ADDED, RESPONSE_VALUE_REMOVED, RESPONSE_VARIANT_ADDED, RESPONSE_VARIANT_REMOVED, Rule, SAME_MEANING,
};

/// How the set of allowed values changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueSetChange {
    /// Not at all. Only the notation changes.
    Same,
    /// The new set is a subset of the old one.
    Narrowed,
    /// The new set is a superset of the old one.
    Widened,
    /// Neither set contains the other, or it is not known whether it does.
    Incomparable,
}

/// The rules for one kind of constraint, by position and change.
#[derive(Debug)]
pub(super) struct ConstraintRules {
    request_narrowed: &'static Rule,
    request_widened: &'static Rule,
    response_narrowed: &'static Rule,
    response_widened: &'static Rule,
}

/// The rules for constraints such as lengths and ranges.
pub(super) static CONSTRAINT: ConstraintRules = ConstraintRules {
    request_narrowed: &REQUEST_CONSTRAINT_NARROWED,
    request_widened: &REQUEST_CONSTRAINT_WIDENED,
    response_narrowed: &RESPONSE_CONSTRAINT_NARROWED,
    response_widened: &RESPONSE_CONSTRAINT_WIDENED,
};

/// The rules for types and formats.
pub(super) static TYPE: ConstraintRules = ConstraintRules {
    request_narrowed: &REQUEST_TYPE_NARROWED,
    request_widened: &REQUEST_TYPE_WIDENED,
    response_narrowed: &RESPONSE_TYPE_NARROWED,
    response_widened: &RESPONSE_TYPE_WIDENED,
};

/// The rules for values of an enumeration.
pub(super) static VALUE: ConstraintRules = ConstraintRules {
    request_narrowed: &REQUEST_VALUE_REMOVED,
    request_widened: &REQUEST_VALUE_ADDED,
    response_narrowed: &RESPONSE_VALUE_REMOVED,
    response_widened: &RESPONSE_VALUE_ADDED,
};

/// The rules for variants of a union.
pub(super) static VARIANT: ConstraintRules = ConstraintRules {
    request_narrowed: &REQUEST_VARIANT_REMOVED,
    request_widened: &REQUEST_VARIANT_ADDED,
    response_narrowed: &RESPONSE_VARIANT_REMOVED,
    response_widened: &RESPONSE_VARIANT_ADDED,
};

impl ConstraintRules {
    /// The rule for a change in a position. An incomparable change breaks clients in both positions.
    pub(super) fn rule(&self, change: ValueSetChange, position: Position) -> &'static Rule {
        use ValueSetChange::{Incomparable, Narrowed, Same, Widened};
        match (position, change) {
            (_, Same) => &SAME_MEANING,
            (Position::Request, Narrowed | Incomparable) => self.request_narrowed,
            (Position::Request, Widened) => self.request_widened,
            (Position::Response | Position::Structure, Widened | Incomparable) => self.response_widened,
            (Position::Response | Position::Structure, Narrowed) => self.response_narrowed,
        }
    }
}

impl ValueSetChange {
    /// The change in the opposite direction: from the new document to the old one.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Narrowed => Self::Widened,
            Self::Widened => Self::Narrowed,
            same => same,
        }
    }

    /// The change when a constraint is added or removed. Without the constraint every value is allowed.
    pub(super) fn of_presence(is_added: bool) -> Self {
        if is_added { Self::Narrowed } else { Self::Widened }
    }
}
