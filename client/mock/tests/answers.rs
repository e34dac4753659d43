//! The answers that a mock can give, as the client sees them.

use std::time::Duration;

use textgate::types::{GenerateRequest, GenerateResponse, StreamEvent};
use textgate::{Client, Error, ErrorCode, ErrorKind};
use textgate_mock::{Answer as _, MockServer, MockServerExt as _, delta, done, example, failed};

fn client(service: &MockServer) -> Client {
    Client::builder(service.base_url()).build().expect("builds")
}

/// The texts of a stream's `delta` events, and how the stream ended.
async fn stream(events: &[StreamEvent]) -> (Vec<String>, Result<(), Error>) {
    let service = MockServer::start();
    service.generate_stream(|_, then| {
        then.ok(events);
    });
    let mut events = client(&service).generate_stream().input("Hello").events().await.expect("a stream");
    let mut texts = Vec::new();
    loop {
        match events.next().await.expect("an end") {
            Ok(StreamEvent::DeltaEvent(delta)) => texts.push(delta.text),
            Ok(StreamEvent::DoneEvent(_)) => return (texts, Ok(())),
            Ok(StreamEvent::ErrorEvent(_)) => unreachable!("the client returns it as an error"),
            Err(error) => return (texts, Err(error)),
        }
    }
}

#[tokio::test]
async fn a_stream_is_complete_or_fails_or_is_cut_off() {
    let (texts, end) = stream(&[delta("Größe\n"), delta("data: two"), done()]).await;
    assert_eq!(texts, ["Größe\n", "data: two"]);
    end.expect("complete");

    let (texts, end) = stream(&[delta("one"), failed(ErrorCode::ModelTimeout)]).await;
    assert_eq!(texts, ["one"]);
    let error = end.expect_err("failed");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some(&ErrorCode::ModelTimeout)));

    let (texts, end) = stream(&[delta("one")]).await;
    assert_eq!(texts, ["one"]);
    assert_eq!(end.expect_err("cut off").kind(), ErrorKind::CutOff);
}

#[tokio::test]
async fn a_stream_can_be_refused_before_it_begins() {
    let service = MockServer::start();
    service.generate_stream(|_, then| {
        then.error(ErrorCode::ModelNotAllowed);
    });
    let Err(error) = client(&service).generate_stream().input("Hello").events().await else { panic!("refused") };
    assert_eq!(error.code(), Some(&ErrorCode::ModelNotAllowed));
}

#[tokio::test]
async fn a_mock_answers_only_requests_with_its_body() {
    let service = MockServer::start();
    let mocks = ["one", "two"].map(|input| {
        service.generate(|when, then| {
            when.body(&GenerateRequest { input: input.parse().expect("an input"), ..example() });
            then.ok(&GenerateResponse { output: format!("about {input}"), ..example() });
        })
    });
    let client = client(&service);
    assert_eq!(client.generate().input("two").send().await.expect("answered").output, "about two");
    assert_eq!(mocks.map(|mock| mock.calls()), [0, 1]);
    let error = client.generate().input("three").send().await.expect_err("no mock matches");
    assert_eq!((error.status(), error.code()), (Some(404), None));
}

#[tokio::test]
async fn an_error_can_be_limited_to_a_number_of_requests() {
    let service = MockServer::start();
    let busy = service.generate(|_, then| {
        then.error(ErrorCode::RateLimited).retry_after(Duration::ZERO).times(1);
    });
    service.generate(|_, then| {
        then.ok(&example());
    });
    let response = client(&service).generate().input("Hello").send().await.expect("answered");
    assert_eq!((response.attempts(), busy.calls()), (2, 1));
}

#[tokio::test]
async fn an_error_can_have_a_retry_after() {
    let service = MockServer::start();
    service.generate(|_, then| {
        then.error(ErrorCode::QuotaExceeded).retry_after(Duration::from_secs(7));
    });
    let error = client(&service).generate().input("Hello").send().await.expect_err("refused");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}
