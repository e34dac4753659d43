//! The answer of `generate_stream`: a stream of server-sent events.

use textgate::ErrorCode;
use textgate::types::{DeltaEvent, DoneEvent, ErrorEvent, StreamEvent};

use crate::answer::{Answer, error_body};
use crate::example::example;
use crate::generated_operations::GenerateStreamThen;

impl GenerateStreamThen {
    /// Answers with these events, all in one piece. If the last event is neither [`done`] nor [`failed`], the client
    /// sees a stream that was cut off.
    #[expect(
        clippy::return_self_not_must_use,
        reason = "the mock has the answer already; a caller may ignore what the method returns"
    )]
    pub fn ok(self, events: &[StreamEvent]) -> Self {
        let body: String = events.iter().map(server_sent_event).collect();
        self.map(|then| then.status(200_u16).header("content-type", "text/event-stream").body(body))
    }
}

/// The event as it is sent: its name, its data, and an empty line.
fn server_sent_event(event: &StreamEvent) -> String {
    let name = match event {
        StreamEvent::DeltaEvent(_) => "delta",
        StreamEvent::DoneEvent(_) => "done",
        StreamEvent::ErrorEvent(_) => "error",
    };
    match serde_json::to_string(event) {
        Ok(data) => format!("event: {name}\ndata: {data}\n\n"),
        Err(error) => panic!("the event cannot be written as JSON: {error}"),
    }
}

/// A `delta` event with a piece of the text.
pub fn delta(text: impl Into<String>) -> StreamEvent {
    DeltaEvent { text: text.into(), ..example() }.into()
}

/// The `done` event that ends a complete stream: the contract's example.
pub fn done() -> StreamEvent {
    example::<DoneEvent>().into()
}

/// The `error` event that ends a stream if the generation fails after the stream has begun.
pub fn failed(code: impl Into<ErrorCode>) -> StreamEvent {
    ErrorEvent { error: error_body(code), ..example() }.into()
}
