//! Whether all judges of a request body agree: each body is put before every judge, and the verdicts are compared.
//!
//! On every acceptable JSON text, the server says what the published document says. API Gateway's models say the same, except for
//! array lengths, which they ignore. The client's types refuse nothing that the document accepts. No unacceptable text is
//! accepted by the server.
//!
//! - `judge`: one judge, and its verdict.
//! - `relation`: how a judge's verdict must compare with the document's.
//! - `shrink`: the smallest body about which two judges still disagree.
//! - `judges`: all judges of a contract, and what came of their comparison.

mod judge;
mod judges;
mod relation;
mod shrink;

pub use judge::{Case, Judge, Verdict, call, reads, without_array_lengths};
pub use judges::{Judges, Report};
pub use relation::Relation;
