//! The port's guardrail in Bedrock's types.
//!
//! The trace is always disabled: it quotes the text in which the guardrail found something.

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    GuardrailConfiguration, GuardrailConverseContentBlock, GuardrailConverseTextBlock, GuardrailStreamConfiguration,
    GuardrailStreamProcessingMode, GuardrailTrace, SystemContentBlock,
};
use textgate_core::model::Guardrail;

pub(crate) fn for_converse(guardrail: Guardrail) -> GuardrailConfiguration {
    GuardrailConfiguration::builder()
        .guardrail_identifier(guardrail.id)
        .guardrail_version(guardrail.version)
        .trace(GuardrailTrace::Disabled)
        .build()
}

/// The mode is `sync`: Bedrock holds each piece back until the guardrail has checked it. In the mode `async` it would send
/// a piece before the check, and mask nothing (Bedrock guide, `guardrails-streaming`).
pub(crate) fn for_converse_stream(guardrail: Guardrail) -> GuardrailStreamConfiguration {
    GuardrailStreamConfiguration::builder()
        .guardrail_identifier(guardrail.id)
        .guardrail_version(guardrail.version)
        .trace(GuardrailTrace::Disabled)
        .stream_processing_mode(GuardrailStreamProcessingMode::Sync)
        .build()
}

/// A system prompt that the guardrail checks.
///
/// A guardrail checks every message, but only the marked parts of a system prompt (Bedrock guide,
/// `guardrails-use-converse-api`). Ours contains the caller's instructions, so all of it is marked.
pub(crate) fn guarded_system(system: String) -> Result<SystemContentBlock, BuildError> {
    let text = GuardrailConverseTextBlock::builder().text(system).build()?;
    Ok(SystemContentBlock::GuardContent(GuardrailConverseContentBlock::Text(text)))
}
