//! Mocks and contract agree: each operation has a mock, whose answers the client reads as the published document has them.

use serde::Serialize;
use serde_json::{Value, json};
use textgate::types::{ExplainRequest, GenerateRequest, ReplyRequest, SummarizeRequest, TextRequest};
use textgate::{Client, ErrorKind, Response};
use textgate_mock::{Answer as _, MockServer, MockServerExt as _, REQUEST_ID, delta, done, error_body, example};

fn published() -> Value {
    serde_json::from_str(include_str!("../../../openapi/v1.json")).expect("JSON")
}

fn client(service: &MockServer) -> Client {
    Client::builder(service.base_url()).max_attempts(1).build().expect("builds")
}

/// An answer as the client has read it.
fn read<T: Serialize>(answer: Response<T>) -> Value {
    assert_eq!(answer.request_id(), REQUEST_ID);
    serde_json::to_value(answer.into_inner()).expect("JSON")
}

/// Has the operation's mock answer its own request's example with its own answer's example, and calls it.
async fn answered(service: &MockServer, client: &Client, operation: &str) -> Value {
    macro_rules! call {
        ($operation:ident $(, $request:ty)?) => {{
            let mock = service.$operation(|when, then| {
                let _ = when$(.body(&example::<$request>()))?;
                then.ok(&example());
            });
            let answer = client.$operation()$(.body(example::<$request>()))?.send().await.expect("answered");
            mock.assert();
            read(answer)
        }};
    }
    match operation {
        "generate" => call!(generate, GenerateRequest),
        "generate_stream" => {
            let mock = service.generate_stream(|when, then| {
                when.body(&example());
                then.ok(&[delta("one "), delta("two"), done()]);
            });
            let events = client.generate_stream().body(example::<GenerateRequest>()).events().await.expect("a stream");
            assert_eq!(events.request_id(), REQUEST_ID);
            let answer = events.collect().await.expect("whole");
            mock.assert();
            serde_json::to_value(answer).expect("JSON")
        }
        "summarize" => call!(summarize, SummarizeRequest),
        "explain" => call!(explain, ExplainRequest),
        "reply" => call!(reply, ReplyRequest),
        "text" => call!(text, TextRequest),
        "model_list" => call!(model_list),
        "health" => call!(health),
        _ => panic!("no mock of {operation} is tested"),
    }
}

/// What the events that the mock answers with add up to.
fn whole_stream(document: &Value) -> Value {
    let mut answer = document["components"]["schemas"]["DoneEvent"]["example"].clone();
    answer.as_object_mut().expect("an object").remove("type");
    answer["output"] = json!("one two");
    answer
}

#[tokio::test]
async fn the_client_reads_the_documents_example_from_the_mock_of_each_operation() {
    let service = MockServer::start();
    let client = client(&service);
    let document = published();
    let paths = document["paths"].as_object().expect("paths");
    for operation in paths.values().flat_map(|path| path.as_object().expect("methods").values()) {
        let name = operation["operationId"].as_str().expect("a name");
        let schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str();
        let example = schema.map_or_else(
            || whole_stream(&document),
            |schema| document.pointer(&schema[1..]).expect("a schema")["example"].clone(),
        );
        assert_eq!(answered(&service, &client, name).await, example, "{name}");
    }
}

/// The document's description of `code` has a line of each: "- `not_found` (404): …".
fn codes(document: &Value) -> Vec<(String, u16)> {
    let text = document["components"]["schemas"]["ErrorBody"]["properties"]["code"]["description"].as_str();
    let rows = text.expect("a description").lines().filter_map(|line| line.strip_prefix("- `"));
    rows.map(|row| {
        let (code, rest) = row.split_once("` (").expect("a status");
        (code.to_owned(), rest[..3].parse().expect("a number"))
    })
    .collect()
}

#[tokio::test]
async fn an_error_of_each_code_has_the_documents_status() {
    let service = MockServer::start();
    let client = client(&service);
    let codes = codes(&published());
    assert!(codes.len() > 20, "{codes:?}");
    for (code, status) in codes {
        service.reset();
        service.health(|_, then| {
            then.error(code.as_str());
        });
        let error = client.health().send().await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Service, "{error}");
        assert_eq!((error.code().expect("a code").as_str(), error.status()), (code.as_str(), Some(status)));
        assert_eq!(error.request_id(), Some(REQUEST_ID));
    }
}

#[test]
#[should_panic(expected = "the contract has no error code brand_new")]
fn a_code_that_the_contract_does_not_have_is_no_answer() {
    MockServer::start().health(|_, then| {
        then.error("brand_new");
    });
}

#[tokio::test]
async fn an_error_of_a_later_contract_has_the_status_that_the_test_gives_it() {
    let service = MockServer::start();
    service.health(|_, then| {
        then.client_error(418, &error_body("brand_new"));
    });
    let error = client(&service).health().send().await.expect_err("refused");
    assert_eq!((error.code().expect("a code").as_str(), error.status()), ("brand_new", Some(418)));
}
