//! ConverseStream: the answer event by event. However the events end, a stream of chunks has its end or its error.

use std::time::Duration;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::RequestId as _;
use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{ContentBlockDelta, ConverseStreamOutput as Event, TokenUsage};
use futures_util::stream::{self, StreamExt as _};
use textgate_core::model::{Chunk, CompletionStream, ModelError, ModelErrorKind, StopReason};

use crate::request::Request;
use crate::{answer, failure, guardrail};

/// Ready with the first event, so that what is refused before, or by the first event itself, is an error of its own.
///
/// Neither the time up to the first event, attempts and waits included, nor the time between two may be longer than
/// `stall_timeout`.
pub(crate) async fn stream(
    client: &Client,
    request: Request,
    stall_timeout: Duration,
) -> Result<CompletionStream, ModelError> {
    let call = client
        .converse_stream()
        .model_id(request.model_id)
        .set_system(request.system)
        .messages(request.message)
        .inference_config(request.inference)
        .set_guardrail_config(request.guardrail.map(guardrail::streamed))
        .set_request_metadata(Some(request.metadata))
        .customize()
        .config_override(request.config);
    let begun = Box::pin(within(stall_timeout, async {
        let answer = call.send().await.map_err(|error| failure::of_call(&error))?;
        let request_id = answer.request_id().map(str::to_owned);
        let mut events =
            Events { receiver: answer.stream, request_id, stall_timeout, has_text: false, stop_reason: None };
        let first = events.event().await?;
        let first = events.read(first)?;
        Ok(State::Begun(first, Box::new(events)))
    }));
    Ok(stream::try_unfold(begun.await?, State::advance).boxed())
}

/// Gives `work` no more than `stall_timeout`.
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

/// How far a stream has come.
enum State {
    /// The first event is read: its chunk, if it was one.
    Begun(Option<Chunk>, Box<Events>),
    /// The end is given. The connection is free, or closed if Bedrock has more to say.
    Ended,
}

impl State {
    async fn advance(self) -> Result<Option<(Chunk, Self)>, ModelError> {
        let Self::Begun(read, mut events) = self else { return Ok(None) };
        let chunk = match read {
            Some(chunk) => chunk,
            None => events.chunk().await?,
        };
        let next = if matches!(chunk, Chunk::End { .. }) { Self::Ended } else { Self::Begun(None, events) };
        Ok(Some((chunk, next)))
    }
}

/// The events of one answer, and what they have said so far.
struct Events {
    receiver: EventReceiver<Event, ConverseStreamOutputError>,
    request_id: Option<String>,
    stall_timeout: Duration,
    has_text: bool,
    stop_reason: Option<StopReason>,
}

impl Events {
    /// The next chunk. Most events are one; each of them shows that the model is alive.
    async fn chunk(&mut self) -> Result<Chunk, ModelError> {
        loop {
            let event = within(self.stall_timeout, self.event()).await?;
            if let Some(chunk) = self.read(event)? {
                return Ok(chunk);
            }
        }
    }

    async fn event(&mut self) -> Result<Event, ModelError> {
        match self.receiver.recv().await {
            Ok(Some(event)) => Ok(event),
            Ok(None) => Err(failure::cut_off("it ended before its last event", self.request_id.as_deref())),
            Err(error) => Err(failure::in_stream(&error, self.request_id.as_deref())),
        }
    }

    fn read(&mut self, event: Event) -> Result<Option<Chunk>, ModelError> {
        match event {
            Event::ContentBlockDelta(event) => Ok(event.delta.and_then(|delta| self.text(delta))),
            Event::MessageStop(event) => {
                self.stop_reason = Some(answer::stop_reason(event.stop_reason()));
                Ok(None)
            }
            // The last event.
            Event::Metadata(event) => self.end(event.usage()).map(Some),
            // Where message and blocks begin and end, and what Bedrock may come to add.
            _ => Ok(None),
        }
    }

    /// Deltas of other kinds, such as reasoning, are not part of the answer.
    fn text(&mut self, delta: ContentBlockDelta) -> Option<Chunk> {
        let ContentBlockDelta::Text(text) = delta else { return None };
        self.has_text = true;
        (!text.is_empty()).then_some(Chunk::Text(text))
    }

    fn end(&self, usage: Option<&TokenUsage>) -> Result<Chunk, ModelError> {
        let stop_reason = self.stop_reason.ok_or_else(|| answer::unreadable("the answer has no stop reason"))?;
        answer::check_text(self.has_text, stop_reason)?;
        Ok(Chunk::End { stop_reason, usage: answer::usage(usage, stop_reason)? })
    }
}
