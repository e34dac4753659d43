//! Prompts: what the typed tasks declare, and how a policy's templates become the text that a model is sent.
//!
//! This module knows no policy: a policy chooses the templates and checks them by what is declared here.
//!
//! - [`Task`]: what a task declares: name, variables, request, answer. [`tasks`] has one file for each task.
//! - [`schema`](fn@schema): the JSON Schema of an answer or a choice, from its type.
//! - `delimit`: the caller's text between delimiters that it cannot forge.
//! - `template`, `values`: a template, and the values of its variables for one request.

mod choice;
mod delimit;
mod schema;
mod task;
pub mod tasks;
mod template;
mod values;

pub use schema::schema;
pub use task::{ObjectAnswer, Task, TaskAnswer, Variable};
pub use tasks::ListedTask;
pub use template::RenderError;

pub(crate) use delimit::{LAST_ANSWER, delimited};
pub(crate) use task::{Holds, ObjectDeclaration, TaskDeclaration, VariableDeclaration};
pub(crate) use tasks::TASKS;
pub(crate) use template::{Template, TemplateError, Values};
pub(crate) use values::values;
