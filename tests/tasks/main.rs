//! The typed tasks with the fake Bedrock.
//!
//! - `answers`: what the model is asked for, and what the caller gets.
//! - `odd_answers`: answers of the model in odd forms.
//! - `repair`: answers of the model that are wrong, incomplete or blocked.
//! - `hostile_text`: texts that try to be something else than data.

mod answers;
mod hostile_text;
mod odd_answers;
mod repair;

use std::collections::BTreeSet;

use jsonschema::Draft;
use reqwest::StatusCode;
use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, Request};
use textgate_tests::server::Server;

/// A correct answer of the model to any task.
const RIGHT: Answer = Answer::Completion("Text from the fake.", "end_turn", 100, 10);

fn published() -> Value {
    serde_json::from_str(include_str!("../../openapi/v1.json")).expect("JSON")
}

/// The names of the tasks in the document.
fn tasks() -> Vec<String> {
    let document = published();
    let operations = document["paths"].as_object().expect("paths").values().map(|item| &item["post"]);
    let tasks = operations.filter(|operation| operation["tags"] == json!(["tasks"]));
    let names: Vec<_> = tasks.map(|task| task["operationId"].as_str().expect("a name").to_owned()).collect();
    assert!(names.len() >= 3, "{names:?}");
    names
}

/// The smallest body of each task, with `text` in its main field.
fn body(task: &str, text: &str) -> Value {
    match task {
        "summarize" => json!({ "text": text }),
        "explain" => json!({ "data": text, "question": "What is it?" }),
        "reply" => json!({ "message": text, "facts": ["It is open."] }),
        other => panic!("add a body for the task {other}"),
    }
}

/// Sends a body. If the answer has the status 200, it must satisfy the document's schema.
async fn send(server: &Server, task: &str, body: &Value) -> (StatusCode, Value) {
    let http = reqwest::Client::new();
    let answer = http.post(format!("{}/{task}", server.url())).json(body).send().await.expect("answered");
    let (status, text) = (answer.status(), answer.text().await.expect("text"));
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    if status == 200 {
        let mut root = published();
        let place = format!("/paths/~1{task}/post/responses/200/content/application~1json/schema/$ref");
        root["$ref"] = root.pointer(&place).expect("a schema").clone();
        let judge = jsonschema::options().with_draft(Draft::Draft4).build(&root).expect("a schema");
        let faults: Vec<_> = judge.iter_errors(&answer).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0], "{task}: {text}");
    }
    (status, answer)
}

fn user(request: &Request) -> &str {
    request.body["messages"][0]["content"][0]["text"].as_str().expect("a user's turn")
}

fn system(request: &Request) -> &str {
    request.body["system"][0]["text"].as_str().expect("a system prompt")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
