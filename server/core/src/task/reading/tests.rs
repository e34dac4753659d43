use serde_json::json;

use super::*;

/// Judges by a validator that is not the server's.
struct Judge(jsonschema::Validator);

impl SchemaJudge for Judge {
    fn parse(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }

    fn violations(&self, value: &Value) -> Vec<Violation> {
        let violation = |pointer: String, message: String| Violation { pointer, message };
        self.0.iter_errors(value).map(|found| violation(found.instance_path.to_string(), found.to_string())).collect()
    }
}

/// A schema with every kind of value.
fn schema() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let part = json!({
        "type": "object",
        "properties": { "note": text, "data": { "type": "integer" } },
        "required": ["note"],
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": {
            "text": text,
            "points": { "type": "array", "items": text, "minItems": 1, "maxItems": 3 },
            "mood": { "type": "string", "enum": ["good", "very bad", "other"] },
            "urgent": { "type": "boolean" },
            "count": { "type": "integer", "minimum": 0 },
            "share": { "type": "number" },
            "part": part,
            "parts": { "type": "array", "items": part },
        },
        "required": ["text", "points"],
        "additionalProperties": false,
    })
}

fn read_as(schema: &Value, answer: &str) -> Result<Value, Vec<Violation>> {
    read(answer, schema, &Judge(jsonschema::validator_for(schema).expect("a schema")))
}

fn plain() -> Value {
    json!({ "text": "a {b} \"c\"", "points": ["one"] })
}

/// What a model writes, and what is read.
#[track_caller]
fn reads(answer: &str, expected: &Value) {
    assert_eq!(read_as(&schema(), answer).as_ref(), Ok(expected), "{answer}");
}

#[track_caller]
fn refuses(answer: &str) {
    assert!(read_as(&schema(), answer).is_err(), "{answer}");
}

/// The plain object, with these fields in place of its own.
fn with(fields: &Value) -> Value {
    let mut object = plain();
    let own = fields.as_object().expect("an object").clone();
    object.as_object_mut().expect("an object").extend(own);
    object
}

#[test]
fn a_valid_answer_stays_as_it_is() {
    for valid in [
        plain(),
        with(&json!({ "text": "[\"a\"]" })),
        with(&json!({ "text": "{\"text\": \"b\", \"points\": [\"b\"]}" })),
        with(&json!({ "text": "```json\n{}\n```", "points": [" - a", "true", "7"] })),
        with(&json!({ "mood": "very bad", "urgent": false, "count": 0, "share": 1.0, "parts": [] })),
    ] {
        reads(&valid.to_string(), &valid);
    }
}

#[test]
fn an_object_is_found_in_a_text() {
    let json = plain().to_string();
    let indented = serde_json::to_string_pretty(&plain()).expect("JSON");
    for answer in [
        format!("```json\n{json}\n```"),
        format!("```\n{indented}\n```"),
        format!("```JSON {json}```"),
        format!("Here it is:\n\n```json\n{indented}\n```\n\nAnything else?"),
        format!("Use {{braces}} and {{ one more. It is {json}. Good {{luck}}!"),
        format!("```python\nprint({{}})\n```\n```json\n{{\"text\": \"no points\"}}\n```\n```json\n{json}\n```"),
        format!("<thinking>{{\"text\": \"first\", \"points\": [\"thought\"]}}</thinking>\n{json}"),
        format!("<thinking>\n{json}\n</thinking>"),
        format!("\u{feff}{json}"),
        format!("{{}}\n{json}"),
        format!("{{\"text\": \"\\\"}} {{\n{json}"),
    ] {
        reads(&answer, &plain());
    }
    reads(
        "{\"text\": \"two\nlines\tand a tab\",\n\"points\": [\"one\"]}",
        &with(&json!({ "text": "two\nlines\tand a tab" })),
    );
    reads("I say {\"text\": \"two\r\nlines\", \"points\": [\"one\"]}", &with(&json!({ "text": "two\r\nlines" })));
}

#[test]
fn a_wrapper_is_taken_off_whatever_its_name_is() {
    for name in [
        "text",
        "input",
        "parameters",
        "arguments",
        "properties",
        "$PARAMETER_NAME",
        "answer",
        "data",
        "json",
        "",
        "points",
    ] {
        reads(&json!({ name: plain() }).to_string(), &plain());
        reads(&json!({ name: plain().to_string() }).to_string(), &plain());
        reads(&json!({ name: [plain()] }).to_string(), &plain());
        reads(&json!({ "outer": { name: plain() } }).to_string(), &plain());
    }
    reads(&json!({ "type": "object", "properties": plain() }).to_string(), &plain());
    reads(&json!({ "name": "report", "input": plain() }).to_string(), &plain());
    reads(&json!({ "toolUse": { "toolUseId": "1", "name": "report", "input": plain() } }).to_string(), &plain());
    let function = json!({ "name": "report", "arguments": plain().to_string() });
    let calls = json!({ "tool_calls": [{ "id": "1", "type": "function", "function": function }] });
    reads(&calls.to_string(), &plain());
    reads(&format!("```json\n{}\n```", json!({ "input": plain() })), &plain());
}

#[test]
fn an_object_is_decoded_from_json_strings() {
    let once = json!(plain().to_string()).to_string();
    let twice = json!(once).to_string();
    for answer in [once, twice, json!([plain()]).to_string(), json!([plain().to_string()]).to_string()] {
        reads(&answer, &plain());
    }
    let fenced = json!(format!("```json\n{}\n```", plain())).to_string();
    reads(&fenced, &plain());
}

#[test]
fn a_part_is_read_in_the_form_of_its_schema() {
    for (odd, even) in [
        // Lists.
        (json!({ "points": "[\"one\", \"two\"]" }), json!({ "points": ["one", "two"] })),
        (json!({ "points": "[\n\"one\",\n\"two\nlines\"\n]" }), json!({ "points": ["one", "two\nlines"] })),
        (json!({ "points": "\"[\\\"one\\\"]\"" }), json!({ "points": ["one"] })),
        (json!({ "points": "- one\n- two\n\n" }), json!({ "points": ["one", "two"] })),
        (json!({ "points": "1. one\n2) two" }), json!({ "points": ["one", "two"] })),
        (json!({ "points": "* one\r\n• two" }), json!({ "points": ["one", "two"] })),
        (json!({ "points": "one\ntwo" }), json!({ "points": ["one", "two"] })),
        (json!({ "points": "just one" }), json!({ "points": ["just one"] })),
        (json!({ "points": "3. quarter" }), json!({ "points": ["3. quarter"] })),
        (json!({ "points": 7 }), json!({ "points": ["7"] })),
        (json!({ "points": ["one", 2, true] }), json!({ "points": ["one", "2", "true"] })),
        (json!({ "points": { "item": ["one", "two"] } }), json!({ "points": ["one", "two"] })),
        (json!({ "parts": { "note": "a" } }), json!({ "parts": [{ "note": "a" }] })),
        (json!({ "parts": "[{\"note\": \"a\"}]" }), json!({ "parts": [{ "note": "a" }] })),
        (json!({ "parts": ["{\"note\": \"a\"}"] }), json!({ "parts": [{ "note": "a" }] })),
        // Objects.
        (json!({ "part": "{\"note\": \"a\", \"data\": \"1\"}" }), json!({ "part": { "note": "a", "data": 1 } })),
        (json!({ "part": "\"{\\\"note\\\": \\\"a\\\"}\"" }), json!({ "part": { "note": "a" } })),
        (json!({ "part": [{ "note": "a" }] }), json!({ "part": { "note": "a" } })),
        (json!({ "part": { "note": "a", "data": null } }), json!({ "part": { "note": "a" } })),
        (json!({ "part": { "note": "a", "data": 1, "more": 2 } }), json!({ "part": { "note": "a", "data": 1 } })),
        // Numbers, truth values and texts.
        (json!({ "count": "7", "share": "0.5" }), json!({ "count": 7, "share": 0.5 })),
        (json!({ "count": 7.0, "share": " 1e2 " }), json!({ "count": 7, "share": 100.0 })),
        (json!({ "urgent": "True" }), json!({ "urgent": true })),
        (json!({ "urgent": " no " }), json!({ "urgent": false })),
        (json!({ "urgent": [true] }), json!({ "urgent": true })),
        (json!({ "text": 7 }), json!({ "text": "7" })),
        (json!({ "text": true }), json!({ "text": "true" })),
        (json!({ "text": ["a"] }), json!({ "text": "a" })),
        // Choices.
        (json!({ "mood": "GOOD" }), json!({ "mood": "good" })),
        (json!({ "mood": " Good. " }), json!({ "mood": "good" })),
        (json!({ "mood": "very_bad" }), json!({ "mood": "very bad" })),
        // Optional fields without a value.
        (json!({ "mood": null, "count": null, "part": null, "parts": null }), json!({})),
    ] {
        reads(&with(&odd).to_string(), &with(&even));
    }
    reads(&json!({ "Text": "a", "POINTS ": ["b"] }).to_string(), &json!({ "text": "a", "points": ["b"] }));
    let all = with(&json!({
        "mood": "good", "urgent": true, "count": 1, "share": 1, "part": { "note": "a" }, "parts": [],
    }));
    let mut more = all.clone();
    more["confidence"] = 0.9.into();
    reads(&more.to_string(), &all);
}

#[test]
fn of_several_objects_the_first_right_one_is_read() {
    let (wrong, right, other) = (json!({ "text": "a" }), plain(), with(&json!({ "text": "other" })));
    reads(&format!("{wrong}\n{right}\n{other}"), &right);
    reads(&format!("{other}\n{right}"), &other);
}

#[test]
fn a_wrong_object_stays_wrong() {
    for fields in [
        json!({ "text": null }),
        json!({ "text": "" }),
        json!({ "text": { "text": "a" } }),
        json!({ "text": ["a", "b"] }),
        json!({ "points": [] }),
        json!({ "points": null }),
        json!({ "points": "" }),
        json!({ "points": "[\"one\"" }),
        json!({ "points": "```json\n[\"one\"]\n```" }),
        json!({ "points": "Points:\n- one" }),
        json!({ "points": ["one", ""] }),
        json!({ "points": ["one", null] }),
        json!({ "points": "one\ntwo\nthree\nfour" }),
        json!({ "points": { "first": "one", "second": "two" } }),
        json!({ "mood": "" }),
        json!({ "mood": "bad" }),
        json!({ "mood": "good or other" }),
        json!({ "urgent": "maybe" }),
        json!({ "urgent": 1 }),
        json!({ "count": "7.5" }),
        json!({ "count": -1 }),
        json!({ "count": "-1" }),
        json!({ "count": "seven" }),
        json!({ "part": {} }),
        json!({ "part": "a" }),
        json!({ "part": { "data": 1, "more": 2 } }),
        // It may be the field `mood` under another name.
        json!({ "feeling": "good" }),
        // Two names that mean one field.
        json!({ "Mood": "good", "MOOD": "other" }),
    ] {
        refuses(&with(&fields).to_string());
    }
    for answer in [
        String::new(),
        "null".to_owned(),
        "7".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "prose".to_owned(),
        json!({ "text": "a" }).to_string(),
        json!({ "one": plain(), "two": plain() }).to_string(),
        json!({ "status": "draft", "input": plain() }).to_string(),
        json!([plain(), plain()]).to_string(),
        plain().to_string().replace("\"points\"", "\"remarks\""),
        plain().to_string().trim_end_matches('}').to_owned(),
    ] {
        refuses(&answer);
    }
}

#[test]
fn what_is_wrong_is_said_of_the_answer_and_of_the_object_in_it() {
    let said = |answer: &str| -> Vec<_> {
        let violations = read_as(&schema(), answer).expect_err("refused");
        violations.into_iter().map(|violation| format!("{} {}", violation.pointer, violation.message)).collect()
    };
    let no_object = " must be a JSON object, given by the tool";
    assert_eq!(said("prose"), [no_object]);
    assert_eq!(said("{\"text\": \"a\"}"), [" \"points\" is a required property"]);
    assert_eq!(said("It is {\"text\": \"a\"}!"), [no_object, " \"points\" is a required property"]);
}

#[test]
fn the_work_for_a_hostile_answer_is_bounded() {
    struct Counting(std::sync::atomic::AtomicU32);

    impl SchemaJudge for Counting {
        fn parse(&self, text: &str) -> Option<Value> {
            serde_json::from_str(text).ok()
        }

        fn violations(&self, _value: &Value) -> Vec<Violation> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            vec![Violation::of_all("is wrong")]
        }
    }

    let deep = (0..100).fold(plain(), |inner, _| json!({ "input": inner }));
    for answer in [
        "{".repeat(50_000),
        "{}".repeat(50_000),
        "{\"a\":".repeat(20_000),
        "<think></think>".repeat(8_000),
        "<think>".repeat(15_000),
        "\"".repeat(100_000),
        "{\"a\": \"\n".repeat(15_000),
        format!("{}{}", " ".repeat(MAX_ANSWER), plain()),
        deep.to_string(),
    ] {
        let judge = Counting(0.into());
        read(&answer, &schema(), &judge).expect_err("nothing is right");
        assert!(judge.0.into_inner() <= MAX_READINGS + 1, "{answer:.20}");
    }
}
