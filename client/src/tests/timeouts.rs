//! Timeouts. They run on the real clock and are short; the server is silent until the client closes the connection.

use std::time::Duration;

use super::scripted::{Scripted, Step};
use crate::{ErrorKind, RequestOptions};

const SHORT: Duration = Duration::from_millis(50);

/// The longest time that a test may take if the client works.
const TEST_TIMEOUT: Duration = Duration::from_mins(1);

const DELTA: &str = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"One\"}\n\n";

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_given_up_and_retried() {
    let server = Scripted::start([Step::Silence, Step::ok()]).await;
    let (client, clock) = server.client(|client| client.attempt_timeout(SHORT).timeout(Duration::from_hours(1)));
    // The second attempt may take longer on a busy machine.
    let options = RequestOptions::new().max_attempts(20);
    let client = client.with(options);
    let answer = tokio::time::timeout(TEST_TIMEOUT, client.generate().input("Hello").send()).await;
    let answer = answer.expect("not an hour").expect("answered");
    assert!(answer.attempts() > 1 && !clock.waits().is_empty(), "{answer:?}");
}

#[tokio::test]
async fn a_call_that_takes_too_long_fails_with_a_timeout_and_is_not_retried() {
    let server = Scripted::start([Step::Silence]).await;
    let (client, clock) = server.client(|client| client.timeout(SHORT));
    for _ in 0..2 {
        let error = client.generate().input("Hello").send().await.expect_err("no answer");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        assert!(error.is_retryable());
    }
    assert!(clock.waits().is_empty());
    let events = client.generate_stream().input("Hello").events().await;
    assert_eq!(events.expect_err("no stream").kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn waits_count_towards_the_timeout() {
    let server = Scripted::start([Step::error(503, "overloaded", "retry-after: 40\r\n")]).await;
    let (client, clock) = server.client(|client| client.timeout(Duration::from_secs(100)).max_attempts(10));
    let error = client.generate().input("Hello").send().await.expect_err("overloaded");
    assert_eq!((error.attempts(), clock.waits().len()), (3, 2), "the third wait would have ended at 120 s");
}

#[tokio::test]
async fn a_stream_that_is_silent_for_too_long_ends_with_a_timeout() {
    let server = Scripted::start([Step::Stall(DELTA)]).await;
    let (client, _) = server.client(|client| client);
    let client = client.with(RequestOptions::new().timeout(Duration::from_secs(1)));
    let mut events = client.generate_stream().input("Hello").events().await.expect("begun");
    assert!(events.next().await.expect("an event").is_ok());
    let error = events.next().await.expect("an end").expect_err("silent");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn the_longest_possible_timeout_does_not_overflow() {
    let server = Scripted::start([Step::ok()]).await;
    let (client, _) = server.client(|client| client.timeout(Duration::MAX).attempt_timeout(Duration::MAX));
    client.generate().input("Hello").send().await.expect("answered");
}
