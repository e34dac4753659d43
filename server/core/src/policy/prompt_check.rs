//! Checks the prompts in a policy: each must be a template that shows what its task declares, with every kind of value.

use super::finding::{RawFinding, quoted};
use super::tree::{Node, table, text};
use crate::prompt::{Holds, TASKS, TaskDeclaration, Template, TemplateError, Values, VariableDeclaration, delimited};

/// Stands for the caller's text when a prompt is tried.
const SAMPLE: &str = "text from the caller";

/// Everything that is wrong with the prompts in `policy`. `whole` is the policy's text.
pub(super) fn findings(policy: &Node, whole: &str) -> Vec<RawFinding> {
    let mut found = Vec::new();
    let Some(tasks) = policy.get_ref().as_table().and_then(|policy| table(policy, "tasks")) else { return found };
    for task in TASKS {
        let Some(prompts) = table(tasks, task.name) else { continue };
        for turn in [Turn::System, Turn::User] {
            let Some((source, node)) = text(prompts, turn.field()) else { continue };
            let location = Location { start: node.span().start, raw: whole.get(node.span()).unwrap_or_default() };
            for (offset, message) in check(task, turn, source, &location) {
                found.push(RawFinding { offset, message: format!("{} {message}", turn.field()) });
            }
        }
    }
    found
}

/// The part of a prompt that a template is for.
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

    /// Whether the turn may show a variable. The system prompt must not show the caller's text, because the text would become
    /// an instruction there.
    fn may_show(self, variable: &VariableDeclaration) -> bool {
        self == Self::User || !variable.is_caller_text()
    }
}

/// What is wrong with one prompt: offsets and messages.
fn check(task: &TaskDeclaration, turn: Turn, source: &str, location: &Location) -> Vec<(usize, String)> {
    let not_a_template =
        |error: TemplateError| (location.line(error.line), format!("must be a template: {}", error.reason()));
    let template = match Template::new(source) {
        Ok(template) => template,
        Err(error) => return vec![not_a_template(error)],
    };
    let variables = task.variables();
    let refused: Vec<_> =
        template.variables().iter().filter_map(|name| check_variable(&variables, turn, name, location)).collect();
    if !refused.is_empty() {
        return refused;
    }
    for values in samples(&variables) {
        let rendered = match template.render(&values) {
            Ok(rendered) => rendered,
            Err(error) => return vec![not_a_template(error)],
        };
        let mut must_show = variables.iter().filter(|variable| turn == Turn::User && variable.is_caller_text());
        if let Some(hidden) = must_show.find(|variable| !rendered.contains(&values[variable.name])) {
            let name = hidden.name;
            let message = format!("must show {{{{ {name} }}}} unchanged, for all values of the other variables");
            return vec![(location.start, message)];
        }
    }
    Vec::new()
}

/// What is wrong with showing the variable `name`, if anything.
fn check_variable(
    variables: &[VariableDeclaration],
    turn: Turn,
    name: &str,
    location: &Location,
) -> Option<(usize, String)> {
    let message = match variables.iter().find(|variable| variable.name == name) {
        Some(variable) if turn.may_show(variable) => return None,
        Some(_) => format!("must not show {name}: text from the caller belongs in user"),
        None => {
            let known: Vec<_> =
                variables.iter().filter(|variable| turn.may_show(variable)).map(|variable| variable.name).collect();
            format!("has no variable {}, only {}", quoted(name), known.join(", "))
        }
    };
    Some((location.name(name), message))
}

/// Values of every kind that a request may have: all combinations of the choices, with and without optional texts.
fn samples(variables: &[VariableDeclaration]) -> Vec<Values> {
    let mut samples = vec![Values::new()];
    for VariableDeclaration { name, holds } in variables {
        let values = match holds {
            Holds::Choice(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            Holds::CallerText { delimiter, optional } => {
                let mut values = vec![delimited(delimiter, &format!("{SAMPLE}: {name}"))];
                if *optional {
                    values.push(String::new());
                }
                values
            }
        };
        samples = values
            .iter()
            .flat_map(|value| {
                samples.iter().cloned().map(move |mut sample: Values| {
                    sample.insert(name, value.clone());
                    sample
                })
            })
            .collect();
    }
    samples
}

/// Where a prompt is in the policy's text.
struct Location<'t> {
    start: usize,
    /// The prompt as it is written, quotes included.
    raw: &'t str,
}

impl Location<'_> {
    /// The offset of a line of the template. The offset of the beginning if the template's lines are not lines of the text.
    fn line(&self, line: Option<usize>) -> usize {
        let Some(body) = self.raw.strip_prefix("'''").or_else(|| self.raw.strip_prefix("\"\"\"")) else {
            return self.start;
        };
        if self.raw.starts_with('"') && body.contains('\\') {
            return self.start;
        }
        // A line break right after the quotes does not belong to the template.
        let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
        let Some(index) = line.and_then(|line| line.checked_sub(1)) else { return self.start };
        let Some(line) = body.split('\n').nth(index) else { return self.start };
        let indent = line.len() - line.trim_start().len();
        self.start + offset_in(self.raw, line) + indent
    }

    /// The offset of this name in the first tag that has it.
    fn name(&self, name: &str) -> usize {
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        let offsets = self.raw.match_indices(name).map(|(offset, _)| offset);
        let mut in_tags = offsets.filter(|offset| {
            let (before, after) = (&self.raw[..*offset], &self.raw[offset + name.len()..]);
            let opened = before.rfind("{{").max(before.rfind("{%"));
            let closed = before.rfind("}}").max(before.rfind("%}"));
            opened > closed && !before.ends_with(is_part) && !after.starts_with(is_part)
        });
        self.start + in_tags.next().unwrap_or_default()
    }
}

/// The offset at which `part` begins in `whole`. `part` must be a slice of `whole`.
fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}
