//! The port's prompt in Bedrock's types: the request that Converse and ConverseStream have in common.

use std::collections::HashMap;

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message, SpecificToolChoice, SystemContentBlock, Tool,
    ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use textgate_core::model::{AnswerSchema, Guardrail, ModelError, ModelErrorKind, Parameters, Prompt};

use crate::{guardrail, json_document};

pub(crate) struct Request {
    pub(crate) model_id: String,
    pub(crate) system: Option<Vec<SystemContentBlock>>,
    pub(crate) messages: Vec<Message>,
    pub(crate) inference: InferenceConfiguration,
    /// The one tool that the model must call, where the prompt asks for an object: the tool's input is that object.
    pub(crate) tool: Option<ToolConfiguration>,
    pub(crate) guardrail: Option<Guardrail>,
    /// Names and values that Bedrock writes to its invocation log. The policy allows only names of consumers that Bedrock
    /// accepts here.
    pub(crate) metadata: HashMap<String, String>,
}

impl Request {
    pub(crate) fn new(prompt: Prompt) -> Result<Self, ModelError> {
        // The SDK's builders fail only if this adapter forgets a required field.
        Self::build(prompt).map_err(|error| ModelError::new(ModelErrorKind::Failed, error))
    }

    /// A request without a prompt, which no model can answer.
    pub(crate) fn without_prompt(model_id: &str) -> Self {
        Self {
            model_id: model_id.to_owned(),
            system: None,
            messages: Vec::new(),
            inference: InferenceConfiguration::builder().build(),
            tool: None,
            guardrail: None,
            metadata: HashMap::new(),
        }
    }

    fn build(prompt: Prompt) -> Result<Self, BuildError> {
        let message =
            Message::builder().role(ConversationRole::User).content(ContentBlock::Text(prompt.user)).build()?;
        let system = match (prompt.system, &prompt.guardrail) {
            (Some(system), Some(_)) => Some(guardrail::guarded_system(system)?),
            (system, _) => system.map(SystemContentBlock::Text),
        };
        Ok(Self {
            model_id: prompt.model_id,
            system: system.map(|block| vec![block]),
            messages: vec![message],
            inference: inference(prompt.parameters),
            tool: prompt.answer_schema.as_deref().map(tool).transpose()?,
            guardrail: prompt.guardrail,
            metadata: HashMap::from([("consumer".to_owned(), prompt.consumer)]),
        })
    }
}

/// A tool whose input has the schema of the object that the prompt asks for, and the demand that the model calls it.
fn tool(answer: &AnswerSchema) -> Result<ToolConfiguration, BuildError> {
    let specification = ToolSpecification::builder()
        .name(answer.name)
        .description(answer.description)
        .input_schema(ToolInputSchema::Json(json_document::to_document(&answer.schema)))
        .build()?;
    let choice = SpecificToolChoice::builder().name(answer.name).build()?;
    ToolConfiguration::builder().tools(Tool::ToolSpec(specification)).tool_choice(ToolChoice::Tool(choice)).build()
}

fn inference(parameters: Parameters) -> InferenceConfiguration {
    let stop_sequences = (!parameters.stop_sequences.is_empty()).then_some(parameters.stop_sequences);
    InferenceConfiguration::builder()
        .max_tokens(i32::try_from(parameters.max_tokens).unwrap_or(i32::MAX))
        .set_temperature(parameters.temperature)
        .set_top_p(parameters.top_p)
        .set_stop_sequences(stop_sequences)
        .build()
}
