//! The typed tasks: one file for each, and the table of all.
//!
//! A new task is a file here, a line in the list of modules and a line in the table. Its prompts are in the policy.

pub mod explain;
pub mod reply;
pub mod summarize;

use super::task::{Task, TaskDeclaration};

/// A task of the table. Only the table implements this, so what is made for all its tasks exists for each of them.
pub trait ListedTask: Task + sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! tasks {
    ($($task:ty,)+) => {
        /// Every task, in the order of the policy's schema.
        pub(crate) static TASKS: &[TaskDeclaration] = &[$(TaskDeclaration::of::<$task>()),+];

        $(
            impl sealed::Sealed for $task {}
            impl ListedTask for $task {}
        )+
    };
}

tasks! {
    summarize::SummarizeRequest,
    explain::ExplainRequest,
    reply::ReplyRequest,
}
