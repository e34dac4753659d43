//! The port's prompt in Bedrock's types: what Converse and ConverseStream are asked alike.

use std::collections::HashMap;

use aws_sdk_bedrockruntime::config;
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message, SpecificToolChoice, SystemContentBlock, Tool,
    ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use textgate_core::model::{AnswerSchema, Guardrail, ModelError, ModelErrorKind, Parameters, Prompt};

use crate::{attempts, guardrail, json};

pub(crate) struct Request {
    pub(crate) model_id: String,
    pub(crate) system: Option<Vec<SystemContentBlock>>,
    pub(crate) message: Message,
    pub(crate) inference: InferenceConfiguration,
    /// The one tool that the model has to call: its input is the answer.
    pub(crate) tool: Option<ToolConfiguration>,
    pub(crate) guardrail: Option<Guardrail>,
    /// What of the client's configuration is another one for this request.
    pub(crate) config: config::Builder,
    /// What Bedrock's invocation log has of the call besides. The names of consumers are of characters that it takes.
    pub(crate) metadata: HashMap<String, String>,
}

impl Request {
    pub(crate) fn new(prompt: Prompt) -> Result<Self, ModelError> {
        // A part that lacks something: a defect of this adapter.
        Self::build(prompt).map_err(|error| ModelError::new(ModelErrorKind::Failed, error))
    }

    fn build(prompt: Prompt) -> Result<Self, BuildError> {
        let message =
            Message::builder().role(ConversationRole::User).content(ContentBlock::Text(prompt.user)).build()?;
        let system = match (prompt.system, &prompt.guardrail) {
            (Some(system), Some(_)) => Some(guardrail::guarded(system)?),
            (system, _) => system.map(SystemContentBlock::Text),
        };
        Ok(Self {
            model_id: prompt.model_id,
            system: system.map(|block| vec![block]),
            message,
            inference: inference(prompt.parameters),
            tool: prompt.answer_schema.as_deref().map(tool).transpose()?,
            guardrail: prompt.guardrail,
            config: config::Builder::new().retry_config(attempts::of(prompt.has_fallback)),
            metadata: HashMap::from([("consumer".to_owned(), prompt.consumer)]),
        })
    }
}

fn tool(answer: &AnswerSchema) -> Result<ToolConfiguration, BuildError> {
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
