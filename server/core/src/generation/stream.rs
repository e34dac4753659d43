//! A generation piece by piece.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::stream::{Stream, StreamExt as _};
use rust_decimal::Decimal;

use super::breaker::Permit;
use super::chunks;
use super::meter::Meter;
use crate::model::{Chunk, CompletionStream, ModelError, StopReason, TokenUsage};
use crate::usage::Spending;

/// The events of a generation: texts, then [`GenerationEvent::Done`]; or texts, then one error. Nothing follows the end or
/// the error.
///
/// Dropping the stream stops the model's work.
pub struct GenerationStream {
    /// The first chunk, which is counted already. Absent after it has been returned.
    first: Option<Chunk>,
    /// Absent after the end or an error.
    chunks: Option<CompletionStream>,
    /// When the stream must have ended.
    deadline: Option<Instant>,
    meter: Meter,
    /// Absent until the model has begun to answer, and after the end or an error.
    permit: Option<Permit>,
    model: String,
}

/// A piece of a generation.
#[derive(Clone, PartialEq)]
pub enum GenerationEvent {
    /// Text that follows the text before it.
    Delta(String),
    /// The model has ended.
    Done {
        /// Why it stopped.
        stop_reason: StopReason,
        /// The tokens that all calls of the request used, as far as the provider reported them: zeros if it did not.
        usage: TokenUsage,
        /// The cost in USD. Absent if the policy has no price for some of the tokens, or if the provider did not report
        /// the tokens of a call.
        cost_usd: Option<Decimal>,
    },
}

impl GenerationStream {
    /// A stream that has begun with the chunk `first`. It ends at the `deadline` at the latest, as its `chunks` do.
    pub(super) fn new(
        first: Chunk,
        chunks: CompletionStream,
        deadline: Option<Instant>,
        mut meter: Meter,
        model: String,
    ) -> Self {
        if let Chunk::Text(text) = &first {
            meter.text_arrived(text);
        }
        Self { first: Some(first), chunks: Some(chunks), deadline, meter, permit: None, model }
    }

    /// The model has begun to answer. `permit` gets to know how it ends.
    pub(super) fn has_begun(&mut self, mut permit: Option<Permit>) {
        if let Some(permit) = &mut permit {
            permit.answer_begins();
        }
        self.permit = permit;
    }

    /// The public name of the model that answers.
    pub fn model(&self) -> &str {
        &self.model
    }
}

impl Stream for GenerationStream {
    type Item = Result<GenerationEvent, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // The chunks are taken out, so that a model that panics is not polled again.
        let Some(mut chunks) = self.chunks.take() else { return Poll::Ready(None) };
        let chunk = match self.first.take() {
            Some(Chunk::Text(text)) => {
                self.chunks = Some(chunks);
                return Poll::Ready(Some(Ok(GenerationEvent::Delta(text))));
            }
            Some(end) => Ok(end),
            None => match chunks.poll_next_unpin(context) {
                Poll::Ready(chunk) => chunk.unwrap_or_else(|| Err(chunks::cut_off())),
                Poll::Pending => {
                    self.chunks = Some(chunks);
                    return Poll::Pending;
                }
            },
        };
        Poll::Ready(Some(match chunk {
            Ok(Chunk::Text(text)) => {
                self.meter.text_arrived(&text);
                self.chunks = Some(chunks);
                Ok(GenerationEvent::Delta(text))
            }
            Ok(Chunk::End { stop_reason, usage }) => Ok(self.end(stop_reason, usage)),
            Err(error) => Err(self.fail(error)),
        }))
    }
}

impl GenerationStream {
    fn end(&mut self, stop_reason: StopReason, usage: Option<TokenUsage>) -> GenerationEvent {
        self.meter.call_ended(stop_reason, usage);
        if let Some(permit) = self.permit.take() {
            permit.answered();
        }
        let Spending { usage, cost_usd, .. } = self.meter.total();
        GenerationEvent::Done { stop_reason, usage: usage.unwrap_or_default(), cost_usd }
    }

    fn fail(&mut self, error: ModelError) -> ModelError {
        self.meter.call_failed(&error);
        // A model that is still writing at the deadline is not ill.
        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if let Some(permit) = self.permit.take()
            && !is_late
        {
            permit.failed(error.kind());
        }
        error
    }
}

/// The text must not reach a log, so `Debug` shows its size only.
impl fmt::Debug for GenerationEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delta(text) => f.debug_struct("Delta").field("bytes", &text.len()).finish(),
            Self::Done { stop_reason, usage, cost_usd } => f
                .debug_struct("Done")
                .field("stop_reason", stop_reason)
                .field("usage", usage)
                .field("cost_usd", cost_usd)
                .finish(),
        }
    }
}

impl fmt::Debug for GenerationStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenerationStream").field("model", &self.model).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
