//! Streams of generated text: the events of `generate_stream`, and how they are collected into one response.

use std::io::ErrorKind::{InvalidData, Other, TimedOut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use futures_util::{Stream, StreamExt};
use progenitor_client::ByteStream;
use serde::Deserialize;
use sse_stream::{Sse, SseByteStream};

use crate::error::{Cause, Error, ErrorKind, without_values};
use crate::idle_timeout::is_idle_timeout;
use crate::response::Response;
use crate::{body, builder, types};

/// The maximum size of an event. The service sends far smaller events, and the client can keep one of this size in
/// memory.
const MAX_EVENT_BYTES: usize = 4 * 1024 * 1024;

impl builder::GenerateStream<'_> {
    /// Sends the request and waits until the stream begins: until the model has generated the first piece of text.
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
    /// The same errors as `send` of any other operation. If the service refuses the request, or fails before the first
    /// piece of text, there is no stream.
    pub async fn events(self) -> Result<EventStream, Error> {
        Ok(EventStream::new(self.open_stream().await?))
    }
}

/// The events of one generation: any number of `delta` events, then one `done` event. To cancel the generation, drop
/// the stream. This closes the connection, which tells the service that the rest is not wanted.
///
/// A stream that does not end with `done` ends with an error. An `error` event of the service is returned as an error,
/// too. So code that uses `?` never takes an incomplete text for a complete one. Nothing follows an error. Events of a
/// type that this client does not know are skipped.
pub struct EventStream {
    /// Absent after an error. The connection has no more use then, and closing it tells the service.
    events: Option<ServerSentEvents>,
    request_id: String,
    attempts: u32,
    has_ended: bool,
}

type ServerSentEvents = Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send + Sync>>;

impl EventStream {
    pub(crate) fn new(response: Response<ByteStream>) -> Self {
        let (request_id, attempts) = (response.request_id().to_owned(), response.attempts());
        let mut event = EventSize::default();
        let bounded = response.into_inner().into_inner().map(move |bytes| match bytes {
            Ok(bytes) if event.accepts(&bytes) => Ok(bytes),
            Ok(_) => Err(io::Error::new(InvalidData, format!("an event is larger than {MAX_EVENT_BYTES} bytes"))),
            Err(error) => {
                // The URL of the error is not that of the request: progenitor got a response that this client made.
                let kind = if is_idle_timeout(&error) { TimedOut } else { Other };
                Err(io::Error::new(kind, error.without_url()))
            }
        });
        Self { events: Some(Box::pin(SseByteStream::new(bounded))), request_id, attempts, has_ended: false }
    }

    /// The id of the request in the service's log. Empty if the response has none, so it came from something other than
    /// Textgate.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The next event, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<types::StreamEvent, Error>> {
        StreamExt::next(self).await
    }

    /// Waits for the end of the stream and returns the whole response, as `generate` returns it.
    ///
    /// # Errors
    ///
    /// The error with which the stream ends, or [`ErrorKind::UnreadableAnswer`] if the text is larger than 16 MiB. The
    /// text so far is lost.
    pub async fn collect(mut self) -> Result<types::GenerateResponse, Error> {
        let mut output = String::new();
        loop {
            match self.next().await {
                Some(Ok(types::StreamEvent::DeltaEvent(delta))) => {
                    if output.len() + delta.text.len() > body::MAX_BYTES {
                        return Err(self.in_call(body::too_large("the text of the stream")));
                    }
                    output.push_str(&delta.text);
                }
                Some(Ok(types::StreamEvent::DoneEvent(done))) => {
                    let types::DoneEvent { id, model, stop_reason, usage, .. } = done;
                    return Ok(types::GenerateResponse { id, model, output, stop_reason, usage });
                }
                Some(Ok(types::StreamEvent::ErrorEvent(event))) => {
                    return Err(self.in_call(Error::from_error_body(event.error)));
                }
                Some(Err(error)) => return Err(error),
                None => return Err(self.in_call(cut_off())),
            }
        }
    }

    fn in_call(&self, error: Error) -> Error {
        error.in_call(&self.request_id, self.attempts)
    }
}

impl Stream for EventStream {
    type Item = Result<types::StreamEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let has_ended = self.has_ended;
        let Some(events) = &mut self.events else { return Poll::Ready(None) };
        if has_ended {
            // A connection is reused only if its body was read to the end, so read the end if it is there.
            let _ = events.as_mut().poll_next(context);
            return Poll::Ready(None);
        }
        loop {
            let event = match ready!(events.as_mut().poll_next(context)) {
                None => Err(cut_off()),
                Some(Err(sse_stream::Error::Body(error))) => Err(body_error(error)),
                Some(Err(error)) => Err(unreadable(error)),
                Some(Ok(event)) => match parse(event.data.as_deref().unwrap_or_default()) {
                    Ok(None) => continue,
                    Ok(Some(types::StreamEvent::ErrorEvent(event))) => Err(Error::from_error_body(event.error)),
                    Ok(Some(event)) => Ok(event),
                    Err(error) => Err(unreadable(without_values(&error))),
                },
            };
            self.has_ended = !matches!(event, Ok(types::StreamEvent::DeltaEvent(_)));
            if event.is_err() {
                self.events = None;
            }
            return Poll::Ready(Some(event.map_err(|error| self.in_call(error))));
        }
    }
}

/// Parses the data of an event. Returns `None` if this client does not know the event's type.
fn parse(data: &str) -> Result<Option<types::StreamEvent>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Tag {
        #[serde(rename = "type")]
        kind: String,
    }

    let known = if data.is_empty() { "" } else { &serde_json::from_str::<Tag>(data)?.kind };
    // Not as the union of all events: its error would not say which field is wrong.
    Ok(match known {
        "delta" => Some(serde_json::from_str::<types::DeltaEvent>(data)?.into()),
        "done" => Some(serde_json::from_str::<types::DoneEvent>(data)?.into()),
        "error" => Some(serde_json::from_str::<types::ErrorEvent>(data)?.into()),
        _ => None,
    })
}

/// The size of the event that is being received. An empty line ends an event.
#[derive(Default)]
struct EventSize {
    bytes: usize,
    line_length: usize,
}

impl EventSize {
    /// Counts these bytes, and returns whether every event in them is within the maximum size.
    fn accepts(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| {
            self.bytes += 1;
            match byte {
                b'\n' if self.line_length == 0 => self.bytes = 0,
                b'\n' => self.line_length = 0,
                b'\r' => {}
                _ => self.line_length += 1,
            }
            self.bytes <= MAX_EVENT_BYTES
        })
    }
}

fn cut_off() -> Error {
    Error::new(ErrorKind::CutOff, "the stream ended without a `done` event")
}

fn unreadable(cause: impl Into<Cause>) -> Error {
    Error::with_source(ErrorKind::UnreadableAnswer, "the stream has an event that cannot be read", cause)
}

/// The error for a body that failed, or that has an event that is too large.
fn body_error(cause: Cause) -> Error {
    match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(InvalidData) => unreadable(cause),
        Some(TimedOut) => Error::with_source(ErrorKind::Timeout, "the stream was silent for too long", cause),
        _ => Error::with_source(ErrorKind::Connection, "the connection failed before the stream ended", cause),
    }
}

/// The generated text is left out, because debug text may be logged.
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

    /// The events of a body that arrives in pieces of `size` bytes.
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
    async fn the_events_are_the_same_wherever_the_bytes_are_split() {
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
    async fn a_body_that_ends_without_a_last_event_was_cut_off() {
        for body in ["", DELTA, &DONE[..DONE.len() - 1], ":\n\n"] {
            assert_eq!(error(body).await.kind(), ErrorKind::CutOff, "{body}");
        }
    }

    #[tokio::test]
    async fn data_that_is_not_an_event_of_the_service_is_an_error() {
        for data in ["[DONE]", "{}", "{\"type\":\"delta\"}", "{\"type\":\"delta\",\"text\":1}"] {
            let body = format!("data: {data}\n\n{DONE}");
            assert_eq!(error(&body).await.kind(), ErrorKind::UnreadableAnswer, "{data}");
        }
    }

    #[tokio::test]
    async fn an_event_of_an_unknown_type_is_skipped() {
        let body = format!("event: tool\ndata: {{\"type\":\"tool\"}}\n\nretry: 5\n\n{DELTA}{DONE}");
        assert_eq!(events(&body).collect().await.expect("answered").output, "Größe");
    }

    #[tokio::test]
    async fn an_endless_event_is_refused_and_an_endless_stream_is_not() {
        for endless in ["data: ".to_owned() + &"a".repeat(MAX_EVENT_BYTES), "data: a\n".repeat(MAX_EVENT_BYTES / 8 + 1)]
        {
            let error = error(&endless).await;
            let cause = error.source().expect("a cause").to_string();
            assert!(error.kind() == ErrorKind::UnreadableAnswer && cause.contains("4194304"), "{cause}");
        }
        let long = DELTA.replace('\n', "\r\n").repeat(MAX_EVENT_BYTES / DELTA.len() + 1) + DONE;
        assert!(events(&long).collect().await.is_ok());
    }
}
