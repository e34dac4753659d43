//! From Bedrock's response to the port's types: the stop reason and the token usage, for Converse and ConverseStream alike.

use aws_sdk_bedrockruntime::types::{StopReason as BedrockStopReason, TokenUsage as BedrockTokenUsage};
use textgate_core::model::{ModelError, ModelErrorKind, StopReason, TokenUsage};

/// The error for a response that is not as Bedrock documents it. `reason` must quote nothing of the response.
pub(crate) fn invalid(reason: &'static str) -> ModelError {
    ModelError::new(ModelErrorKind::Failed, reason)
}

/// Checks that a model that ended its turn by itself has written text. A model that was stopped may have had no time to.
pub(crate) fn require_text(has_text: bool, stop_reason: StopReason) -> Result<(), ModelError> {
    if has_text || stop_reason != StopReason::EndTurn { Ok(()) } else { Err(invalid("the response has no text")) }
}

/// The tokens that a response reports.
///
/// The SDK fills in zeros where a response reports no usage, so zeros are an error. The exception is a response that a
/// guardrail or a content filter blocked: the model may have used no tokens for it.
pub(crate) fn usage(usage: Option<&BedrockTokenUsage>, stop_reason: StopReason) -> Result<TokenUsage, ModelError> {
    let blocked = matches!(stop_reason, StopReason::GuardrailIntervened | StopReason::ContentFiltered);
    let has_tokens = |usage: &BedrockTokenUsage| {
        [usage.input_tokens(), usage.output_tokens(), usage.total_tokens()].iter().any(|tokens| *tokens > 0)
    };
    let usage = usage.filter(|usage| blocked || has_tokens(usage));
    let usage = usage.ok_or_else(|| invalid("the response has no usage"))?;
    // Bedrock's input tokens do not include those read from or written to the cache (Bedrock guide, `prompt-caching`).
    Ok(TokenUsage {
        input: count(usage.input_tokens()),
        output: count(usage.output_tokens()),
        cache_read: usage.cache_read_input_tokens().map_or(0, count),
        cache_write: usage.cache_write_input_tokens().map_or(0, count),
    })
}

fn count(tokens: i32) -> u32 {
    u32::try_from(tokens).unwrap_or(0)
}

pub(crate) fn stop_reason(reason: &BedrockStopReason) -> StopReason {
    match reason {
        BedrockStopReason::EndTurn => StopReason::EndTurn,
        BedrockStopReason::MaxTokens | BedrockStopReason::ModelContextWindowExceeded => StopReason::MaxTokens,
        BedrockStopReason::StopSequence => StopReason::StopSequence,
        BedrockStopReason::GuardrailIntervened => StopReason::GuardrailIntervened,
        BedrockStopReason::ContentFiltered => StopReason::ContentFiltered,
        // Anthropic's own word, which the SDK does not know.
        other if other.as_str() == "refusal" => StopReason::ContentFiltered,
        _ => StopReason::Other,
    }
}
