//! What the answers of Converse and ConverseStream have in common: stop reason, usage, and what makes one unreadable.

use aws_sdk_bedrockruntime::types::{StopReason as BedrockStop, TokenUsage as BedrockUsage};
use textgate_core::model::{ModelError, ModelErrorKind, StopReason, TokenUsage};

/// An answer that is not as Bedrock documents it.
pub(crate) fn unreadable(reason: &'static str) -> ModelError {
    ModelError::new(ModelErrorKind::Failed, reason)
}

/// A model that ends its turn has said something; one that was stopped may have had no time to.
pub(crate) fn check_text(has_text: bool, stop_reason: StopReason) -> Result<(), ModelError> {
    if has_text || stop_reason != StopReason::EndTurn { Ok(()) } else { Err(unreadable("the answer has no text")) }
}

/// The SDK fills in zeros where an answer has no usage. Only an answer that was not the model's to give took no tokens.
pub(crate) fn usage(usage: Option<&BedrockUsage>, stop_reason: StopReason) -> Result<TokenUsage, ModelError> {
    let blocked = matches!(stop_reason, StopReason::GuardrailIntervened | StopReason::ContentFiltered);
    let took_some = |usage: &BedrockUsage| {
        [usage.input_tokens(), usage.output_tokens(), usage.total_tokens()].iter().any(|tokens| *tokens > 0)
    };
    let usage = usage.filter(|usage| blocked || took_some(usage));
    let usage = usage.ok_or_else(|| unreadable("the answer has no usage"))?;
    // Bedrock's input tokens are those outside of the cache (Bedrock guide, `prompt-caching`).
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

pub(crate) fn stop_reason(reason: &BedrockStop) -> StopReason {
    match reason {
        BedrockStop::EndTurn => StopReason::EndTurn,
        BedrockStop::MaxTokens | BedrockStop::ModelContextWindowExceeded => StopReason::MaxTokens,
        BedrockStop::StopSequence => StopReason::StopSequence,
        BedrockStop::GuardrailIntervened => StopReason::GuardrailIntervened,
        BedrockStop::ContentFiltered => StopReason::ContentFiltered,
        _ => StopReason::Other,
    }
}
