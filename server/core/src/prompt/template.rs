//! A template of a prompt, and the values of its variables. A value is data: text in a value is never read as a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::{Environment, UndefinedBehavior};

/// The values of a prompt's variables, by name.
pub(crate) type Values = BTreeMap<&'static str, String>;

/// The name of the only template in an environment.
const NAME: &str = "prompt";

/// A prompt as the policy has it, parsed once. Each template has an environment of its own, so there is no other template to
/// include.
#[derive(Clone, Debug)]
pub(crate) struct Template(Arc<Environment<'static>>);

/// Why a text is not a template, or why a template cannot be rendered with some values.
#[derive(Clone, Debug)]
pub(crate) struct TemplateError {
    /// The line, from 1, if it is known.
    pub(crate) line: Option<usize>,
    /// The kind of the error. It quotes neither the template nor a value.
    kind: String,
    /// The details, which may quote the template or a value.
    detail: Option<String>,
}

/// A prompt that cannot be rendered for a request. The error quotes nothing, because a quote may be the caller's text.
#[derive(Debug, thiserror::Error)]
#[error("a prompt of the policy cannot be rendered{}: {kind}", .line.map(|line| format!(" in its line {line}")).unwrap_or_default())]
pub struct RenderError {
    line: Option<usize>,
    kind: String,
}

impl Template {
    pub(crate) fn new(source: &str) -> Result<Self, TemplateError> {
        let mut environment = environment();
        environment.add_template_owned(NAME, source.to_owned())?;
        Ok(Self(environment.into()))
    }

    /// The variables that the template shows, in alphabetical order.
    pub(crate) fn variables(&self) -> Vec<String> {
        let Ok(template) = self.0.get_template(NAME) else { return Vec::new() };
        let globals: Vec<_> = self.0.globals().map(|(name, _)| name.to_owned()).collect();
        let mut names: Vec<_> =
            template.undeclared_variables(false).into_iter().filter(|name| !globals.contains(name)).collect();
        names.sort_unstable();
        names
    }

    /// The prompt with these values. A variable without a value is an error.
    pub(crate) fn render(&self, values: &Values) -> Result<String, TemplateError> {
        Ok(self.0.get_template(NAME)?.render(values)?)
    }
}

/// An environment without a loader, so that a template cannot include a file, and without escaping: a prompt is not markup.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    // A line that has only a tag does not become an empty line.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        Self { line: error.line(), kind: error.kind().to_string(), detail: error.detail().map(str::to_owned) }
    }
}

impl TemplateError {
    /// What is wrong, for the template's author. It may quote the template or a value.
    pub(crate) fn reason(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {}", self.kind, detail.lines().next().unwrap_or_default()),
            None => self.kind.clone(),
        }
    }
}

impl From<TemplateError> for RenderError {
    fn from(TemplateError { line, kind, .. }: TemplateError) -> Self {
        Self { line, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str, text: &str) -> String {
        let values = Values::from([("text", text.to_owned())]);
        Template::new(template).expect("a template").render(&values).expect("renders")
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        for text in ["{{ 7 * 7 }}", "{% for x in range(9) %}x{% endfor %}", "{# gone #}", "{{ text }}", "<b>&\"'", "\0"]
        {
            assert_eq!(rendered("{{ text }}", text), text);
            assert_eq!(rendered("{% set copy = text %}{{ copy }}", text), text);
        }
    }

    #[test]
    fn a_line_that_has_only_a_tag_leaves_no_line() {
        assert_eq!(rendered("a\n  {% if text %}\nb\n  {% endif %}\nc\n", "x"), "a\nb\nc");
    }

    #[test]
    fn the_variables_are_those_that_the_template_does_not_set_itself() {
        let template = Template::new("{% set own = 1 %}{{ own }}{{ b }}{% for i in range(a) %}{{ i }}{% endfor %}");
        assert_eq!(template.expect("a template").variables(), ["a", "b"]);
    }

    #[test]
    fn an_error_has_its_line_and_no_value() {
        let error = Template::new("a\n{{ b").expect_err("no template");
        assert_eq!(error.line, Some(2));
        assert!(error.reason().starts_with("syntax error: "), "{}", error.reason());

        let values = Values::from([("text", "canary".to_owned())]);
        let includes_itself = format!("\n{{% include {NAME:?} %}}");
        for source in
            ["\n{{ other }}", "\n{{ text | int }}", "\n{% include text %}", "\n{{ text.a.b }}", &includes_itself]
        {
            let error = Template::new(source).expect("a template").render(&values).expect_err("not rendered");
            let shown = RenderError::from(error).to_string();
            assert!(shown.starts_with("a prompt of the policy cannot be rendered in its line 2: "), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }
}
