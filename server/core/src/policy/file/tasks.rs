//! The prompts and parameters of the tasks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::prompt::{Holds, TASKS, TaskDeclaration, VariableDeclaration};

/// The description of the tables, for editors.
const DESCRIPTION: &str =
    "The prompts and parameters of the tasks. The built-in policy has the prompts that are absent here.

`system` and `user` are Jinja templates. They show the caller's text between tags such as `<text>` and `</text>`, which
nothing in the text can close. `user` must show the caller's text; `system` must not.";

/// The tables of the tasks, by the tasks' names. The schema allows the names of the declared tasks only.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct TasksTable(BTreeMap<String, TaskTable>);

/// How a model is asked to do a task.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskTable {
    /// The name of the model of a request that names none. If it is absent, or not available in the server's region, the
    /// default model of all requests is used.
    pub(crate) model: Option<String>,
    /// Randomness, 0 to 1. If absent, the temperature in `defaults` is used.
    #[schemars(range(min = 0, max = 1))]
    pub(crate) temperature: Option<f32>,
    /// Maximum number of tokens to generate. If absent, `max_tokens` in `defaults` is used. A model that allows fewer gets
    /// its own maximum.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_tokens: Option<u32>,
    /// The template of the instructions.
    pub(crate) system: Option<String>,
    /// The template of the text that the model answers.
    pub(crate) user: Option<String>,
}

impl TasksTable {
    /// The table of the task with this name.
    pub(crate) fn get(&self, task: &str) -> Option<&TaskTable> {
        self.0.get(task)
    }
}

/// Made from the tasks' declarations, so that it has every task and every variable.
impl JsonSchema for TasksTable {
    fn schema_name() -> Cow<'static, str> {
        "TasksTable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table_of = |task: &TaskDeclaration| {
            let mut table = generator.subschema_for::<TaskTable>();
            table.insert("description".to_owned(), description(task).into());
            (task.name.to_owned(), table.to_value())
        };
        let properties: Map<String, Value> = TASKS.iter().map(table_of).collect();
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "description": DESCRIPTION,
        })
    }
}

/// What the task does, and the variables of its prompts.
fn description(task: &TaskDeclaration) -> String {
    let variables: Vec<_> = task.variables().iter().map(variable).collect();
    format!("{} Variables: {}.", task.summary, variables.join("; "))
}

fn variable(VariableDeclaration { name, holds }: &VariableDeclaration) -> String {
    match holds {
        Holds::CallerText { optional: false, .. } => format!("`{name}` (the caller's text)"),
        Holds::CallerText { delimiter, optional: true } => {
            format!("`{name}` (the caller's texts, each between `<{delimiter}>` and `</{delimiter}>`, or empty)")
        }
        Holds::Choice(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
            format!("`{name}` ({})", names.join(" or "))
        }
    }
}
