//! Converse: the whole completion at once.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::{ConverseOutput as Output, StopReason as BedrockStopReason};
use aws_smithy_types::Document;
use textgate_core::model::{Completion, ModelError, StopReason};

use crate::request::Request;
use crate::{call, errors, json_document, response};

pub(crate) async fn complete(client: &Client, request: Request) -> Result<Completion, ModelError> {
    let wants_object = request.tool.is_some();
    let sent = call::converse(client, request).send().await;
    completion(sent.map_err(|error| errors::from_call(&error))?, wants_object)
}

fn completion(converse: ConverseOutput, wants_object: bool) -> Result<Completion, ModelError> {
    let stop_reason = match converse.stop_reason() {
        // The input of the tool call is the object that was asked for. The tool is never run, so the turn ends here.
        BedrockStopReason::ToolUse if wants_object => StopReason::EndTurn,
        other => response::stop_reason(other),
    };
    let usage = response::usage(converse.usage(), Some(stop_reason));
    let Some(Output::Message(message)) = converse.output else {
        return Err(response::invalid("the response has no message").with_usage(usage));
    };
    // Blocks of other kinds, such as reasoning, are not part of the completion.
    let texts: Vec<_> = message.content.iter().filter_map(|block| block.as_text().ok()).map(String::as_str).collect();
    if wants_object {
        // The request has one tool, so the name in a call does not matter.
        let tool_calls = message.content.iter().filter_map(|block| block.as_tool_use().ok());
        let inputs: Vec<_> = tool_calls.map(|tool_call| json_text(tool_call.input())).collect();
        // The adapter does not judge the object. If the model did not call the tool, its text is judged in the object's
        // place; no text at all is then an empty text, which is no valid object.
        let text = if inputs.is_empty() { texts.concat() } else { inputs.join("\n") };
        return Ok(Completion { text, stop_reason, usage });
    }
    // A model may have nothing to say: its answer is then an empty text, which has its usage like any other.
    Ok(Completion { text: texts.concat(), stop_reason, usage })
}

/// The JSON text of a tool call's input. Some models give their object as a string: then the string is the JSON text.
fn json_text(input: &Document) -> String {
    match input {
        Document::String(text) => text.clone(),
        input => json_document::to_json(input).to_string(),
    }
}
