//! The policy of one task: its prompts, and the model and parameters that it prefers.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::file::{TaskTable, TasksTable};
use super::parse::Policy;
use crate::prompt::{ListedTask, TASKS, Template};

/// The policy of one task.
#[derive(Clone, Debug)]
pub(crate) struct TaskPolicy {
    /// The model of a request that names none. Absent if it is the default model of all requests. It may be unavailable.
    pub(crate) model: Option<String>,
    /// Randomness, 0 to 1. Absent if it is the default of all requests.
    pub(crate) temperature: Option<f32>,
    /// Maximum number of tokens to generate. Absent if it is the default of all requests.
    pub(crate) max_tokens: Option<u32>,
    /// The instructions.
    pub(crate) system: Template,
    /// The text that the model answers.
    pub(crate) user: Template,
}

/// The policies of all tasks, by name.
#[derive(Clone, Debug)]
pub(super) struct TaskPolicies(HashMap<&'static str, TaskPolicy>);

impl TaskPolicies {
    pub(super) fn new(tables: &TasksTable) -> Self {
        let policies =
            TASKS.iter().map(|task| (task.name, task_policy(tables.get(task.name), built_in().get(task.name))));
        Self(policies.collect())
    }

    pub(super) fn get<T: ListedTask>(&self) -> &TaskPolicy {
        // Every listed task has a policy here.
        &self.0[T::NAME]
    }
}

/// The policy's own table, with the prompts of the built-in table where it has none.
fn task_policy(own: Option<&TaskTable>, built_in: Option<&TaskTable>) -> TaskPolicy {
    let prompt = |field: fn(&TaskTable) -> Option<&String>| {
        let source = own.and_then(field).or_else(|| built_in.and_then(field)).map_or("", String::as_str);
        Template::new(source).expect("a policy is checked when it is read")
    };
    TaskPolicy {
        model: own.and_then(|table| table.model.clone()),
        temperature: own.and_then(|table| table.temperature),
        max_tokens: own.and_then(|table| table.max_tokens),
        system: prompt(|table| table.system.as_ref()),
        user: prompt(|table| table.user.as_ref()),
    }
}

/// The tables of the built-in policy.
fn built_in() -> &'static TasksTable {
    static TABLES: LazyLock<TasksTable> = LazyLock::new(|| Policy::embedded().file.tasks);
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_has_the_prompts_of_every_task() {
        for task in TASKS {
            let table = built_in().get(task.name).unwrap_or_else(|| panic!("[tasks.{}] is missing", task.name));
            assert!(table.system.is_some() && table.user.is_some(), "{}", task.name);
        }
    }
}
