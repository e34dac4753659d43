//! What a new version of a contract does to the clients of the old one.
//!
//! [`compare`] takes two lowered documents and says of each change whom it breaks and how. Requests and responses are
//! judged in opposite directions: a request may only come to allow more, a response only to promise more. Shapes are judged
//! as they are on the wire; names as they are in generated source code, where every generator shows them (operation ids,
//! component schemas, the groups that tags make).
//!
//! Nothing passes in silence. The rules, listed in [`RULES`], have a verdict for each keyword of the grammar; where the
//! documents differ and no rule spoke, or where the crate `drift`, the second opinion, sees a change that no rule saw,
//! that is a breaking change of its own.

mod answers;
mod bounds;
mod change;
mod components;
mod documents;
#[cfg(test)]
mod every_keyword;
mod exchange;
mod fields;
mod keywords;
mod operations;
mod pair;
mod rules;
mod schemas;
mod second_opinion;
mod security;
mod shift;
mod structure;
mod subject;
mod unions;
mod unjudged;
mod walk;

pub use change::{Bump, Change, Position, Severity};
pub use documents::{CompareError, Side};
pub use rules::{RULES, Rule};
pub use walk::compare;
