//! The port itself: what an adapter implements.

use async_trait::async_trait;

use super::completion::{Completion, CompletionStream};
use super::error::{ModelError, ModelErrorKind};
use super::prompt::{Guardrail, Prompt};

/// What a guardrail says about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardrailVerdict {
    /// The guardrail found nothing: the text may be answered as it is.
    Passed,
    /// The guardrail blocked the text, or masked a part of it.
    Intervened,
}

/// A model that turns a prompt into text.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Completes `prompt`. Dropping the future stops the model's work, if the adapter can stop it.
    ///
    /// If the prompt has an answer schema, the text of the completion is the JSON text that the model gave as its answer,
    /// or the plain text that it wrote instead. If the model gave several JSON texts, each is on a line of its own. The
    /// adapter does not check the answer against the schema, and the guardrail has not checked it.
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError>;

    /// Completes `prompt` piece by piece.
    ///
    /// The future is ready when the model has begun to answer. A failure before that is the future's error; a later failure
    /// is an item of the stream. Dropping the future or the stream stops the model's work, if the adapter can stop it.
    /// Objects are not streamed: a prompt with an answer schema is refused.
    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError>;

    /// Has `guardrail` check a text that a model wrote. It is called with the text of an object before the object is
    /// answered: a provider's guardrail does not check what a model gives to a tool.
    ///
    /// An adapter without guardrails refuses. Then nothing is answered.
    async fn apply_guardrail(&self, _guardrail: &Guardrail, _text: String) -> Result<GuardrailVerdict, ModelError> {
        Err(ModelError::new(ModelErrorKind::Misconfigured, "the model's adapter cannot apply a guardrail"))
    }
}
