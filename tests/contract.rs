//! The derived files are up to date, and the examples of the contract are correct.

use std::collections::BTreeSet;

use jsonschema::Draft;
use serde_json::Value;
use textgate::ErrorCode;
use textgate_openapi_tool::{check, derive, generate, project_root};
use textgate_tests::agreement::call;
use textgate_tests::bodies::{Json, operations};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};

fn published() -> Value {
    serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON")
}

#[test]
fn the_checked_in_derived_files_are_up_to_date() {
    let root = project_root();
    let files = derive(&root).unwrap_or_else(|error| panic!("{error}"));
    let differences = check(&root, &files).expect("the files are read");
    assert!(
        differences.is_empty(),
        "derived files are stale; run `cargo openapi generate` and commit them\n\n{}",
        differences.join("\n")
    );
}

#[test]
fn a_stale_file_is_reported_as_a_difference_and_generated_again() {
    let root = tempfile::tempdir().expect("a folder");
    let files = derive(&project_root()).expect("the contract derives");
    for file in &files {
        let folder = root.path().join(file.path).parent().expect("a folder holds it").to_owned();
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let paths: Vec<_> = files.iter().map(|file| file.path).collect();
    assert_eq!(generate(root.path(), &files).expect("written"), paths);
    assert!(check(root.path(), &files).expect("read").is_empty());

    let document = root.path().join("openapi/v1.json");
    let text = std::fs::read_to_string(&document).expect("written");
    std::fs::write(&document, text.replace("\"maxLength\": 64", "\"maxLength\": 63")).expect("written");
    let differences = check(root.path(), &files).expect("read");
    let [difference] = differences.as_slice() else { panic!("one file is stale: {differences:?}") };
    assert!(difference.contains("--- openapi/v1.json (checked in)"), "{difference}");
    assert!(difference.contains("-            \"maxLength\": 63,"), "{difference}");
    assert!(difference.contains("+            \"maxLength\": 64,"), "{difference}");

    assert_eq!(generate(root.path(), &files).expect("written"), ["openapi/v1.json"]);
    assert!(check(root.path(), &files).expect("read").is_empty());
}

/// Pointers to each example of the document and to its schema.
fn examples(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("example") {
                let schema = if members.contains_key("schema") { format!("{place}/schema") } else { place.to_owned() };
                found.push((format!("{place}/example"), schema));
            }
            for (name, member) in members {
                let token = name.replace('~', "~0").replace('/', "~1");
                // A member inside of an example is not part of the document.
                if name != "example" {
                    examples(member, &format!("{place}/{token}"), found);
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                examples(element, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_example_satisfies_its_schema() {
    let document = published();
    let mut found = Vec::new();
    examples(&document, "", &mut found);
    assert!(found.len() > 50, "{} examples", found.len());
    for (example, schema) in found {
        let mut root = document.clone();
        root["$ref"] = format!("#{schema}").into();
        let judge = jsonschema::options().with_draft(Draft::Draft4).build(&root).expect("a schema");
        let example_value = document.pointer(&example).expect("an example");
        let fault = judge.iter_errors(example_value).next();
        assert!(fault.is_none(), "{example}: {}", fault.expect("a fault"));
    }
}

#[tokio::test]
async fn the_server_answers_every_example_of_a_request() {
    let bedrock = FakeBedrock::start(Answer::Completion("text", "end_turn", 1, 1)).await;
    let (document, server, http) = (published(), Server::start(&mut server_on(&bedrock)), reqwest::Client::new());
    let mut sent = 0;
    for operation in operations(&document) {
        let schema = document.pointer(&operation.schema).expect("a schema");
        let whole = schema.get("example").expect("each body has an example");
        let mut bodies = vec![Json::from(whole)];
        for (name, property) in schema["properties"].as_object().expect("properties") {
            let example = property.get("example").unwrap_or_else(|| panic!("{name} has no example"));
            bodies.push(Json::from(whole).with(name, example.into()));
        }
        for body in bodies {
            let verdict = call(&http, server.url(), &operation, body.to_string().into_bytes()).await;
            assert!(verdict.said.starts_with("answers 200"), "{} {body}: {}", operation.id, verdict.said);
            sent += 1;
        }
    }
    assert!(sent >= 10, "{sent} examples are sent");
}

#[test]
fn the_client_knows_exactly_the_documented_codes() {
    let document = published();
    let description = document["components"]["schemas"]["ErrorBody"]["properties"]["code"]["description"].as_str();
    let documented: BTreeSet<_> = description
        .expect("documented")
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once("` ("))
        .map(|(code, _)| code)
        .collect();
    assert_eq!(ErrorCode::KNOWN.iter().map(ErrorCode::as_str).collect::<BTreeSet<_>>(), documented);
    for code in documented {
        assert!(ErrorCode::KNOWN.contains(&ErrorCode::from(code)), "{code}");
    }
    assert_eq!(ErrorCode::from("of_the_future"), ErrorCode::Unknown("of_the_future".to_owned()));
}
