//! The port's prompt in Bedrock's types: what Converse and ConverseStream are asked alike.

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message, SpecificToolChoice, SystemContentBlock, Tool,
    ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use textgate_core::model::{AnswerShape, ModelError, ModelErrorKind, Parameters, Prompt};

use crate::json;

pub(crate) struct Request {
    pub(crate) model_id: String,
    pub(crate) system: Option<Vec<SystemContentBlock>>,
    pub(crate) message: Message,
    pub(crate) inference: InferenceConfiguration,
    /// The one tool that the model has to call: its input is the answer.
    pub(crate) tool: Option<ToolConfiguration>,
}

impl Request {
    pub(crate) fn new(prompt: Prompt) -> Result<Self, ModelError> {
        Self::build(prompt).map_err(|error| ModelError::new(ModelErrorKind::Failed, error))
    }

    fn build(prompt: Prompt) -> Result<Self, BuildError> {
        let message =
            Message::builder().role(ConversationRole::User).content(ContentBlock::Text(prompt.user)).build()?;
        Ok(Self {
            model_id: prompt.model_id,
            system: prompt.system.map(|system| vec![SystemContentBlock::Text(system)]),
            message,
            inference: inference(prompt.parameters),
            tool: prompt.answer.as_deref().map(tool).transpose()?,
        })
    }
}

fn tool(answer: &AnswerShape) -> Result<ToolConfiguration, BuildError> {
    let specification = ToolSpecification::builder()
        .name(answer.name)
        .description(answer.description)
        .input_schema(ToolInputSchema::Json(json::document(&answer.schema)))
        .build()?;
    let choice = SpecificToolChoice::builder().name(answer.name).build()?;
    ToolConfiguration::builder().tools(Tool::ToolSpec(specification)).tool_choice(ToolChoice::Tool(choice)).build()
}

fn inference(parameters: Parameters) -> InferenceConfiguration {
    let stops = (!parameters.stop_sequences.is_empty()).then_some(parameters.stop_sequences);
    InferenceConfiguration::builder()
        .max_tokens(i32::try_from(parameters.max_tokens).unwrap_or(i32::MAX))
        .temperature(parameters.temperature)
        .set_top_p(parameters.top_p)
        .set_stop_sequences(stops)
        .build()
}
