//! Streams of generated text: the events of `generate_stream`, and the answer that they add up to.

use std::io::ErrorKind::{InvalidData, Other, TimedOut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use futures_util::{Stream, StreamExt};
use serde::Deserialize;
use sse_stream::{Sse, SseByteStream};

use crate::error::{Cause, Error, ErrorKind, place};
use crate::generated::{ByteStream, builder, types};
use crate::response::Response;
use crate::silence::was_silent;

/// An event may have this many bytes. Far above what the service sends, and little enough to keep.
const LONGEST_EVENT: usize = 4 * 1024 * 1024;

impl builder::GenerateStream<'_> {
    /// Sends the request and waits for the model's first words.
    ///
    /// ```no_run
    /// # async fn example(client: textgate::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use textgate::types::StreamEvent;
    ///
    /// let mut events = client.generate_stream().input("Tell me a story.").events().await?;
    /// while let Some(event) = events.next().await {
    ///     if let StreamEvent::DeltaEvent(delta) = event? {
    ///         print!("{}", delta.text);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What any operation's `send` fails with: what the service refuses, or fails at before the first words, is no stream.
    pub async fn events(self) -> Result<EventStream, Error> {
        Ok(EventStream::new(self.begin().await?))
    }
}

/// The events of one generation: deltas, then one `done`. Dropping it closes the connection, by which the service learns
/// that the rest is not wanted.
///
/// Everything but a `done` at the end is an error, the service's own `error` event too: so `?` never takes part of a text
/// for all of it. Nothing follows an error. An event of a type that this client does not know is passed over.
pub struct EventStream {
    /// Absent after an error: the connection is of no more use, and closing it tells the service.
    events: Option<Events>,
    request_id: String,
    attempts: u32,
    has_ended: bool,
}

type Events = Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send + Sync>>;

impl EventStream {
    pub(crate) fn new(response: Response<ByteStream>) -> Self {
        let (request_id, attempts) = (response.request_id().to_owned(), response.attempts());
        let mut event = EventLength::default();
        let bounded = response.into_inner().into_inner().map(move |bytes| match bytes {
            Ok(bytes) if event.admits(&bytes) => Ok(bytes),
            Ok(_) => Err(io::Error::new(InvalidData, format!("an event has more than {LONGEST_EVENT} bytes"))),
            Err(error) => Err(io::Error::new(if was_silent(&error) { TimedOut } else { Other }, error)),
        });
        Self { events: Some(Box::pin(SseByteStream::new(bounded))), request_id, attempts, has_ended: false }
    }

    /// Names the request in the service's log. Empty if what answered is no Textgate.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The next event; none after the last.
    pub async fn next(&mut self) -> Option<Result<types::StreamEvent, Error>> {
        StreamExt::next(self).await
    }

    /// Waits for the whole answer, as `generate` would have given it.
    ///
    /// # Errors
    ///
    /// The stream's own error; the text so far is lost with it.
    pub async fn collect(mut self) -> Result<types::GenerateResponse, Error> {
        let mut output = String::new();
        loop {
            match self.next().await {
                Some(Ok(types::StreamEvent::DeltaEvent(delta))) => output.push_str(&delta.text),
                Some(Ok(types::StreamEvent::DoneEvent(done))) => {
                    let types::DoneEvent { id, model, stop_reason, usage, .. } = done;
                    return Ok(types::GenerateResponse { id, model, output, stop_reason, usage });
                }
                Some(Ok(types::StreamEvent::ErrorEvent(event))) => {
                    return Err(self.failed(Error::of_service(event.error)));
                }
                Some(Err(error)) => return Err(error),
                None => return Err(self.failed(cut_off())),
            }
        }
    }

    fn failed(&self, error: Error) -> Error {
        error.of_call(&self.request_id, self.attempts)
    }
}

impl Stream for EventStream {
    type Item = Result<types::StreamEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let has_ended = self.has_ended;
        let Some(events) = &mut self.events else { return Poll::Ready(None) };
        if has_ended {
            // The end of the body, if it is there: a connection that was read to its end is used again.
            let _ = events.as_mut().poll_next(context);
            return Poll::Ready(None);
        }
        loop {
            let event = match ready!(events.as_mut().poll_next(context)) {
                None => Err(cut_off()),
                Some(Err(sse_stream::Error::Body(error))) => Err(of_bytes(error)),
                Some(Err(error)) => Err(unreadable(error)),
                Some(Ok(event)) => match read(event.data.as_deref().unwrap_or_default()) {
                    Ok(None) => continue,
                    Ok(Some(types::StreamEvent::ErrorEvent(event))) => Err(Error::of_service(event.error)),
                    Ok(Some(event)) => Ok(event),
                    Err(error) => Err(unreadable(place(&error))),
                },
            };
            self.has_ended = !matches!(event, Ok(types::StreamEvent::DeltaEvent(_)));
            if event.is_err() {
                self.events = None;
            }
            return Poll::Ready(Some(event.map_err(|error| self.failed(error))));
        }
    }
}

/// The event that `data` is. None for one of a type that came later than this client.
fn read(data: &str) -> Result<Option<types::StreamEvent>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Tag {
        #[serde(rename = "type")]
        kind: String,
    }

    let known = if data.is_empty() { "" } else { &serde_json::from_str::<Tag>(data)?.kind };
    // By its type and not by the union, whose error would not say what is missing.
    Ok(match known {
        "delta" => Some(serde_json::from_str::<types::DeltaEvent>(data)?.into()),
        "done" => Some(serde_json::from_str::<types::DoneEvent>(data)?.into()),
        "error" => Some(serde_json::from_str::<types::ErrorEvent>(data)?.into()),
        _ => None,
    })
}

/// Counts the bytes since the last empty line, which ends an event.
#[derive(Default)]
struct EventLength {
    bytes: usize,
    line: usize,
}

impl EventLength {
    fn admits(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| {
            self.bytes += 1;
            match byte {
                b'\n' if self.line == 0 => self.bytes = 0,
                b'\n' => self.line = 0,
                b'\r' => {}
                _ => self.line += 1,
            }
            self.bytes <= LONGEST_EVENT
        })
    }
}

fn cut_off() -> Error {
    Error::new(ErrorKind::CutOff, "the stream was cut off before its last event")
}

fn unreadable(cause: impl Into<Cause>) -> Error {
    Error::caused(ErrorKind::UnreadableAnswer, "the stream has something that is no event of this service", cause)
}

/// Why no more bytes came, or too many for an event.
fn of_bytes(cause: Cause) -> Error {
    match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(InvalidData) => unreadable(cause),
        Some(TimedOut) => {
            Error::caused(ErrorKind::Timeout, "nothing came for too long before the stream's last event", cause)
        }
        _ => Error::caused(ErrorKind::Connection, "the connection failed before the stream's last event", cause),
    }
}

/// The text never reaches a log.
impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("has_ended", &self.has_ended).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use futures_util::stream;
    use http::HeaderMap;

    use super::*;
    use crate::ErrorCode;

    const DELTA: &str = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"Größe\"}\n\n";
    const DONE: &str = "event: done\ndata: {\"type\":\"done\",\"id\":\"gen_1\",\"model\":\"m\",\"stop_reason\":\"end_turn\",\
        \"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}\n\n";
    const ERROR: &str = "event: error\ndata: {\"type\":\"error\",\"error\":{\"error\":\"the model failed\",\
        \"code\":\"model_error\",\"request_id\":\"req_1\"}}\n\n";

    /// The events of a body that comes in pieces of `size` bytes.
    fn events_in_pieces(body: &str, size: usize) -> EventStream {
        let pieces: Vec<_> = body.as_bytes().chunks(size).map(|piece| Ok(piece.to_vec().into())).collect();
        let bytes = ByteStream::new(Box::pin(stream::iter(pieces)));
        EventStream::new(Response::new(bytes, 200, HeaderMap::new(), 1))
    }

    fn events(body: &str) -> EventStream {
        events_in_pieces(body, 1000)
    }

    async fn error(body: &str) -> Error {
        let mut events = events(body);
        let error = loop {
            if let Err(error) = events.next().await.expect("an end") {
                break error;
            }
        };
        assert!(events.next().await.is_none(), "nothing follows an error");
        error
    }

    #[tokio::test]
    async fn an_answer_is_whole_wherever_its_bytes_are_cut() {
        let body = format!("{DELTA}:\n\n{DELTA}{DONE}");
        for size in 1..body.len() {
            let answer =
                events_in_pieces(&body, size).collect().await.unwrap_or_else(|error| panic!("{size}: {error}"));
            assert_eq!((answer.output.as_str(), answer.id.as_str()), ("GrößeGröße", "gen_1"), "{size}");
        }
    }

    #[tokio::test]
    async fn nothing_follows_done() {
        let mut events = events(&format!("{DONE}{DELTA}"));
        assert!(matches!(events.next().await, Some(Ok(types::StreamEvent::DoneEvent(_)))));
        assert!(events.next().await.is_none());
    }

    #[tokio::test]
    async fn an_error_event_is_an_error() {
        let error = error(&format!("{DELTA}{ERROR}{DELTA}")).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some(&ErrorCode::ModelError)));
        assert_eq!(error.to_string(), "the model failed (model_error, request req_1)");
    }

    #[tokio::test]
    async fn a_body_that_just_ends_was_cut_off() {
        for body in ["", DELTA, &DONE[..DONE.len() - 1], ":\n\n"] {
            assert_eq!(error(body).await.kind(), ErrorKind::CutOff, "{body}");
        }
    }

    #[tokio::test]
    async fn what_is_no_event_of_the_service_is_an_error() {
        for data in ["[DONE]", "{}", "{\"type\":\"delta\"}", "{\"type\":\"delta\",\"text\":1}"] {
            let body = format!("data: {data}\n\n{DONE}");
            assert_eq!(error(&body).await.kind(), ErrorKind::UnreadableAnswer, "{data}");
        }
    }

    #[tokio::test]
    async fn an_event_of_a_later_type_is_passed_over() {
        let body = format!("event: tool\ndata: {{\"type\":\"tool\"}}\n\nretry: 5\n\n{DELTA}{DONE}");
        assert_eq!(events(&body).collect().await.expect("answered").output, "Größe");
    }

    #[tokio::test]
    async fn an_endless_event_is_refused_and_an_endless_stream_is_not() {
        for endless in ["data: ".to_owned() + &"a".repeat(LONGEST_EVENT), "data: a\n".repeat(LONGEST_EVENT / 8 + 1)] {
            let error = error(&endless).await;
            let cause = error.source().expect("a cause").to_string();
            assert!(error.kind() == ErrorKind::UnreadableAnswer && cause.contains("4194304"), "{cause}");
        }
        let long = DELTA.replace('\n', "\r\n").repeat(LONGEST_EVENT / DELTA.len() + 1) + DONE;
        assert!(events(&long).collect().await.is_ok());
    }
}
