//! Broken tasks in a policy: each is refused with line, column and a message that says what must hold.

use textgate_core::policy::{EMBEDDED, Policy, schema};

/// A policy without findings, which the cases break. Line numbers in the cases are line numbers of this text.
const SOUND: &str = r#"[defaults]
temperature = 0.0
top_p = 0.9
max_tokens = 1024

[default_model]
bedrock = "large"
local = "own"

[tasks.summarize]
max_tokens = 512
user = '''
{{ text }}
  {% if form == "bullets" %}List the points.{% endif %}
Be {{ length }}.
'''

[tasks.explain]
model = "large"
temperature = 0.5
system = "For {{ audience }} readers."

[tasks.reply]
user = "{{ facts }}\n{{ message }}"

[[models]]
name = "large"
provider = "bedrock"
id = "vendor.large-v1"
context_tokens = 100_000
max_output_tokens = 4_000

[[models]]
name = "plain"
provider = "bedrock"
id = "vendor.plain-v1"
context_tokens = 8_000
max_output_tokens = 4_000
structured = false

[[models]]
name = "own"
provider = "local"
id = "own"
context_tokens = 4_096
max_output_tokens = 2_048
"#;

/// A text whose first occurrence is replaced, the replacement, and the message.
const BROKEN: &[(&str, &str, &str)] = &[
    // The tables.
    (
        "[tasks.explain]",
        "[tasks.translate]",
        "line 18, column 8: tasks has no field \"translate\", only explain, reply, summarize",
    ),
    ("temperature = 0.5", "temperature = 5", "line 20, column 15: temperature must be a number from 0 to 1"),
    (
        "max_tokens = 512",
        "max_tokens = 0",
        "line 11, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        "temperature = 0.5",
        "prompt = \"Hello\"",
        "line 20, column 1: explain has no field \"prompt\", only max_tokens, model, system, temperature, user",
    ),
    ("system = \"For", "system = 1 # \"For", "line 21, column 10: system must be a string"),
    // The model.
    (
        "model = \"large\"",
        "model = \"tiny\"",
        "line 19, column 9: model must be the name of a model: \"tiny\" is not one",
    ),
    (
        "model = \"large\"",
        "model = \"plain\"",
        "line 19, column 9: model must be structured for explain: \"plain\" is not",
    ),
    ("model = \"large\"", "model = \"own\"", "line 19, column 9: model must be structured for explain: \"own\" is not"),
    (
        "id = \"own\"",
        "id = \"own\"\nstructured = true",
        "line 45, column 14: structured must be false for a local model: local models answer with text only",
    ),
    // Texts that are not templates.
    (
        "{{ text }}",
        "{{ text",
        "line 14, column 3: user must be a template: syntax error: unexpected `{`, expected end of variable block",
    ),
    (
        "{% endif %}",
        "",
        "line 15, column 1: user must be a template: syntax error: unexpected end of input, expected end of block",
    ),
    (
        "{{ length }}",
        "{{ length | loud }}",
        "line 15, column 1: user must be a template: unknown filter: filter loud is unknown",
    ),
    ("{{ length }}", "{{ length.words.most }}", "line 15, column 1: user must be a template: undefined value"),
    (
        "{{ length }}",
        "{% include \"other\" %}",
        "line 15, column 1: user must be a template: template not found: tried to include non-existing template \"other\"",
    ),
    (
        "{{ message }}",
        "{{ message",
        "line 24, column 8: user must be a template: syntax error: unexpected end of input, expected end of variable block",
    ),
    // Variables that the task or this prompt does not have.
    ("{{ length }}", "{{ lenght }}", "line 15, column 7: user has no variable \"lenght\", only text, form, length"),
    (
        "For {{ audience }}",
        "data: {{ data }}",
        "line 21, column 20: system must not show data: text from the caller belongs in user",
    ),
    ("{{ audience }}", "{{ tone }}", "line 21, column 18: system has no variable \"tone\", only audience"),
    (
        "{{ text }}",
        "text {{ data }} {{ text }}",
        "line 13, column 9: user has no variable \"data\", only text, form, length",
    ),
    // The caller's text must be there, unchanged.
    ("{{ text }}", "", "line 12, column 8: user must show {{ text }} unchanged, for all values of the other variables"),
    (
        "{{ text }}",
        "{% if length == \"short\" %}{{ text }}{% endif %}",
        "line 12, column 8: user must show {{ text }} unchanged, for all values of the other variables",
    ),
    (
        "{{ text }}",
        "{{ text | upper }}",
        "line 12, column 8: user must show {{ text }} unchanged, for all values of the other variables",
    ),
    (
        "{{ facts }}\\n",
        "",
        "line 24, column 8: user must show {{ facts }} unchanged, for all values of the other variables",
    ),
];

fn refusal(find: &str, replace: &str) -> String {
    assert!(SOUND.contains(find), "{find:?} is not in the sound policy");
    Policy::parse(SOUND.replacen(find, replace, 1)).expect_err("refused").to_string()
}

#[test]
fn the_policy_that_the_cases_break_is_sound() {
    Policy::parse(SOUND).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn each_is_refused_with_line_column_and_what_must_hold() {
    for (find, replace, expected) in BROKEN {
        assert_eq!(refusal(find, replace), *expected, "{replace:?} in place of {find:?}");
    }
}

#[test]
fn all_findings_of_all_prompts_are_reported_at_once() {
    let text =
        SOUND.replace("{{ length }}", "{{ lenght }}").replace("{{ message }}", "").replace("{{ audience }}", "{{");
    let error = Policy::parse(text.replace('\n', "\r\n")).expect_err("refused");
    let places: Vec<_> = error.findings().iter().map(|finding| (finding.line, finding.column)).collect();
    assert_eq!(places, [(15, 7), (21, 10), (24, 8)], "{error}");
}

#[test]
fn the_schema_describes_each_variable_of_each_task() {
    let schema = schema();
    let (head, _) = EMBEDDED.split_once("\n[tasks.summarize]\n").expect("tasks");
    for (task, variables) in [
        ("summarize", &["text", "form", "length", "paragraph", "bullets", "short", "medium", "long"][..]),
        ("explain", &["data", "question", "audience", "general", "executive", "expert"]),
        ("reply", &["message", "facts", "tone", "friendly", "formal", "brief"]),
    ] {
        let described = schema["properties"]["tasks"]["properties"][task]["description"].as_str().expect("described");
        for variable in variables {
            assert!(described.contains(variable), "{variable} of {task} is not described: {described}");
        }
        // The list here is the list of the check.
        let unknown = format!("\n[tasks.{task}]\nuser = \"{{{{ unknown }}}}\"\n");
        let error = Policy::parse(format!("{head}{unknown}")).expect_err("refused").to_string();
        let (_, known) = error.split_once("only ").expect("a list");
        for name in known.split(", ") {
            assert!(variables.contains(&name.trim()), "{task}: {name}");
        }
    }
}
