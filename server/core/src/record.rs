//! What the log says of one generation. Sizes and times, never a text.

use std::time::{Duration, Instant};

use crate::model::{StopReason, TokenUsage};

/// A generation under way, for the log.
#[derive(Debug)]
pub(crate) struct Record {
    /// The public name of the model.
    pub(crate) model: String,
    started: Instant,
    first_text: Option<Duration>,
}

impl Record {
    pub(crate) fn begin(model: &str) -> Self {
        Self { model: model.to_owned(), started: Instant::now(), first_text: None }
    }

    /// A piece of the text is there. Only the first is noted.
    pub(crate) fn text(&mut self) {
        self.first_text.get_or_insert_with(|| self.started.elapsed());
    }

    /// The model has ended.
    pub(crate) fn generated(&self, stop_reason: StopReason, usage: TokenUsage) {
        tracing::info!(
            model = self.model,
            stop_reason = stop_reason.as_str(),
            input_tokens = usage.input,
            output_tokens = usage.output,
            latency_ms = milliseconds(self.started.elapsed()),
            time_to_first_token_ms = self.first_text.map(milliseconds),
            "generated text"
        );
    }

    /// Nobody wants the rest. What the model took until then is not known.
    pub(crate) fn given_up(&self) {
        tracing::info!(
            model = self.model,
            latency_ms = milliseconds(self.started.elapsed()),
            time_to_first_token_ms = self.first_text.map(milliseconds),
            "generation given up"
        );
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
