//! Converse: the whole answer at once.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::ConverseOutput as Output;
use textgate_core::model::{Completion, ModelError};

use crate::request::Request;
use crate::{answer, failure, guardrail};

pub(crate) async fn complete(client: &Client, request: Request) -> Result<Completion, ModelError> {
    let call = client
        .converse()
        .model_id(request.model_id)
        .set_system(request.system)
        .messages(request.message)
        .inference_config(request.inference)
        .set_guardrail_config(request.guardrail.map(guardrail::whole))
        .set_request_metadata(Some(request.metadata))
        .customize()
        .config_override(request.config);
    completion(call.send().await.map_err(|error| failure::of_call(&error))?)
}

fn completion(answer: ConverseOutput) -> Result<Completion, ModelError> {
    let stop_reason = answer::stop_reason(answer.stop_reason());
    let usage = answer::usage(answer.usage(), stop_reason)?;
    let Some(Output::Message(message)) = answer.output else {
        return Err(answer::unreadable("the answer has no message"));
    };
    // Blocks of other kinds, such as reasoning, are not part of the answer.
    let texts: Vec<_> = message.content.iter().filter_map(|block| block.as_text().ok()).map(String::as_str).collect();
    answer::check_text(!texts.is_empty(), stop_reason)?;
    Ok(Completion { text: texts.concat(), stop_reason, usage })
}
