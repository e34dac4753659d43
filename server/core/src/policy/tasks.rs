//! The prompts of the tasks: what a policy may write in them, and what it decides of each task.

use std::sync::LazyLock;

use super::consistency::{Node, table, text};
use super::fault::{Found, quoted};
use super::file::{TaskTable, TasksTable};
use super::parse::Policy;
use crate::task::{Holds, TaskName, Template, TemplateFault, Values, Variable, delimited};

/// What the caller would have written, in trials.
const TRIAL: &str = "words of the caller";

/// What the policy decides of one task.
#[derive(Clone, Debug)]
pub(crate) struct TaskPolicy {
    /// The model of a request that names none, where it is not the default of all. It may not be to be had.
    pub(crate) model: Option<String>,
    pub(crate) temperature: Option<f32>,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) system: Template,
    pub(crate) user: Template,
}

/// What the policy of all tasks says of each, in their order.
#[derive(Clone, Debug)]
pub(super) struct TaskPolicies([TaskPolicy; TaskName::ALL.len()]);

impl TaskPolicies {
    pub(super) fn new(tables: &TasksTable) -> Self {
        Self(TaskName::ALL.map(|task| {
            let TaskTable { model, temperature, max_tokens, system, user } = tables.get(task);
            let prompt = |own: Option<&String>, built_in: fn(&TaskTable) -> Option<&String>| {
                let source = own.or_else(|| built_in(built_in_tables().get(task))).map_or("", String::as_str);
                Template::new(source).expect("a policy is checked when it is read")
            };
            TaskPolicy {
                model: model.clone(),
                temperature: *temperature,
                max_tokens: *max_tokens,
                system: prompt(system.as_ref(), |table| table.system.as_ref()),
                user: prompt(user.as_ref(), |table| table.user.as_ref()),
            }
        }))
    }

    pub(super) fn get(&self, task: TaskName) -> &TaskPolicy {
        &self.0[task as usize]
    }
}

impl TasksTable {
    fn get(&self, task: TaskName) -> &TaskTable {
        match task {
            TaskName::Summarize => &self.summarize,
            TaskName::Explain => &self.explain,
            TaskName::Reply => &self.reply,
        }
    }
}

fn built_in_tables() -> &'static TasksTable {
    static TABLES: LazyLock<TasksTable> = LazyLock::new(|| Policy::embedded().file.tasks);
    &TABLES
}

/// Everything that is wrong with the prompts in `policy`, which is written as `whole`.
pub(super) fn faults(policy: &Node, whole: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let Some(tasks) = policy.get_ref().as_table().and_then(|policy| table(policy, "tasks")) else { return found };
    for task in TaskName::ALL {
        let Some(prompts) = table(tasks, task.as_str()) else { continue };
        for turn in [Turn::System, Turn::User] {
            let Some((source, node)) = text(prompts, turn.field()) else { continue };
            let place = Place { start: node.span().start, raw: whole.get(node.span()).unwrap_or_default() };
            for (offset, sentence) in wrong(task, turn, source, &place) {
                found.push(Found { offset, sentence: format!("{} {sentence}", turn.field()) });
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    System,
    User,
}

impl Turn {
    fn field(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
        }
    }

    /// The system's turn is the policy's alone: what the caller wrote is no instruction.
    fn may_show(self, variable: &Variable) -> bool {
        self == Self::User || !variable.is_words()
    }
}

/// What is wrong with one prompt, and where.
fn wrong(task: TaskName, turn: Turn, source: &str, place: &Place) -> Vec<(usize, String)> {
    let no_template =
        |fault: TemplateFault| (place.line(fault.line), format!("must be a template: {}", fault.reason()));
    let template = match Template::new(source) {
        Ok(template) => template,
        Err(fault) => return vec![no_template(fault)],
    };
    let unknown: Vec<_> =
        template.variables().into_iter().filter_map(|name| not_allowed(task, turn, &name, place)).collect();
    if !unknown.is_empty() {
        return unknown;
    }
    for values in trials(task) {
        let rendered = match template.render(&values) {
            Ok(rendered) => rendered,
            Err(fault) => return vec![no_template(fault)],
        };
        let mut shown = task.variables().iter().filter(|variable| turn == Turn::User && variable.is_words());
        if let Some(hidden) = shown.find(|variable| !rendered.contains(&values[variable.name])) {
            return vec![(
                place.start,
                format!("must show {{{{ {} }}}} as it is, whatever the other variables are", hidden.name),
            )];
        }
    }
    Vec::new()
}

fn not_allowed(task: TaskName, turn: Turn, name: &str, place: &Place) -> Option<(usize, String)> {
    let variables = task.variables();
    let sentence = match variables.iter().find(|variable| variable.name == name) {
        Some(variable) if turn.may_show(variable) => return None,
        Some(_) => format!("must not show {name}: what the caller writes belongs in user"),
        None => {
            let known: Vec<_> =
                variables.iter().filter(|variable| turn.may_show(variable)).map(|variable| variable.name).collect();
            format!("has no variable {}, only {}", quoted(name), known.join(", "))
        }
    };
    Some((place.name(name), sentence))
}

/// Values of every kind that a request of the task may have: each choice with each other, optional words there and not.
fn trials(task: TaskName) -> Vec<Values> {
    let mut trials = vec![Values::new()];
    for Variable { name, holds } in task.variables() {
        let values = match holds {
            Holds::Choice(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            Holds::Words { delimiter, optional } => {
                let mut values = vec![delimited(delimiter, &format!("{TRIAL}: {name}"))];
                if *optional {
                    values.push(String::new());
                }
                values
            }
        };
        trials = values
            .iter()
            .flat_map(|value| {
                trials.iter().cloned().map(move |mut trial: Values| {
                    trial.insert(name, value.clone());
                    trial
                })
            })
            .collect();
    }
    trials
}

/// A prompt as it stands in the policy's text, quotes included.
struct Place<'t> {
    start: usize,
    raw: &'t str,
}

impl Place<'_> {
    /// A line of the template, where its lines are those of the text; else the beginning.
    fn line(&self, line: Option<usize>) -> usize {
        let Some(body) = self.raw.strip_prefix("'''").or_else(|| self.raw.strip_prefix("\"\"\"")) else {
            return self.start;
        };
        if self.raw.starts_with('"') && body.contains('\\') {
            return self.start;
        }
        // A line break right after the quotes is none of the template's.
        let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
        let Some(before) = line.and_then(|line| line.checked_sub(1)) else { return self.start };
        let Some(wanted) = body.split('\n').nth(before) else { return self.start };
        let indent = wanted.len() - wanted.trim_start().len();
        self.start + offset_in(self.raw, wanted) + indent
    }

    /// The first tag with this name in it.
    fn name(&self, name: &str) -> usize {
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        let places = self.raw.match_indices(name).map(|(place, _)| place);
        let mut in_tags = places.filter(|place| {
            let (before, after) = (&self.raw[..*place], &self.raw[place + name.len()..]);
            let opened = before.rfind("{{").max(before.rfind("{%"));
            let closed = before.rfind("}}").max(before.rfind("%}"));
            opened > closed && !before.ends_with(is_part) && !after.starts_with(is_part)
        });
        self.start + in_tags.next().unwrap_or_default()
    }
}

/// Where `part` begins in `whole`, of which it is a part.
fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}
