//! Answers of ConverseStream in the real format (`application/vnd.amazon.eventstream`). A test sets them step by step.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use axum::body::{Body, Bytes};
use axum::http::Response;
use axum::response::IntoResponse;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// A step of an answer. After the last step the body ends in the regular way.
#[derive(Clone, Debug)]
pub enum Step {
    /// An event: its type and payload.
    Event(&'static str, Value),
    /// An exception: its type and message.
    Exception(String, String),
    /// These bytes.
    Bytes(Bytes),
    /// Waits until the test opens the gate.
    Wait(Gate),
    /// Waits for this time.
    Pause(Duration),
    /// Sends nothing more, and keeps the connection open.
    Silence,
    /// Breaks the connection.
    Cut,
}

impl Step {
    /// The first event of an answer.
    pub fn start() -> Self {
        Self::Event("messageStart", json!({ "p": "abcdef", "role": "assistant" }))
    }

    /// The event with a piece of text.
    pub fn text(text: &str) -> Self {
        Self::Event("contentBlockDelta", json!({ "contentBlockIndex": 0, "delta": { "text": text }, "p": "abcdefgh" }))
    }

    /// The event with the stop reason.
    pub fn stop(stop_reason: &str) -> Self {
        Self::Event("messageStop", json!({ "p": "abcd", "stopReason": stop_reason }))
    }

    /// The last event, with input and output tokens.
    pub fn usage(input: i32, output: i32) -> Self {
        Self::metadata(json!({ "inputTokens": input, "outputTokens": output, "totalTokens": input + output }))
    }

    /// The last event, with this usage.
    pub fn metadata(usage: Value) -> Self {
        Self::Event("metadata", json!({ "metrics": { "latencyMs": 1 }, "p": "abcdefghij", "usage": usage }))
    }

    /// The bytes of an event, for tests that cut or damage them.
    pub fn frame(event_type: &'static str, payload: &str) -> Vec<u8> {
        frame("event", ":event-type", event_type.to_owned(), payload.to_owned())
    }
}

/// The steps of a complete answer. The text comes in a few pieces, and no piece ends within a character.
pub fn completion(text: &str, stop_reason: &str, input: i32, output: i32) -> Vec<Step> {
    [text_steps(text), vec![Step::stop(stop_reason), Step::usage(input, output)]].concat()
}

/// The steps of an answer up to the end of the text.
pub(crate) fn text_steps(text: &str) -> Vec<Step> {
    let characters: Vec<char> = text.chars().collect();
    let pieces = characters.chunks(characters.len().div_ceil(3).max(1)).map(|piece| piece.iter().collect());
    // An empty text is one piece, as in Converse.
    let mut pieces: Vec<String> = pieces.collect();
    if pieces.is_empty() {
        pieces.push(String::new());
    }
    let mut steps = vec![Step::start()];
    steps.extend(pieces.iter().map(|piece| Step::text(piece)));
    steps.push(Step::Event("contentBlockStop", json!({ "contentBlockIndex": 0, "p": "abc" })));
    steps
}

/// Holds an answer back until the test opens it.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    /// Lets one answer pass, now or when it arrives.
    pub fn open(&self) {
        self.0.add_permits(1);
    }

    async fn pass(&self) {
        self.0.acquire().await.expect("never closed").forget();
    }
}

/// A caller of the fake. If it is dropped before the answer was complete, the caller has disconnected.
pub(crate) struct Caller {
    pub(crate) disconnected: Arc<Semaphore>,
    pub(crate) answered: bool,
}

impl Caller {
    /// Sends the whole answer at once.
    pub(crate) fn answer(mut self, answer: impl IntoResponse) -> Response<Body> {
        self.complete();
        answer.into_response()
    }

    /// The answer is complete.
    fn complete(&mut self) {
        self.answered = true;
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        if !self.answered {
            self.disconnected.add_permits(1);
        }
    }
}

/// The body that sends `steps` to `caller`.
pub(crate) fn body(steps: Vec<Step>, caller: Caller) -> Body {
    Body::from_stream(stream::unfold((steps.into_iter(), caller), |(mut steps, mut caller)| async {
        loop {
            let bytes = match steps.next() {
                Some(Step::Event(event_type, payload)) => Ok(Step::frame(event_type, &payload.to_string()).into()),
                Some(Step::Exception(exception_type, message)) => {
                    let payload = json!({ "message": message, "p": "abcde" }).to_string();
                    Ok(frame("exception", ":exception-type", exception_type, payload).into())
                }
                Some(Step::Bytes(bytes)) => Ok(bytes),
                Some(Step::Wait(gate)) => {
                    gate.pass().await;
                    continue;
                }
                Some(Step::Pause(time)) => {
                    tokio::time::sleep(time).await;
                    continue;
                }
                Some(Step::Silence) => std::future::pending().await,
                Some(Step::Cut) => {
                    // The earlier bytes are flushed while the body is not ready.
                    tokio::task::yield_now().await;
                    caller.complete();
                    Err(io::Error::other("the test breaks the connection"))
                }
                None => {
                    caller.complete();
                    return None;
                }
            };
            return Some((bytes, (steps, caller)));
        }
    }))
}

pub(crate) fn frame(message_type: &'static str, type_header: &'static str, name: String, payload: String) -> Vec<u8> {
    let text = |value: String| HeaderValue::String(value.into());
    let message = Message::new(payload)
        .add_header(Header::new(type_header, text(name)))
        .add_header(Header::new(":content-type", text("application/json".to_owned())))
        .add_header(Header::new(":message-type", text(message_type.to_owned())));
    encode(&message)
}

pub(crate) fn encode(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_message_to(message, &mut bytes).expect("a frame");
    bytes
}
