//! The published schema, as editors use it: it accepts what the server accepts, and refuses what JSON can show of the rest.

use std::path::Path;

use jsonschema::{Draft, Validator};
use serde_json::Value;
use textgate_core::policy::EMBEDDED;

use crate::case::Rule::{CrossField, Schema, Syntax};
use crate::case::{CONSUMERS, SOUND, broken};
use crate::cases;

/// The checked-in schema, as an editor uses it.
fn published_schema() -> Validator {
    let text = include_str!("../../../textgate.schema.json");
    let schema: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    jsonschema::options().with_draft(Draft::Draft7).build(&schema).expect("a schema")
}

/// The JSON that an editor's validator sees, if it can read the text.
fn as_json(toml: &str) -> Option<Value> {
    let table: toml::Table = toml.parse().ok()?;
    Some(serde_json::to_value(table).expect("JSON"))
}

#[test]
fn the_published_schema_accepts_sound_policies() {
    let validator = published_schema();
    for policy in [SOUND, EMBEDDED, &format!("{SOUND}{CONSUMERS}")] {
        let errors: Vec<_> =
            validator.iter_errors(&as_json(policy).expect("TOML")).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
}

#[test]
fn the_embedded_policy_names_its_schema_for_editors() {
    let path = EMBEDDED.lines().next().and_then(|line| line.strip_prefix("#:schema ")).expect("the first line says so");
    let policy_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy");
    let schema = policy_folder.join(path).canonicalize().expect("there");
    assert_eq!(schema.file_name().and_then(|name| name.to_str()), Some("textgate.schema.json"));
}

/// What an editor cannot find with the schema: JSON has one kind of numbers, and the reader has no integers beyond 64 bits.
const INVISIBLE: [&str; 2] = ["1024.0", "0xFFFF_FFFF_FFFF_FFFF"];

#[test]
fn the_published_schema_refuses_every_broken_field_that_json_can_show() {
    let validator = published_schema();
    let (mut refused, mut invisible, mut beyond) = (0, Vec::new(), 0);
    for (rule, find, replace, _) in cases() {
        match (rule, broken(find, replace)) {
            (Syntax, _) => {}
            (Schema, text) if as_json(&text).is_none_or(|policy| validator.is_valid(&policy)) => {
                invisible.push(*replace);
            }
            (Schema, _) => refused += 1,
            (CrossField, text) => {
                let policy = as_json(&text).expect("TOML");
                assert!(validator.is_valid(&policy), "{replace:?} breaks the schema");
                beyond += 1;
            }
        }
    }
    println!("the schema refuses {refused}, cannot find {} broken fields and {beyond} contradictions", invisible.len());
    assert_eq!(invisible, INVISIBLE);
}
