//! Compares two versions of a contract and reports which clients the new version breaks.
//!
//! [`compare()`] takes two lowered documents. For each change it says which clients break, and how. Requests and responses are
//! judged in opposite directions: a request may only allow more than before, and a response may only guarantee more. The
//! comparison covers what is sent on the wire, and the names that every generator shows in generated source code: operation
//! ids, component schemas, and the groups that tags form.
//!
//! No difference is left out. The rules in [`RULES`] cover each keyword of the grammar. If the documents differ and no rule
//! has judged the difference, or if the crate `drift` sees a change that no rule covers, that is a breaking change with a rule
//! of its own.

mod additional_properties;
mod change;
mod compare;
mod components;
mod constraints;
mod content;
mod diff;
mod document;
mod drift_check;
mod error;
mod extensions;
mod finding;
mod input;
#[cfg(test)]
mod keyword_coverage;
mod keywords;
mod label;
mod location;
mod operations;
mod pair;
mod parameters;
mod properties;
mod references;
mod request_body;
mod responses;
mod rules;
mod schemas;
mod security;
mod servers;
mod unions;
mod unjudged;
mod value_set;

pub use change::{Bump, Change};
pub use compare::compare;
pub use error::{CompareError, Side};
pub use location::Position;
pub use rules::{RULES, Rule, Severity};
