//! The port's prompt in Bedrock's types: what Converse and ConverseStream are asked alike.

use std::collections::HashMap;

use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message, SystemContentBlock,
};
use textgate_core::model::{ModelError, ModelErrorKind, Parameters, Prompt};

pub(crate) struct Request {
    pub(crate) model_id: String,
    pub(crate) system: Option<Vec<SystemContentBlock>>,
    pub(crate) message: Message,
    pub(crate) inference: InferenceConfiguration,
    /// What Bedrock's invocation log has of the call besides. The names of consumers are of characters that it takes.
    pub(crate) metadata: HashMap<String, String>,
}

impl Request {
    pub(crate) fn new(prompt: Prompt) -> Result<Self, ModelError> {
        let message = Message::builder()
            .role(ConversationRole::User)
            .content(ContentBlock::Text(prompt.user))
            .build()
            .map_err(|error| ModelError::new(ModelErrorKind::Failed, error))?;
        Ok(Self {
            model_id: prompt.model_id,
            system: prompt.system.map(|system| vec![SystemContentBlock::Text(system)]),
            message,
            inference: inference(prompt.parameters),
            metadata: HashMap::from([("consumer".to_owned(), prompt.consumer)]),
        })
    }
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
