//! ApplyGuardrail: has a guardrail check a text that a model wrote.
//!
//! Within Converse, a guardrail does not check what a model gives to a tool (Bedrock guide, `guardrails-use-converse-api`), so
//! the text of an object is checked by this call.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::apply_guardrail::ApplyGuardrailOutput;
use aws_sdk_bedrockruntime::types::{
    GuardrailAction, GuardrailContentBlock, GuardrailContentSource, GuardrailOutputScope, GuardrailTextBlock,
};
use textgate_core::model::{Guardrail, GuardrailVerdict, ModelError, ModelErrorKind};

use crate::{errors, response};

pub(crate) async fn apply(
    client: &Client,
    guardrail: &Guardrail,
    text: String,
) -> Result<GuardrailVerdict, ModelError> {
    // The SDK's builder fails only if this adapter forgets a required field.
    let text = GuardrailTextBlock::builder().text(text).build();
    let text = text.map_err(|error| ModelError::new(ModelErrorKind::Failed, error))?;
    let sent = client
        .apply_guardrail()
        .guardrail_identifier(&guardrail.id)
        .guardrail_version(&guardrail.version)
        .source(GuardrailContentSource::Output)
        .output_scope(GuardrailOutputScope::Interventions)
        .content(GuardrailContentBlock::Text(text))
        .send()
        .await;
    verdict(&sent.map_err(|error| errors::from_call(&error))?)
}

/// A response that does not say what the guardrail did lets nothing pass. A guardrail that masks a part of a text intervenes,
/// too: the masked text need not be of the form that was asked for.
fn verdict(response: &ApplyGuardrailOutput) -> Result<GuardrailVerdict, ModelError> {
    match response.action() {
        GuardrailAction::None => Ok(GuardrailVerdict::Passed),
        GuardrailAction::GuardrailIntervened => Ok(GuardrailVerdict::Intervened),
        _ => Err(response::invalid("the response does not say what the guardrail did")),
    }
}
