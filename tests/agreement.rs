//! One verdict everywhere: what the server says of a body is what the published document says of it, and the client's
//! types refuse nothing that the document accepts.

use jsonschema::Draft;
use serde_json::Value;
use textgate::types;
use textgate_openapi::{Validator, json};
use textgate_tests::bodies::{Operation, bodies, operations, unacceptable};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};

/// Bodies for each operation; more with `TEXTGATE_AGREEMENT_BODIES`.
const BODIES: usize = 600;
const SEED: u64 = 20_261_122;

fn published() -> Value {
    serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON")
}

/// The document as another implementation of JSON Schema reads it. OpenAPI 3.0 without `nullable` is draft 4 where the
/// requests are.
struct Document(jsonschema::Validator);

impl Document {
    fn new(document: &Value, operation: &Operation) -> Self {
        let mut schema = document.clone();
        schema["$ref"] = format!("#{}", operation.schema).into();
        let validator = jsonschema::options().with_draft(Draft::Draft4).build(&schema).expect("a schema");
        Self(validator)
    }

    fn accepts(&self, body: &Value) -> bool {
        self.0.is_valid(body)
    }
}

/// Whether the client's types can express a body.
fn client_accepts(operation: &Operation, body: &Value) -> bool {
    match operation.schema.as_str() {
        "/components/schemas/GenerateRequest" => serde_json::from_value::<types::GenerateRequest>(body.clone()).is_ok(),
        "/components/schemas/TextRequest" => serde_json::from_value::<types::TextRequest>(body.clone()).is_ok(),
        other => panic!("add the client's type for {other}"),
    }
}

struct Service {
    url: String,
    http: reqwest::Client,
    _server: Server,
}

impl Service {
    async fn start() -> Self {
        let bedrock = FakeBedrock::start(Answer::Completion("text", "end_turn", 1, 1)).await;
        let server = Server::start(server_on(&bedrock).env("RUST_LOG", "error"));
        Self { url: server.url().to_owned(), http: reqwest::Client::new(), _server: server }
    }

    /// The status of a body. What the policy refuses has passed the contract.
    async fn status(&self, operation: &Operation, body: Vec<u8>) -> u16 {
        let request = self.http.post(format!("{}{}", self.url, operation.path)).body(body);
        request.send().await.expect("an answer").status().as_u16()
    }
}

#[tokio::test]
async fn the_server_the_document_and_the_client_agree_on_every_body() {
    let count = std::env::var("TEXTGATE_AGREEMENT_BODIES").map_or(BODIES, |text| text.parse().expect("a number"));
    let document = published();
    let service = Service::start().await;
    let operations = operations(&document);
    assert!(operations.len() >= 2, "the document's operations are found");
    for operation in &operations {
        let judge = Document::new(&document, operation);
        let (mut accepted, mut refused, mut beyond, mut disagreements) = (0, 0, 0, Vec::new());
        let bodies = bodies(&document, operation, SEED, count);
        for body in &bodies {
            let expected = judge.accepts(body);
            let status = service.status(operation, body.to_string().into_bytes()).await;
            let told = match status {
                200 | 403 | 404 => true,
                400 => false,
                _ => !expected,
            };
            let clients = client_accepts(operation, body);
            if told != expected || (expected && !clients) {
                let shown: String = body.to_string().chars().take(200).collect();
                disagreements.push(format!("document {expected}, server {status}, client {clients}: {shown}"));
            }
            beyond += usize::from(clients && !expected);
            *if expected { &mut accepted } else { &mut refused } += 1;
        }
        println!(
            "{}: {} bodies, {accepted} accepted, {refused} refused, {} disagreements; the client's types accept {beyond} more",
            operation.path,
            bodies.len(),
            disagreements.len()
        );
        assert!(accepted > 50 && refused > 50, "both verdicts are tried");
        assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    }
}

#[tokio::test]
async fn no_unacceptable_text_is_accepted() {
    let document = published();
    let service = Service::start().await;
    for operation in operations(&document) {
        for text in unacceptable(&document, &operation) {
            let shown = String::from_utf8_lossy(&text[..text.len().min(100)]).into_owned();
            assert!(json::parse(&text).is_err() || shown.contains("\\u00"), "{shown}");
            assert_eq!(service.status(&operation, text).await, 400, "{shown}");
        }
    }
}

/// Each constraint of a request schema, as the pointer of its keyword.
fn constraints(schema: &Value, pointer: &str, found: &mut Vec<String>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let place = format!("{pointer}/{keyword}");
        match keyword.as_str() {
            "properties" => {
                for (name, property) in value.as_object().into_iter().flatten() {
                    constraints(property, &format!("{place}/{name}"), found);
                }
            }
            "items" => constraints(value, &place, found),
            "description" | "example" | "format" => {}
            _ => found.push(place),
        }
    }
}

#[test]
fn each_constraint_that_one_judge_alone_has_lost_is_noticed() {
    let document = published();
    let mut weakened = 0;
    for operation in operations(&document) {
        let judge = Document::new(&document, &operation);
        let bodies = bodies(&document, &operation, SEED, BODIES);
        let mut places = Vec::new();
        constraints(document.pointer(&operation.schema).expect("a schema"), &operation.schema, &mut places);
        if operation.path == "/generate" {
            constraints(
                &document["components"]["schemas"]["StopSequence"],
                "/components/schemas/StopSequence",
                &mut places,
            );
        }
        for place in places {
            let mut other = document.clone();
            let (parent, keyword) = place.rsplit_once('/').expect("a pointer");
            let schema = other.pointer_mut(parent).and_then(Value::as_object_mut).expect("a schema");
            schema.remove(keyword);
            let server = Validator::compile(&other, &operation.schema).expect("compiles");
            let noticed = bodies.iter().any(|body| server.violations(body).is_empty() != judge.accepts(body));
            assert!(noticed, "{place} is gone and no body shows it");
            weakened += 1;
        }
    }
    assert!(weakened >= 25, "{weakened} constraints were taken away");
}
