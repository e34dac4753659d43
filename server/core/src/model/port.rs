//! The port itself: what an adapter implements.

use async_trait::async_trait;

use super::completion::{Completion, CompletionStream};
use super::error::ModelError;
use super::prompt::Prompt;

/// A model that turns a prompt into text.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Completes `prompt`. Dropping the future stops the model's work, if the adapter can stop it.
    ///
    /// If the prompt has an answer schema, the text of the completion is the JSON text that the model gave as its answer,
    /// or the plain text that it wrote instead. The adapter does not check the answer against the schema.
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError>;

    /// Completes `prompt` piece by piece.
    ///
    /// The future is ready when the model has begun to answer. A failure before that is the future's error; a later failure
    /// is an item of the stream. Dropping the future or the stream stops the model's work, if the adapter can stop it.
    /// Objects are not streamed: a prompt with an answer schema is refused.
    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError>;
}
