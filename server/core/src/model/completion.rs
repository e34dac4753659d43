//! What a model answers, whole or piece by piece.

use std::fmt;

use futures_util::stream::BoxStream;

use super::error::ModelError;
use super::stop_reason::StopReason;
use super::token_usage::TokenUsage;

/// A whole answer of a model.
#[derive(Clone, PartialEq)]
pub struct Completion {
    /// The generated text.
    pub text: String,
    /// Why the model stopped.
    pub stop_reason: StopReason,
    /// The tokens that the call used. Absent if the provider did not report them.
    pub usage: Option<TokenUsage>,
}

/// A completion as it is generated: texts, then one [`Chunk::End`]; or texts, then one error. Nothing follows the end or the
/// error. A stream that ends without either was cut off.
pub type CompletionStream = BoxStream<'static, Result<Chunk, ModelError>>;

/// A piece of a completion.
#[derive(Clone, PartialEq)]
pub enum Chunk {
    /// Text that follows the text before it. It is never empty and never a part of a character.
    Text(String),
    /// The model has ended.
    End {
        /// Why it stopped.
        stop_reason: StopReason,
        /// The tokens that the call used. Absent if the provider did not report them.
        usage: Option<TokenUsage>,
    },
}

/// Completions must not reach a log, so `Debug` shows sizes only.
impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("text_bytes", &self.text.len())
            .field("stop_reason", &self.stop_reason)
            .field("usage", &self.usage)
            .finish()
    }
}

/// Completions must not reach a log, so `Debug` shows sizes only.
impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.debug_struct("Text").field("bytes", &text.len()).finish(),
            Self::End { stop_reason, usage } => {
                f.debug_struct("End").field("stop_reason", stop_reason).field("usage", usage).finish()
            }
        }
    }
}
