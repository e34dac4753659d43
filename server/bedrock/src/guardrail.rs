//! The port's guardrail in Bedrock's types.
//!
//! Never with a trace: it quotes what the guardrail found.

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    GuardrailConfiguration, GuardrailConverseContentBlock, GuardrailConverseTextBlock, GuardrailStreamConfiguration,
    GuardrailStreamProcessingMode, GuardrailTrace, SystemContentBlock,
};
use textgate_core::model::Guardrail;

/// For Converse.
pub(crate) fn whole(guardrail: Guardrail) -> GuardrailConfiguration {
    GuardrailConfiguration::builder()
        .guardrail_identifier(guardrail.id)
        .guardrail_version(guardrail.version)
        .trace(GuardrailTrace::Disabled)
        .build()
}

/// For ConverseStream. `sync` holds each piece back until it is checked; `async` would send it first, and masks nothing
/// (Bedrock guide, `guardrails-streaming`).
pub(crate) fn streamed(guardrail: Guardrail) -> GuardrailStreamConfiguration {
    GuardrailStreamConfiguration::builder()
        .guardrail_identifier(guardrail.id)
        .guardrail_version(guardrail.version)
        .trace(GuardrailTrace::Disabled)
        .stream_processing_mode(GuardrailStreamProcessingMode::Sync)
        .build()
}

/// A system prompt that the guardrail checks. It checks every message by itself, but of a system prompt only what is
/// marked (Bedrock guide, `guardrails-use-converse-api`); and ours has the caller's instructions.
pub(crate) fn guarded(system: String) -> Result<SystemContentBlock, BuildError> {
    let text = GuardrailConverseTextBlock::builder().text(system).build()?;
    Ok(SystemContentBlock::GuardContent(GuardrailConverseContentBlock::Text(text)))
}
