//! Mocks and contract agree: every operation has a mock, and the client reads its answers as the published document has
//! them.

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

/// A response as the client has read it.
fn read<T: Serialize>(response: Response<T>) -> Value {
    assert_eq!(response.request_id(), REQUEST_ID);
    serde_json::to_value(response.into_inner()).expect("JSON")
}

/// Makes a mock of the operation that answers the example of its request with the example of its response, and calls
/// it.
async fn mocked_response(service: &MockServer, client: &Client, operation: &str) -> Value {
    macro_rules! call {
        ($operation:ident $(, $request:ty)?) => {{
            let mock = service.$operation(|when, then| {
                let _ = when$(.body(&example::<$request>()))?;
                then.ok(&example());
            });
            let response = client.$operation()$(.body(example::<$request>()))?.send().await.expect("answered");
            mock.assert();
            read(response)
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
            let response = events.collect().await.expect("complete");
            mock.assert();
            serde_json::to_value(response).expect("JSON")
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

/// The response that the client collects from the mock's stream.
fn collected_response(document: &Value) -> Value {
    let mut response = document["components"]["schemas"]["DoneEvent"]["example"].clone();
    response.as_object_mut().expect("an object").remove("type");
    response["output"] = json!("one two");
    response
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
            || collected_response(&document),
            |schema| document.pointer(&schema[1..]).expect("a schema")["example"].clone(),
        );
        assert_eq!(mocked_response(&service, &client, name).await, example, "{name}");
    }
}

/// The error codes and their statuses. The document's description of `code` has a line for each: "- `not_found` (404):
/// …".
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
async fn an_error_has_the_status_that_the_document_defines_for_its_code() {
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
fn a_code_that_the_contract_does_not_have_panics() {
    MockServer::start().health(|_, then| {
        then.error("brand_new");
    });
}

#[tokio::test]
async fn an_error_of_a_later_contract_can_have_any_status() {
    let service = MockServer::start();
    service.health(|_, then| {
        then.client_error(418, &error_body("brand_new"));
    });
    let error = client(&service).health().send().await.expect_err("refused");
    assert_eq!((error.code().expect("a code").as_str(), error.status()), ("brand_new", Some(418)));
}
