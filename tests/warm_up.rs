//! The connection to Bedrock is opened at start. The start does not wait for the connection, and it does not fail without one.
//!
//! Waiting for a line of the log blocks a thread, so the fakes need a second one.

use std::net::TcpListener;

use axum::http::HeaderName;
use serde_json::json;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::server::{Server, server_on};

const OPEN: &str = "the connection to Bedrock is open";
const NOT_OPEN: &str = "no connection to Bedrock could be opened at start";

async fn bedrock() -> FakeBedrock {
    FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 9, 5)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_request_uses_the_connection_that_was_opened_at_start() {
    let bedrock = bedrock().await;
    let server = Server::start(&mut server_on(&bedrock));
    server.log().line_with(&[OPEN]);
    assert_eq!(bedrock.connections(), 1);
    assert!(bedrock.requests().is_empty(), "no model was called");
    for _ in 0..2 {
        server.client().generate().input("Hello").send().await.expect("answered");
    }
    assert_eq!((bedrock.requests().len(), bedrock.connections()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_answer_uses_the_connection_that_was_opened_at_start() {
    let bedrock = bedrock().await;
    let server = Server::start(&mut server_on(&bedrock));
    server.log().line_with(&[OPEN]);
    let client = server.client();
    let mut events = client.generate_stream().input("Hello").events().await.expect("begun");
    while let Some(event) = events.next().await {
        event.expect("no error");
    }
    assert_eq!((bedrock.requests().len(), bedrock.connections()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_that_opens_the_connection_has_no_secret() {
    let bedrock = bedrock().await;
    let server = Server::start(&mut server_on(&bedrock));
    server.log().line_with(&[OPEN]);
    let [request] = &bedrock.other_requests()[..] else { panic!("one request: {:?}", bedrock.other_requests()) };
    assert_eq!(request.method, "GET");
    let headers: Vec<_> = request.headers.keys().map(HeaderName::as_str).collect();
    assert_eq!(headers, ["host"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_starts_and_answers_if_bedrock_cannot_be_reached() {
    let lambda = FakeLambda::start().await;
    let bedrock = bedrock().await;
    let mut command = server_on(&bedrock);
    command.envs(lambda.environment()).env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1");
    let server = Server::start_without_socket(&mut command);
    let answer = lambda.invoke("invocation-1", proxy_event("GET", "/health", &json!({}), None)).await;
    assert!(!answer.is_error, "{}", String::from_utf8_lossy(&answer.body));
    server.log().line_with(&[NOT_OPEN, "\"level\":\"WARN\""]);
    assert_eq!(server.log().text().matches(NOT_OPEN).count(), 1, "{}", server.log().text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_does_not_wait_for_an_endpoint_that_accepts_connections_and_does_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let bedrock = bedrock().await;
    let mut command = server_on(&bedrock);
    command.env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url).args(["--model-timeout", "60"]);
    let server = Server::start(&mut command);
    server.client().health().send().await.expect("answered");
    // A start that waits would have logged the outcome.
    let log = server.log().text();
    assert!(!log.contains(OPEN) && !log.contains(NOT_OPEN), "{log}");
}
