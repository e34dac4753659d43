//! Which failures are retried, and how long the client waits before a retry.

use std::collections::BTreeSet;
use std::time::Duration;

use super::scripted::{Scripted, Step};
use crate::{Error, ErrorCode, ErrorKind, RequestOptions};

fn seconds(waits: &[f64]) -> Vec<Duration> {
    waits.iter().copied().map(Duration::from_secs_f64).collect()
}

fn unavailable() -> Step {
    Step::error(503, "model_unavailable", "")
}

#[tokio::test]
async fn a_call_is_retried_after_a_429_and_a_503_with_the_same_request_id() {
    let throttled = Step::error(429, "rate_limited", "retry-after: 5\r\n");
    let server = Scripted::start([throttled, unavailable(), Step::ok()]).await;
    let (client, clock) = server.client(|client| client);
    let response = client.generate().input("Hello").send().await.expect("answered");
    assert_eq!((response.output.as_str(), response.status(), response.attempts()), ("Text.", 200, 3));
    assert_eq!(clock.waits(), seconds(&[5.0, 1.0]), "what Retry-After says, and then the second wait of the backoff");
    let received = server.received();
    let ids: BTreeSet<_> = received.iter().map(|request| request.headers["x-request-id"].as_str()).collect();
    assert!(ids.len() == 1 && received.len() == 3, "{received:?}");
    assert!(received.iter().all(|request| request.body == r#"{"input":"Hello"}"#), "{received:?}");
    let agent = &received[0].headers["user-agent"];
    assert_eq!(agent, concat!("textgate-rust/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn an_error_that_a_retry_would_not_change_is_not_retried() {
    for (status, code) in [
        (400, "invalid_request"),
        (403, "model_refused"),
        (408, "request_timeout"),
        (429, "quota_exceeded"),
        (502, "model_misconfigured"),
        (504, "model_timeout"),
    ] {
        let server = Scripted::start([Step::error(status, code, "retry-after: 1\r\n"), Step::ok()]).await;
        let (client, clock) = server.client(|client| client);
        let error = client.generate().input("Hello").send().await.expect_err("refused");
        assert_eq!((error.status(), error.code(), error.attempts()), (Some(status), Some(&ErrorCode::from(code)), 1));
        assert_eq!(error.to_string(), format!("it failed ({code}, request req_server)"));
        assert_eq!((server.received().len(), clock.waits().len()), (1, 0), "{code}");
    }
}

#[tokio::test]
async fn a_call_is_retried_if_the_connection_breaks_before_or_within_the_response() {
    let server = Scripted::start([Step::Hangup, Step::Cut(r#"{"id":"gen_1","#), Step::ok()]).await;
    let (client, clock) = server.client(|client| client);
    let response = client.generate().input("Hello").send().await.expect("answered");
    assert_eq!((response.output.as_str(), response.attempts()), ("Text.", 3));
    assert_eq!(clock.waits(), seconds(&[0.5, 1.0]));
}

#[tokio::test]
async fn the_error_of_a_call_is_that_of_its_last_attempt() {
    let server = Scripted::start([unavailable(), unavailable(), Step::Cut("{")]).await;
    let (client, _) = server.client(|client| client);
    let error = client.generate().input("Hello").send().await.expect_err("cut");
    assert_eq!((error.kind(), error.attempts(), error.is_retryable()), (ErrorKind::Connection, 3, true));
    let sent = &server.received()[2].headers["x-request-id"];
    assert_eq!(error.request_id(), Some(sent.as_str()));
    assert!(std::error::Error::source(&error).is_some(), "{error:?}");
}

#[tokio::test]
async fn the_caller_chooses_the_number_of_attempts_and_the_request_id() {
    let server = Scripted::start([unavailable()]).await;
    let (client, _) = server.client(|client| client.max_attempts(2));
    let attempts = async |options: RequestOptions| {
        client.with(options).generate().input("Hello").send().await.expect_err("unavailable").attempts()
    };
    assert_eq!(attempts(RequestOptions::new()).await, 2);
    assert_eq!(attempts(RequestOptions::new().no_retries()).await, 1);
    assert_eq!(attempts(RequestOptions::new().max_attempts(4).request_id("order-4711")).await, 4);
    let received = server.received();
    let own = received.iter().filter(|request| request.headers["x-request-id"] == "order-4711");
    assert_eq!((received.len(), own.count()), (7, 4));
    let invalid = client.with(RequestOptions::new().request_id("two\nlines")).health().send().await;
    assert_eq!(invalid.expect_err("invalid").kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn there_is_no_retry_if_the_wait_is_longer_than_what_is_left_of_the_timeout() {
    let server = Scripted::start([Step::error(429, "rate_limited", "retry-after: 120\r\n"), Step::ok()]).await;
    let (client, clock) = server.client(|client| client.timeout(Duration::from_mins(2)));
    let error = client.generate().input("Hello").send().await.expect_err("throttled");
    assert_eq!((error.retry_after(), error.attempts()), (Some(Duration::from_mins(2)), 1));
    assert!(clock.waits().is_empty() && !error.is_budget_exhausted(), "{error:?}");
}

async fn failure(client: &crate::Client) -> Error {
    client.generate().input("Hello").send().await.expect_err("unavailable")
}

#[tokio::test]
async fn all_calls_of_a_client_share_a_retry_budget() {
    let server = Scripted::start([unavailable()]).await;
    let (client, _) = server.client(|client| client.max_attempts(36).timeout(Duration::from_hours(1)));
    // 35 × 14 of 500 tokens.
    let first = failure(&client).await;
    assert_eq!((first.attempts(), first.is_budget_exhausted()), (36, false));
    let clone = client.clone();
    let second = failure(&clone).await;
    assert_eq!((second.attempts(), second.is_budget_exhausted()), (1, true));
    assert!(second.to_string().contains("retry budget used up"), "{second}");
    let (other, _) = server.client(|client| client);
    assert_eq!(failure(&other).await.attempts(), 3, "another client has its own budget");
}

#[tokio::test]
async fn a_stream_is_retried_before_it_begins_and_never_after() {
    let cut = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"One\"}\n\n";
    let begun = Step::Respond(200, "content-type: text/event-stream\r\n", cut.to_owned());
    let server = Scripted::start([unavailable(), Step::Hangup, begun]).await;
    let (client, _) = server.client(|client| client);
    let mut events = client.generate_stream().input("Hello").events().await.expect("begun");
    assert!(events.next().await.expect("an event").is_ok());
    let error = events.next().await.expect("an end").expect_err("cut");
    assert_eq!((error.kind(), error.attempts(), server.received().len()), (ErrorKind::CutOff, 3, 3));
}

#[tokio::test]
async fn an_unreadable_response_is_not_retried_and_its_error_does_not_quote_it() {
    let canary = Step::Respond(200, "", r#"{"output":{"canary":1}}"#.to_owned());
    let server = Scripted::start([canary]).await;
    let (client, _) = server.client(|client| client);
    let error = client.generate().input("Hello").send().await.expect_err("unreadable");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnreadableAnswer, 1));
    let source = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(source.contains("line 1 column"), "{source}");
    assert!(!format!("{error} {error:?} {source}").contains("canary"), "{error:?}");
    assert!(error.body().is_some_and(|body| body.contains("canary")));
}

#[tokio::test]
async fn the_status_decides_about_a_retry_if_the_error_has_no_code() {
    let server = Scripted::start([Step::Respond(502, "", "<html>".to_owned()), Step::ok()]).await;
    let (client, _) = server.client(|client| client);
    assert_eq!(client.generate().input("Hello").send().await.expect("answered").attempts(), 2);

    let server = Scripted::start([Step::Respond(413, "x-amzn-errortype: X\r\n", "<html>".to_owned())]).await;
    let (client, _) = server.client(|client| client);
    let error = client.generate().input("Hello").send().await.expect_err("too large");
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Service, Some(413), None));
    assert_eq!((error.body(), error.header("X-Amzn-ErrorType")), (Some("<html>"), Some("X")));
}
