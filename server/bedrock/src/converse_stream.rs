//! ConverseStream: the completion event by event.
//!
//! However Bedrock's events end, the port's stream ends with [`Chunk::End`] or with an error.

use std::time::Duration;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::error::SdkError;
use aws_sdk_bedrockruntime::operation::RequestId as _;
use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{ContentBlockDelta, ConverseStreamOutput as Event, TokenUsage};
use futures_util::stream::{self, StreamExt as _};
use textgate_core::model::{Chunk, CompletionStream, ModelError, ModelErrorKind, StopReason};

use crate::request::Request;
use crate::{call, errors, response};

/// Sends the request and waits for the first event. A failure before that event, or by it, is the error of this function; a
/// later one is the last item of the stream.
///
/// Two times are limited to `stall_timeout`: from the request to the first event, with all attempts and the waits between
/// them, and from one event to the next.
pub(crate) async fn stream(
    client: &Client,
    request: Request,
    stall_timeout: Duration,
) -> Result<CompletionStream, ModelError> {
    let call = call::converse_stream(client, request);
    let started = Box::pin(within(stall_timeout, async {
        let response = call.send().await.map_err(|error| errors::from_call(&error))?;
        let request_id = response.request_id().map(str::to_owned);
        let mut events =
            Events { receiver: response.stream, request_id, stall_timeout, has_text: false, stop_reason: None };
        let first = events.receive().await?;
        let first = events.read(first)?;
        Ok(State::Open(first, Box::new(events)))
    }));
    Ok(stream::try_unfold(started.await?, State::advance).boxed())
}

/// Waits for `work`, for no longer than `stall_timeout`.
async fn within<T>(
    stall_timeout: Duration,
    work: impl Future<Output = Result<T, ModelError>>,
) -> Result<T, ModelError> {
    let outcome = tokio::time::timeout(stall_timeout, work).await;
    outcome.unwrap_or_else(|_elapsed| {
        let reason = format!("no event for {} s", stall_timeout.as_secs_f64());
        Err(ModelError::new(ModelErrorKind::TimedOut, reason))
    })
}

/// After the model has stopped, the last event has this long to arrive. It brings nothing but the usage, and the caller waits
/// for the end of the answer.
const LONGEST_WAIT_FOR_USAGE: Duration = Duration::from_secs(5);

/// The state of the port's stream between two items.
enum State {
    /// Bedrock may send more. The chunk, if there is one, was read already and is the next item.
    Open(Option<Chunk>, Box<Events>),
    /// The stream has given its last item. The connection is back in the pool, or closed if Bedrock was still sending.
    Ended,
}

impl State {
    async fn advance(self) -> Result<Option<(Chunk, Self)>, ModelError> {
        let Self::Open(read, mut events) = self else { return Ok(None) };
        let chunk = match read {
            Some(chunk) => chunk,
            None => events.next_chunk().await?,
        };
        let next = if matches!(chunk, Chunk::End { .. }) { Self::Ended } else { Self::Open(None, events) };
        Ok(Some((chunk, next)))
    }
}

/// The events of one response, and what is known from those received so far.
struct Events {
    receiver: EventReceiver<Event, ConverseStreamOutputError>,
    request_id: Option<String>,
    stall_timeout: Duration,
    /// Whether Bedrock has sent text.
    has_text: bool,
    /// Absent until the model has stopped.
    stop_reason: Option<StopReason>,
}

impl Events {
    /// Receives events until one of them is a chunk. Every event, chunk or not, restarts the stall timeout.
    async fn next_chunk(&mut self) -> Result<Chunk, ModelError> {
        while self.stop_reason.is_none() {
            let event = within(self.stall_timeout, self.receive()).await?;
            if let Some(chunk) = self.read(event)? {
                return Ok(chunk);
            }
        }
        // The text is complete, and only the usage is missing.
        let wait = self.stall_timeout.min(LONGEST_WAIT_FOR_USAGE);
        match tokio::time::timeout(wait, self.next_chunk_after_stop()).await.unwrap_or(Ok(None))? {
            Some(chunk) => Ok(chunk),
            None => self.end(None),
        }
    }

    /// The next chunk of a model that has stopped. Absent if Bedrock sends no further one; an error if Bedrock sends one.
    async fn next_chunk_after_stop(&mut self) -> Result<Option<Chunk>, ModelError> {
        loop {
            match self.receiver.recv().await {
                Ok(Some(event)) => {
                    if let Some(chunk) = self.read(event)? {
                        return Ok(Some(chunk));
                    }
                }
                Err(error @ SdkError::ServiceError(_)) => {
                    return Err(errors::from_stream(&error, self.request_id.as_deref(), self.has_text));
                }
                Ok(None) | Err(_) => return Ok(None),
            }
        }
    }

    async fn receive(&mut self) -> Result<Event, ModelError> {
        match self.receiver.recv().await {
            Ok(Some(event)) => Ok(event),
            Ok(None) => {
                let reason = "it ended before its last event";
                Err(errors::cut_off(ModelErrorKind::Failed, reason, self.request_id.as_deref()))
            }
            Err(error) => Err(errors::from_stream(&error, self.request_id.as_deref(), self.has_text)),
        }
    }

    fn read(&mut self, event: Event) -> Result<Option<Chunk>, ModelError> {
        match event {
            Event::ContentBlockDelta(event) => {
                let chunk = event.delta.and_then(text);
                self.has_text |= chunk.is_some();
                Ok(chunk)
            }
            Event::MessageStop(event) => {
                self.stop_reason = Some(response::stop_reason(event.stop_reason()));
                Ok(None)
            }
            // The last event.
            Event::Metadata(event) => self.end(event.usage()).map(Some),
            // The start of the message, the start and the end of its blocks, and events that Bedrock may add one day.
            _ => Ok(None),
        }
    }

    fn end(&self, usage: Option<&TokenUsage>) -> Result<Chunk, ModelError> {
        let usage = response::usage(usage, self.stop_reason);
        match self.stop_reason {
            Some(stop_reason) => Ok(Chunk::End { stop_reason, usage }),
            None => Err(response::invalid("the response has no stop reason").with_usage(usage)),
        }
    }
}

/// The text of a delta. Deltas of other kinds, such as reasoning, are not part of the completion.
fn text(delta: ContentBlockDelta) -> Option<Chunk> {
    let ContentBlockDelta::Text(text) = delta else { return None };
    (!text.is_empty()).then_some(Chunk::Text(text))
}
