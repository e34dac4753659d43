//! What all commands that generate text have in common: options, warnings, and the report of usage.

use std::io::Write;

use clap::Args;
use serde::Serialize;
use textgate::Response;
use textgate::types::{
    DoneEvent, ExplainResponse, GenerateResponse, ReplyResponse, StopReason, SummarizeResponse, Usage,
};

use crate::error::CommandError;
use crate::output::{Output, print_message};

/// The options of all commands that generate text.
#[derive(Args)]
pub(crate) struct GenerationOptions {
    /// The name of the model, as `textgate models` shows it. By default, the service chooses the model.
    #[arg(short, long, value_name = "NAME")]
    model: Option<String>,

    /// Print the whole response as JSON: on one line in a pipe, indented on a terminal.
    #[arg(long)]
    json: bool,

    /// Print model, tokens, cost and request id to standard error.
    #[arg(short, long)]
    usage: bool,
}

/// What a response reports about its generation, apart from the text.
pub(crate) trait Generation {
    fn model(&self) -> &str;
    fn stop_reason(&self) -> StopReason;
    fn usage(&self) -> &Usage;
}

macro_rules! generations {
    ($($response:ty),*) => {$(
        impl Generation for $response {
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

generations!(GenerateResponse, DoneEvent, SummarizeResponse, ExplainResponse, ReplyResponse);

impl GenerationOptions {
    /// The model that the user named.
    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Whether to print the whole response as JSON, instead of its text.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Prints the whole response or only its `text`, and reports on the generation.
    pub(crate) fn print<T: Generation + Serialize>(
        &self,
        response: &Response<T>,
        text: &str,
        output: &mut Output<impl Write>,
    ) -> Result<(), CommandError> {
        if self.json {
            output.write_json(&**response)?;
        } else {
            output.write_text(text)?;
        }
        self.report(&**response, response.request_id());
        Ok(())
    }

    /// Prints a warning to standard error if the text may be incomplete, and the usage if the user asked for it.
    pub(crate) fn report(&self, generation: &impl Generation, request_id: &str) {
        if let Some(text) = warning(generation.stop_reason()) {
            print_message(&format!("warning: {text}"));
        }
        if self.usage {
            print_message(&usage_report(generation, request_id));
        }
    }
}

/// Why the text may be incomplete.
fn warning(stop_reason: StopReason) -> Option<&'static str> {
    match stop_reason {
        StopReason::EndTurn | StopReason::StopSequence => None,
        StopReason::MaxTokens => Some("the text is incomplete: it reached the maximum number of tokens"),
        StopReason::GuardrailIntervened => Some("a guardrail blocked the text or masked a part of it"),
        StopReason::ContentFiltered => {
            Some("the text may be incomplete: the content filter of the model provider stopped it")
        }
        StopReason::Other => Some("the text may be incomplete: the model stopped for an unknown reason"),
    }
}

/// The model, all token counts, the cost if it is known, and the request id if there is one.
fn usage_report(generation: &impl Generation, request_id: &str) -> String {
    let usage = generation.usage();
    let counts = [
        (Some(usage.input_tokens), "input"),
        (Some(usage.output_tokens), "output"),
        (usage.cache_read_input_tokens, "cache read"),
        (usage.cache_write_input_tokens, "cache write"),
        (Some(usage.total_tokens), "total"),
    ];
    let counts = counts.into_iter().filter_map(|(tokens, name)| Some(format!("{} {name} tokens", tokens?)));
    let cost = usage.cost_usd.as_ref().map(|cost| format!("USD {cost}"));
    let request = (!request_id.is_empty()).then(|| format!("request {request_id}"));
    let facts: Vec<_> = counts.chain(cost).chain(request).collect();
    format!("{}: {}", generation.model(), facts.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn response(usage: &Value) -> SummarizeResponse {
        let json = json!({
            "id": "gen_1", "summary": "Short.", "model": "nova-micro", "stop_reason": "end_turn", "usage": usage,
        });
        serde_json::from_value(json).expect("a response")
    }

    #[test]
    fn a_text_that_may_be_incomplete_has_a_warning() {
        for (stop_reason, has_warning) in [
            (StopReason::EndTurn, false),
            (StopReason::StopSequence, false),
            (StopReason::MaxTokens, true),
            (StopReason::GuardrailIntervened, true),
            (StopReason::ContentFiltered, true),
            (StopReason::Other, true),
        ] {
            assert_eq!(warning(stop_reason).is_some(), has_warning, "{stop_reason}");
        }
    }

    #[test]
    fn the_usage_report_has_every_count_and_the_cost() {
        let plain = response(&json!({ "input_tokens": 9, "output_tokens": 17, "total_tokens": 26 }));
        assert_eq!(usage_report(&plain, ""), "nova-micro: 9 input tokens, 17 output tokens, 26 total tokens");
        let cached = response(&json!({
            "input_tokens": 9, "output_tokens": 17, "cache_read_input_tokens": 100, "cache_write_input_tokens": 20,
            "total_tokens": 146, "cost_usd": "0.000002695",
        }));
        let expected = "nova-micro: 9 input tokens, 17 output tokens, 100 cache read tokens, 20 cache write tokens, \
                        146 total tokens, USD 0.000002695, request req_1";
        assert_eq!(usage_report(&cached, "req_1"), expected);
    }
}
