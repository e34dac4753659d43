//! A prompt with places for values. Values are data: whatever stands in them is never read as a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::{Environment, UndefinedBehavior};

/// The values of a prompt's variables, by name.
pub(crate) type Values = BTreeMap<&'static str, String>;

/// The name of a template in its environment.
const NAME: &str = "prompt";

/// A prompt as the policy writes it, parsed once: in an environment of its own, where there is nothing else to include.
#[derive(Clone, Debug)]
pub(crate) struct Template(Arc<Environment<'static>>);

/// Why a prompt is no template, or cannot be rendered with some values.
#[derive(Clone, Debug)]
pub(crate) struct TemplateFault {
    /// The line, from 1, where it is known.
    pub(crate) line: Option<usize>,
    /// The kind of fault, which quotes nothing.
    kind: String,
    /// May quote the template or a value.
    detail: Option<String>,
}

/// A prompt that cannot be rendered for a request. It quotes nothing: the reason may have the caller's words in it.
#[derive(Debug, thiserror::Error)]
#[error("a prompt of the policy cannot be rendered{}: {kind}", .line.map(|line| format!(" in its line {line}")).unwrap_or_default())]
pub struct NotRendered {
    line: Option<usize>,
    kind: String,
}

impl Template {
    pub(crate) fn new(source: &str) -> Result<Self, TemplateFault> {
        let mut environment = environment();
        environment.add_template_owned(NAME, source.to_owned())?;
        Ok(Self(environment.into()))
    }

    /// The variables that it shows.
    pub(crate) fn variables(&self) -> Vec<String> {
        let Ok(template) = self.0.get_template(NAME) else { return Vec::new() };
        let globals: Vec<_> = self.0.globals().map(|(name, _)| name.to_owned()).collect();
        let mut names: Vec<_> =
            template.undeclared_variables(false).into_iter().filter(|name| !globals.contains(name)).collect();
        names.sort_unstable();
        names
    }

    /// The prompt with these values. A variable without a value is a fault.
    pub(crate) fn render(&self, values: &Values) -> Result<String, TemplateFault> {
        Ok(self.0.get_template(NAME)?.render(values)?)
    }
}

/// No loader, so it stays alone; no escaping, since a prompt is no markup.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    // A line with nothing but a tag leaves no empty line.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment
}

impl From<minijinja::Error> for TemplateFault {
    fn from(error: minijinja::Error) -> Self {
        Self { line: error.line(), kind: error.kind().to_string(), detail: error.detail().map(str::to_owned) }
    }
}

impl TemplateFault {
    /// What is wrong, for those who wrote the template.
    pub(crate) fn reason(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {}", self.kind, detail.lines().next().unwrap_or_default()),
            None => self.kind.clone(),
        }
    }
}

impl From<TemplateFault> for NotRendered {
    fn from(TemplateFault { line, kind, .. }: TemplateFault) -> Self {
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
    fn a_line_with_nothing_but_a_tag_leaves_no_line() {
        assert_eq!(rendered("a\n  {% if text %}\nb\n  {% endif %}\nc\n", "x"), "a\nb\nc");
    }

    #[test]
    fn the_variables_are_those_that_the_template_does_not_make_itself() {
        let template = Template::new("{% set own = 1 %}{{ own }}{{ b }}{% for i in range(a) %}{{ i }}{% endfor %}");
        assert_eq!(template.expect("a template").variables(), ["a", "b"]);
    }

    #[test]
    fn a_fault_has_its_line_and_no_value() {
        let fault = Template::new("a\n{{ b").expect_err("no template");
        assert_eq!(fault.line, Some(2));
        assert!(fault.reason().starts_with("syntax error: "), "{}", fault.reason());

        let values = Values::from([("text", "canary".to_owned())]);
        let includes_itself = format!("\n{{% include {NAME:?} %}}");
        for source in
            ["\n{{ other }}", "\n{{ text | int }}", "\n{% include text %}", "\n{{ text.a.b }}", &includes_itself]
        {
            let fault = Template::new(source).expect("a template").render(&values).expect_err("not rendered");
            let shown = NotRendered::from(fault).to_string();
            assert!(shown.starts_with("a prompt of the policy cannot be rendered in its line 2: "), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }
}
