//! Between the port's prompt and completion and Converse's.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::operation::converse::builders::ConverseFluentBuilder;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, ConverseOutput as Output, InferenceConfiguration, Message,
    StopReason as BedrockStop, SystemContentBlock,
};
use textgate_core::model::{Completion, ModelError, ModelErrorKind, Prompt, StopReason, TokenUsage};

pub(crate) fn request(client: &Client, prompt: Prompt) -> Result<ConverseFluentBuilder, ModelError> {
    let parameters = prompt.parameters;
    let stops = (!parameters.stop_sequences.is_empty()).then_some(parameters.stop_sequences);
    let inference = InferenceConfiguration::builder()
        .max_tokens(i32::try_from(parameters.max_tokens).unwrap_or(i32::MAX))
        .temperature(parameters.temperature)
        .set_top_p(parameters.top_p)
        .set_stop_sequences(stops)
        .build();
    let message = Message::builder()
        .role(ConversationRole::User)
        .content(ContentBlock::Text(prompt.user))
        .build()
        .map_err(|error| ModelError::new(ModelErrorKind::Failed, error))?;
    Ok(client
        .converse()
        .model_id(prompt.model_id)
        .set_system(prompt.system.map(|system| vec![SystemContentBlock::Text(system)]))
        .messages(message)
        .inference_config(inference))
}

pub(crate) fn completion(answer: ConverseOutput) -> Result<Completion, ModelError> {
    let usage = answer.usage().ok_or_else(|| unreadable("the answer has no usage"))?;
    let usage = TokenUsage { input: count(usage.input_tokens()), output: count(usage.output_tokens()) };
    let stop_reason = stop_reason(answer.stop_reason());
    let Some(Output::Message(message)) = answer.output else { return Err(unreadable("the answer has no message")) };
    // Blocks of other kinds, such as reasoning, are not part of the answer.
    let texts: Vec<_> = message.content.iter().filter_map(|block| block.as_text().ok()).map(String::as_str).collect();
    if texts.is_empty() && stop_reason == StopReason::EndTurn {
        return Err(unreadable("the answer has no text"));
    }
    Ok(Completion { text: texts.concat(), stop_reason, usage })
}

fn unreadable(reason: &'static str) -> ModelError {
    ModelError::new(ModelErrorKind::Failed, reason)
}

fn count(tokens: i32) -> u32 {
    u32::try_from(tokens).unwrap_or(0)
}

fn stop_reason(reason: &BedrockStop) -> StopReason {
    match reason {
        BedrockStop::EndTurn => StopReason::EndTurn,
        BedrockStop::MaxTokens | BedrockStop::ModelContextWindowExceeded => StopReason::MaxTokens,
        BedrockStop::StopSequence => StopReason::StopSequence,
        BedrockStop::GuardrailIntervened => StopReason::GuardrailIntervened,
        BedrockStop::ContentFiltered => StopReason::ContentFiltered,
        _ => StopReason::Other,
    }
}
