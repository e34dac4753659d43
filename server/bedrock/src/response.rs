//! From Bedrock's response to the port's types: the stop reason and the token usage, for Converse and ConverseStream alike.

use aws_sdk_bedrockruntime::types::{StopReason as BedrockStopReason, TokenUsage as BedrockTokenUsage};
use serde_json::Value;
use textgate_core::model::{ModelError, ModelErrorKind, StopReason, TokenUsage};

/// The error for a response that is not as Bedrock documents it. `reason` must quote nothing of the response.
pub(crate) fn invalid(reason: &'static str) -> ModelError {
    ModelError::new(ModelErrorKind::Failed, reason)
}

/// The tokens that a response reports. Absent if it reports none.
///
/// The SDK fills in zeros where a response reports no usage, so zeros count as none. The exception is a response that a
/// guardrail or a content filter blocked: the model may have used no tokens for it.
pub(crate) fn usage(usage: Option<&BedrockTokenUsage>, stop_reason: Option<StopReason>) -> Option<TokenUsage> {
    let is_blocked = matches!(stop_reason, Some(StopReason::GuardrailIntervened | StopReason::ContentFiltered));
    let usage = usage?;
    // Bedrock's input tokens do not include those read from or written to the cache (Bedrock guide, `prompt-caching`).
    let counts = TokenUsage {
        input: count(usage.input_tokens()),
        output: count(usage.output_tokens()),
        cache_read: usage.cache_read_input_tokens().map_or(0, count),
        cache_write: usage.cache_write_input_tokens().map_or(0, count),
    };
    (is_blocked || counts.total() > 0).then_some(counts)
}

/// The tokens that a response reports which cannot be read otherwise. Absent if it is not JSON or reports none.
pub(crate) fn usage_of_unreadable(body: &[u8]) -> Option<TokenUsage> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let count = |name: &str| body["usage"][name].as_u64().and_then(|tokens| u32::try_from(tokens).ok()).unwrap_or(0);
    let counts = TokenUsage {
        input: count("inputTokens"),
        output: count("outputTokens"),
        cache_read: count("cacheReadInputTokens"),
        cache_write: count("cacheWriteInputTokens"),
    };
    (counts.total() > 0).then_some(counts)
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
