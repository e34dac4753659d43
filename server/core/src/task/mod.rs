//! Runs the typed tasks: the policy's prompts with the caller's text in them, the model, and, for an answer that is an
//! object, its judgement and one repair.
//!
//! - [`Tasks`]: runs any task that [`prompt::tasks`](crate::prompt::tasks) lists.
//! - [`SchemaJudge`]: judges a model's object by its schema.
//! - `reading`: the odd forms in which models give an object.
//! - `repair`: what a model is told that has to repair its object.
//! - [`TaskError`]: why a task has no answer.

mod error;
mod judge;
mod object;
mod reading;
mod repair;
mod tasks;

pub use error::TaskError;
pub use judge::{SchemaJudge, Violation};
pub use tasks::Tasks;
