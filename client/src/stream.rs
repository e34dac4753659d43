//! Streams of generated text: the events of `generate_stream`, and the answer that they add up to.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use futures_util::{Stream, StreamExt};
use reqwest::header::HeaderMap;
use serde::Deserialize;
use sse_stream::{Sse, SseByteStream};

use crate::generated::{ByteStream, Error, ResponseValue, builder, types};

/// An event may have this many bytes. Far above what the service sends, and little enough to keep.
const LONGEST_EVENT: usize = 4 * 1024 * 1024;

type Cause = Box<dyn StdError + Send + Sync>;

impl builder::GenerateStream<'_> {
    /// Sends the request and waits for the model's first words.
    ///
    /// ```no_run
    /// # async fn example(client: textgate::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use textgate::types::StreamEvent;
    ///
    /// let mut events = client.generate_stream().body_map(|body| body.input("Tell me a story.")).events().await?;
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
    pub async fn events(self) -> Result<EventStream, Error<types::ErrorBody>> {
        Ok(EventStream::new(self.send().await?))
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
    headers: HeaderMap,
    has_ended: bool,
}

type Events = Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send + Sync>>;

/// Why a stream ended before its `done`. The text so far is part of the answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The service or the model failed, or the service stops; `code` says which.
    Failed(types::ErrorBody),
    /// The connection ended, and neither `done` nor `error` had come.
    CutOff,
    /// The connection failed, or nothing came for too long.
    Connection(Cause),
    /// What came is no event of this service.
    Unreadable(Cause),
}

impl EventStream {
    pub(crate) fn new(response: ResponseValue<ByteStream>) -> Self {
        let headers = response.headers().clone();
        let bytes = response.into_inner().into_inner();
        let mut event = EventLength::default();
        let bounded = bytes.map(move |bytes| match bytes {
            Ok(bytes) if event.admits(&bytes) => Ok(bytes),
            Ok(_) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, format!("an event has more than {LONGEST_EVENT} bytes")))
            }
            Err(error) => Err(io::Error::other(error)),
        });
        Self { events: Some(Box::pin(SseByteStream::new(bounded))), headers, has_ended: false }
    }

    /// The headers of the answer; `x-request-id` names the request in the service's log.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The next event; none after the last.
    pub async fn next(&mut self) -> Option<Result<types::StreamEvent, StreamError>> {
        StreamExt::next(self).await
    }

    /// Waits for the whole answer, as `generate` would have given it.
    ///
    /// # Errors
    ///
    /// The stream's own error; the text so far is lost with it.
    pub async fn collect(mut self) -> Result<types::GenerateResponse, StreamError> {
        let mut output = String::new();
        loop {
            match self.next().await {
                Some(Ok(types::StreamEvent::DeltaEvent(delta))) => output.push_str(&delta.text),
                Some(Ok(types::StreamEvent::DoneEvent(done))) => {
                    let types::DoneEvent { id, model, stop_reason, usage, .. } = done;
                    return Ok(types::GenerateResponse { id, model, output, stop_reason, usage });
                }
                Some(Ok(types::StreamEvent::ErrorEvent(event))) => return Err(StreamError::Failed(event.error)),
                Some(Err(error)) => return Err(error),
                None => return Err(StreamError::CutOff),
            }
        }
    }
}

impl Stream for EventStream {
    type Item = Result<types::StreamEvent, StreamError>;

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
                None => Err(StreamError::CutOff),
                Some(Err(sse_stream::Error::Body(error))) if is_too_long(error.as_ref()) => {
                    Err(StreamError::Unreadable(error))
                }
                Some(Err(sse_stream::Error::Body(error))) => Err(StreamError::Connection(error)),
                Some(Err(error)) => Err(StreamError::Unreadable(error.into())),
                Some(Ok(event)) => match read(event.data.as_deref().unwrap_or_default()) {
                    Ok(None) => continue,
                    Ok(Some(types::StreamEvent::ErrorEvent(event))) => Err(StreamError::Failed(event.error)),
                    Ok(Some(event)) => Ok(event),
                    Err(error) => Err(StreamError::Unreadable(error.into())),
                },
            };
            self.has_ended = !matches!(event, Ok(types::StreamEvent::DeltaEvent(_)));
            if event.is_err() {
                self.events = None;
            }
            return Poll::Ready(Some(event));
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

fn is_too_long(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(body) => write!(f, "{} ({}, request {})", body.error, body.code, body.request_id),
            Self::CutOff => f.write_str("the stream was cut off before its last event"),
            Self::Connection(_) => f.write_str("the connection failed before the stream's last event"),
            Self::Unreadable(_) => f.write_str("the stream has something that is no event of this service"),
        }
    }
}

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(_) | Self::CutOff => None,
            Self::Connection(cause) | Self::Unreadable(cause) => Some(cause.as_ref()),
        }
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
    use futures_util::stream;
    use reqwest::StatusCode;

    use super::*;

    const DELTA: &str = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"Größe\"}\n\n";
    const DONE: &str = "event: done\ndata: {\"type\":\"done\",\"id\":\"gen_1\",\"model\":\"m\",\"stop_reason\":\"end_turn\",\
        \"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}\n\n";
    const ERROR: &str = "event: error\ndata: {\"type\":\"error\",\"error\":{\"error\":\"the model failed\",\
        \"code\":\"model_error\",\"request_id\":\"req_1\"}}\n\n";

    /// The events of a body that comes in pieces of `size` bytes.
    fn events_in_pieces(body: &str, size: usize) -> EventStream {
        let pieces: Vec<_> = body.as_bytes().chunks(size).map(|piece| Ok(piece.to_vec().into())).collect();
        let bytes = ByteStream::new(Box::pin(stream::iter(pieces)));
        EventStream::new(ResponseValue::new(bytes, StatusCode::OK, HeaderMap::new()))
    }

    fn events(body: &str) -> EventStream {
        events_in_pieces(body, 1000)
    }

    async fn error(body: &str) -> StreamError {
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
        let StreamError::Failed(body) = error(&format!("{DELTA}{ERROR}{DELTA}")).await else { panic!("typed") };
        assert_eq!((body.code.as_str(), body.request_id.as_str()), ("model_error", "req_1"));
    }

    #[tokio::test]
    async fn a_body_that_just_ends_was_cut_off() {
        for body in ["", DELTA, &DONE[..DONE.len() - 1], ":\n\n"] {
            assert!(matches!(error(body).await, StreamError::CutOff), "{body}");
        }
    }

    #[tokio::test]
    async fn what_is_no_event_of_the_service_is_an_error() {
        for data in ["[DONE]", "{}", "{\"type\":\"delta\"}", "{\"type\":\"delta\",\"text\":1}"] {
            let body = format!("data: {data}\n\n{DONE}");
            assert!(matches!(error(&body).await, StreamError::Unreadable(_)), "{data}");
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
            let StreamError::Unreadable(cause) = error(&endless).await else { panic!("too long") };
            assert!(cause.to_string().contains("4194304"), "{cause}");
        }
        let long = DELTA.replace('\n', "\r\n").repeat(LONGEST_EVENT / DELTA.len() + 1) + DONE;
        assert!(events(&long).collect().await.is_ok());
    }
}
