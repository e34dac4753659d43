//! Converse: the whole answer at once.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::{ConverseOutput as Output, StopReason as BedrockStop};
use textgate_core::model::{Completion, ModelError, StopReason};

use crate::request::Request;
use crate::{answer, failure, guardrail, json};

pub(crate) async fn complete(client: &Client, request: Request) -> Result<Completion, ModelError> {
    let wants_object = request.tool.is_some();
    let call = client
        .converse()
        .model_id(request.model_id)
        .set_system(request.system)
        .messages(request.message)
        .inference_config(request.inference)
        .set_tool_config(request.tool)
        .set_guardrail_config(request.guardrail.map(guardrail::whole))
        .set_request_metadata(Some(request.metadata))
        .customize()
        .config_override(request.config);
    completion(call.send().await.map_err(|error| failure::of_call(&error))?, wants_object)
}

fn completion(answer: ConverseOutput, wants_object: bool) -> Result<Completion, ModelError> {
    let stop_reason = match answer.stop_reason() {
        // The call of the one tool is the answer, and nobody will tell the model what the tool said.
        BedrockStop::ToolUse if wants_object => StopReason::EndTurn,
        other => answer::stop_reason(other),
    };
    let usage = answer::usage(answer.usage(), stop_reason)?;
    let Some(Output::Message(message)) = answer.output else {
        return Err(answer::unreadable("the answer has no message"));
    };
    // Blocks of other kinds, such as reasoning, are not part of the answer.
    let texts: Vec<_> = message.content.iter().filter_map(|block| block.as_text().ok()).map(String::as_str).collect();
    if wants_object {
        // Right or wrong is not for the adapter to say; an answer of neither kind is a wrong one.
        let mut calls = message.content.iter().filter_map(|block| block.as_tool_use().ok());
        // There is one tool, whatever the model calls it.
        let input = calls.next().map(|call| json::value(call.input()));
        let text = input.map_or_else(|| texts.concat(), |input| input.to_string());
        return Ok(Completion { text, stop_reason, usage });
    }
    answer::check_text(!texts.is_empty(), stop_reason)?;
    Ok(Completion { text: texts.concat(), stop_reason, usage })
}
