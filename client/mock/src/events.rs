//! Streams of events.

use textgate::ErrorCode;
use textgate::types::{DeltaEvent, DoneEvent, ErrorEvent, StreamEvent};

use crate::operations::GenerateStreamThen;
use crate::{Answer, error_body, example};

impl GenerateStreamThen {
    /// Answers with these events, all of them at once. A stream whose last event is neither [`done`] nor [`failed`] was cut off.
    #[expect(
        clippy::return_self_not_must_use,
        reason = "the mock has the answer already; it is returned for more of it"
    )]
    pub fn ok(self, events: &[StreamEvent]) -> Self {
        let body: String = events.iter().map(written).collect();
        self.map(|then| then.status(200_u16).header("content-type", "text/event-stream").body(body))
    }
}

fn written(event: &StreamEvent) -> String {
    let name = match event {
        StreamEvent::DeltaEvent(_) => "delta",
        StreamEvent::DoneEvent(_) => "done",
        StreamEvent::ErrorEvent(_) => "error",
    };
    match serde_json::to_string(event) {
        Ok(data) => format!("event: {name}\ndata: {data}\n\n"),
        Err(error) => panic!("an event cannot be written: {error}"),
    }
}

/// A piece of the text.
pub fn delta(text: impl Into<String>) -> StreamEvent {
    DeltaEvent { text: text.into(), ..example() }.into()
}

/// The last event of a whole answer, as the contract's example has it.
pub fn done() -> StreamEvent {
    example::<DoneEvent>().into()
}

/// The last event of an answer that failed after its first words.
pub fn failed(code: impl Into<ErrorCode>) -> StreamEvent {
    ErrorEvent { error: error_body(code), ..example() }.into()
}
