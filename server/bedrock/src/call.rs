//! The calls of Converse and ConverseStream, ready to send. No other file builds one.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::client::customize::CustomizableOperation;
use aws_sdk_bedrockruntime::operation::converse::builders::ConverseFluentBuilder;
use aws_sdk_bedrockruntime::operation::converse::{ConverseError, ConverseOutput};
use aws_sdk_bedrockruntime::operation::converse_stream::builders::ConverseStreamFluentBuilder;
use aws_sdk_bedrockruntime::operation::converse_stream::{ConverseStreamError, ConverseStreamOutput};

use crate::guardrail;
use crate::request::Request;

/// Fills one of the SDK's two builders from a [`Request`]. They have the same methods and no trait in common, so a function
/// cannot do it.
macro_rules! fill {
    ($builder:expr, $request:expr, guardrail: $guardrail:path) => {{
        let request: Request = $request;
        $builder
            .model_id(request.model_id)
            .set_system(request.system)
            .set_messages(Some(request.messages))
            .inference_config(request.inference)
            .set_tool_config(request.tool)
            .set_guardrail_config(request.guardrail.map($guardrail))
            .set_request_metadata(Some(request.metadata))
            .customize()
    }};
}

/// A call that returns the whole completion at once.
pub(crate) fn converse(
    client: &Client,
    request: Request,
) -> CustomizableOperation<ConverseOutput, ConverseError, ConverseFluentBuilder> {
    fill!(client.converse(), request, guardrail: guardrail::for_converse)
}

/// A call that returns the completion as a stream of events.
pub(crate) fn converse_stream(
    client: &Client,
    request: Request,
) -> CustomizableOperation<ConverseStreamOutput, ConverseStreamError, ConverseStreamFluentBuilder> {
    fill!(client.converse_stream(), request, guardrail: guardrail::for_converse_stream)
}
