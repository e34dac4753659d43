//! The bounds of response bodies: a server that never stops sending fails the call, and the client stops reading.

use std::error::Error as StdError;

use super::scripted::{Scripted, Step};
use crate::{Client, Error, ErrorKind};

const JSON: &str = "200 OK\r\ncontent-type: application/json";
const EVENTS: &str = "200 OK\r\ncontent-type: text/event-stream";
const MIB: usize = 1024 * 1024;

/// What the sockets of both sides may hold, in addition to what the client has read.
const IN_SOCKETS: usize = 16 * MIB;

async fn generate(client: &Client) -> Error {
    client.generate().input("Hello").send().await.expect_err("an endless body")
}

#[tokio::test]
async fn an_endless_body_fails_the_call_whatever_its_media_type() {
    let announced = "200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999999999";
    for (head, piece) in [(JSON, " "), (EVENTS, "data: text\n\n"), (announced, " ")] {
        let server = Scripted::start([Step::Endless(head, piece)]).await;
        let (client, clock) = server.client(|client| client);
        let error = generate(&client).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnreadableAnswer, 1), "{head}: {error:?}");
        assert_eq!(error.to_string().split(" (").next(), Some("the response body is larger than 16777216 bytes"));
        assert!(server.sent() <= 16 * MIB + IN_SOCKETS, "{head}: {}", server.sent());
        assert!(clock.waits().is_empty() && error.body().is_none(), "{head}");
    }
}

#[tokio::test]
async fn the_largest_body_is_accepted() {
    let body = |length: usize| {
        let body = super::scripted::GENERATE_RESPONSE;
        let padding = " ".repeat(length - body.len());
        Step::Respond(200, "", body.to_owned() + &padding)
    };
    let server = Scripted::start([body(16 * MIB), body(16 * MIB + 1)]).await;
    let (client, _) = server.client(|client| client);
    assert_eq!(client.generate().input("Hello").send().await.expect("answered").output, "Text.");
    assert_eq!(generate(&client).await.kind(), ErrorKind::UnreadableAnswer);
}

#[tokio::test]
async fn an_endless_error_body_is_cut_and_its_status_still_counts() {
    for (status, attempts) in [("400 Bad Request", 1), ("503 Service Unavailable", 3)] {
        for type_ in ["text/html", "application/json", "text/event-stream"] {
            let head = format!("{status}\r\ncontent-type: {type_}").leak();
            let server = Scripted::start([Step::Endless(head, "<html>")]).await;
            let (client, _) = server.client(|client| client);
            let error = generate(&client).await;
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Service, attempts), "{head}: {error:?}");
            assert_eq!(error.body().map(str::len), Some(MIB), "{head}");
            assert!(server.sent() <= attempts as usize * (MIB + IN_SOCKETS), "{head}: {}", server.sent());
        }
    }
}

#[tokio::test]
async fn an_endless_event_of_a_stream_is_an_error() {
    for piece in ["data: text\n", "data:"] {
        let server = Scripted::start([Step::Endless(EVENTS, piece)]).await;
        let (client, _) = server.client(|client| client);
        let mut events = client.generate_stream().input("Hello").events().await.expect("begun");
        let error = events.next().await.expect("an end").expect_err("endless");
        assert_eq!(error.kind(), ErrorKind::UnreadableAnswer, "{piece:?}: {error:?}");
        let cause = error.source().expect("a cause").to_string();
        assert!(cause.contains("an event is larger than 4194304 bytes"), "{piece:?}: {cause}");
        assert!(server.sent() <= 4 * MIB + IN_SOCKETS, "{piece:?}: {}", server.sent());
    }
}

#[tokio::test]
async fn the_collected_text_of_an_endless_stream_is_an_error() {
    let text = "a".repeat(100_000);
    let delta = format!("event: delta\ndata: {{\"type\":\"delta\",\"text\":\"{text}\"}}\n\n").leak();
    let server = Scripted::start([Step::Endless(EVENTS, delta)]).await;
    let (client, _) = server.client(|client| client);
    let events = client.generate_stream().input("Hello").events().await.expect("begun");
    let error = events.collect().await.expect_err("endless");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnreadableAnswer, 1));
    assert!(error.to_string().starts_with("the text of the stream is larger than 16777216 bytes"), "{error}");
    assert!(server.sent() <= 17 * MIB + IN_SOCKETS, "{}", server.sent());
}

#[tokio::test]
async fn an_endless_answer_that_is_no_stream_does_not_begin_one() {
    let server = Scripted::start([Step::Endless(JSON, "[\"text\",")]).await;
    let (client, _) = server.client(|client| client);
    let error = client.generate_stream().input("Hello").events().await.expect_err("endless");
    assert_eq!(error.kind(), ErrorKind::UnreadableAnswer);
}
