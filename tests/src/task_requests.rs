//! What the tests of the typed tasks share: requests for each task, and what a model was sent for them.

use std::collections::BTreeSet;

use jsonschema::Draft;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::fake_bedrock::{Answer, Request};
use crate::server::Server;

/// The fields of each answer besides those of its task.
pub const FRAME: [&str; 4] = ["id", "model", "stop_reason", "usage"];

/// A right answer to each task.
pub const RIGHT: Answer = Answer::Completion("Text from the fake.", "end_turn", 100, 10);

/// The published document.
pub fn published() -> Value {
    serde_json::from_str(include_str!("../../openapi/v1.json")).expect("JSON")
}

/// The names of the tasks, as the document has them.
pub fn tasks() -> Vec<String> {
    let document = published();
    let operations = document["paths"].as_object().expect("paths").values().map(|item| &item["post"]);
    let tasks = operations.filter(|operation| operation["tags"] == json!(["tasks"]));
    let names: Vec<_> = tasks.map(|task| task["operationId"].as_str().expect("a name").to_owned()).collect();
    assert!(names.len() >= 3, "{names:?}");
    names
}

/// The plainest body of each task, with `text` where the caller's words go.
pub fn body(task: &str, text: &str) -> Value {
    match task {
        "summarize" => json!({ "text": text }),
        "explain" => json!({ "data": text, "question": "What is it?" }),
        "reply" => json!({ "message": text, "facts": ["It is open."] }),
        other => panic!("no such task: {other}"),
    }
}

/// Sends a body as it is, and checks that an answer with 200 is what the document describes.
pub async fn send(server: &Server, task: &str, body: &Value) -> (StatusCode, Value) {
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

/// The user's turn of a request to a model.
pub fn user(request: &Request) -> &str {
    request.body["messages"][0]["content"][0]["text"].as_str().expect("a user's turn")
}

/// The system prompt of a request to a model.
pub fn system(request: &Request) -> &str {
    request.body["system"][0]["text"].as_str().expect("a system prompt")
}

/// The names of the fields of an object.
pub fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
