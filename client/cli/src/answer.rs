//! What the commands that ask a model have in common: their options, and what they tell about an answer.

use std::fmt::Write as _;
use std::io::Write;

use clap::Args;
use serde::Serialize;
use textgate::Response;
use textgate::types::{
    DoneEvent, ExplainResponse, GenerateResponse, ReplyResponse, StopReason, SummarizeResponse, Usage,
};

use crate::failure::Failure;
use crate::output::{Output, note};

#[derive(Debug, Args)]
pub(crate) struct AnswerOptions {
    /// The model, by a name that `textgate models` shows. If not given, the service chooses.
    #[arg(short, long, value_name = "NAME")]
    model: Option<String>,

    /// Print the whole answer as JSON: one line, or laid out on a terminal.
    #[arg(long)]
    json: bool,

    /// Tell model, tokens, cost and request id on standard error.
    #[arg(short, long)]
    usage: bool,
}

/// What an answer tells of itself, apart from its text.
pub(crate) trait Answer {
    fn model(&self) -> &str;
    fn stop_reason(&self) -> StopReason;
    fn usage(&self) -> &Usage;
}

macro_rules! answers {
    ($($answer:ty),*) => {$(
        impl Answer for $answer {
            fn model(&self) -> &str {
                &self.model
            }

            fn stop_reason(&self) -> StopReason {
                self.stop_reason
            }

            fn usage(&self) -> &Usage {
                &self.usage
            }
        }
    )*};
}

answers!(GenerateResponse, DoneEvent, SummarizeResponse, ExplainResponse, ReplyResponse);

impl AnswerOptions {
    /// The model that was asked for.
    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Whether the whole answer is printed, and not its text.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Prints a whole answer or its `text`, and tells about it.
    pub(crate) fn print<T: Answer + Serialize>(
        &self,
        answer: &Response<T>,
        text: &str,
        output: &mut Output<impl Write>,
    ) -> Result<(), Failure> {
        if self.json {
            output.json(&**answer)?;
        } else {
            output.text(text)?;
        }
        self.tell(&**answer, answer.request_id());
        Ok(())
    }

    /// Tells on standard error what the user has to know about an answer, and what was asked for.
    pub(crate) fn tell(&self, answer: &impl Answer, request_id: &str) {
        if let Some(text) = warning(answer.stop_reason()) {
            note(&format!("warning: {text}"));
        }
        if self.usage {
            note(&summary(answer, request_id));
        }
    }
}

/// Why the text may not be all that the model had to say.
fn warning(stop_reason: StopReason) -> Option<&'static str> {
    match stop_reason {
        StopReason::EndTurn | StopReason::StopSequence => None,
        StopReason::MaxTokens => Some("the text is not complete: it reached the most tokens that it may have"),
        StopReason::GuardrailIntervened => Some("a guardrail blocked or masked text"),
        StopReason::ContentFiltered => Some("the model provider's filter cut the text"),
        StopReason::Other => Some("the model stopped for a reason that has no name"),
    }
}

/// The model, every count, the cost if it is known, and the request id if there is one.
fn summary(answer: &impl Answer, request_id: &str) -> String {
    let usage = answer.usage();
    let mut text = format!("{}: {} tokens in, {} out", answer.model(), usage.input_tokens, usage.output_tokens);
    for (tokens, name) in
        [(usage.cache_read_input_tokens, "from the cache"), (usage.cache_write_input_tokens, "into the cache")]
    {
        if let Some(tokens) = tokens {
            let _ = write!(text, ", {tokens} {name}");
        }
    }
    let _ = write!(text, ", {} in all", usage.total_tokens);
    if let Some(cost) = &usage.cost_usd {
        let _ = write!(text, ", USD {cost}");
    }
    if !request_id.is_empty() {
        let _ = write!(text, ", request {request_id}");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(usage: &Value) -> SummarizeResponse {
        let json = json!({
            "id": "gen_1", "summary": "Short.", "model": "nova-micro", "stop_reason": "end_turn", "usage": usage,
        });
        serde_json::from_value(json).expect("an answer")
    }

    #[test]
    fn a_text_that_is_not_whole_is_warned_of() {
        for (stop_reason, is_warned) in [
            (StopReason::EndTurn, false),
            (StopReason::StopSequence, false),
            (StopReason::MaxTokens, true),
            (StopReason::GuardrailIntervened, true),
            (StopReason::ContentFiltered, true),
            (StopReason::Other, true),
        ] {
            assert_eq!(warning(stop_reason).is_some(), is_warned, "{stop_reason}");
        }
    }

    #[test]
    fn every_count_and_the_cost_are_told() {
        let plain = answer(&json!({ "input_tokens": 9, "output_tokens": 17, "total_tokens": 26 }));
        assert_eq!(summary(&plain, ""), "nova-micro: 9 tokens in, 17 out, 26 in all");
        let cached = answer(&json!({
            "input_tokens": 9, "output_tokens": 17, "cache_read_input_tokens": 100, "cache_write_input_tokens": 20,
            "total_tokens": 146, "cost_usd": "0.000002695",
        }));
        let expected = "nova-micro: 9 tokens in, 17 out, 100 from the cache, 20 into the cache, 146 in all, \
                        USD 0.000002695, request req_1";
        assert_eq!(summary(&cached, "req_1"), expected);
    }
}
