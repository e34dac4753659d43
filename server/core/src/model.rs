//! The port to a text model. Adapters live in packages of their own; this module knows none of them.

use std::error::Error as StdError;
use std::fmt;
use std::ops::AddAssign;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use serde_json::Value;

/// A model that turns a prompt into text.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Completes `prompt`. Dropping the future stops the work where the adapter can stop it.
    ///
    /// Where the prompt asks for an object, the text of the completion is the JSON text that the model gave as one, or what
    /// it said instead: nobody has judged it.
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError>;

    /// Completes `prompt` piece by piece.
    ///
    /// The future is ready when the model has begun to answer: what fails before that is its error, what fails later is
    /// an item. Dropping the future or the stream stops the work where the adapter can stop it. Objects are not streamed: a
    /// prompt that asks for one is refused.
    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError>;
}

/// A completion as it is generated: texts, then one [`Chunk::End`]; or texts, then one error. Nothing follows either. A
/// stream that ends otherwise was cut off.
pub type CompletionStream = BoxStream<'static, Result<Chunk, ModelError>>;

/// A piece of a completion.
#[derive(Clone, PartialEq)]
pub enum Chunk {
    /// Text that follows what came before; never empty, never part of a character.
    Text(String),
    /// The model has ended.
    End {
        /// Why it stopped.
        stop_reason: StopReason,
        /// What it took.
        usage: TokenUsage,
    },
}

/// Completions never reach a log, so `Debug` shows sizes only.
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

/// What a model is asked, after the policy has had its say.
#[derive(Clone, PartialEq)]
pub struct Prompt {
    /// The provider's own name for the model: a Bedrock model or inference-profile id.
    pub model_id: String,
    /// The system prompt; absent where there is none or where the model takes none.
    pub system: Option<String>,
    /// The user's turn.
    pub user: String,
    /// How to sample.
    pub parameters: Parameters,
    /// The object to answer with; absent where the answer is text.
    pub answer: Option<Arc<AnswerShape>>,
    /// Whether another model is asked if this one cannot answer for now: then the adapter need not insist.
    pub has_fallback: bool,
    /// What the provider has to apply to prompt and answer. An adapter that cannot have it applied refuses the prompt.
    pub guardrail: Option<Guardrail>,
    /// The stable name of whoever asks, for the provider's own records.
    pub consumer: String,
}

/// An object that a model is asked to answer with.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerShape {
    /// What the model calls it: at most 64 letters, digits and underscores.
    pub name: &'static str,
    /// What it is for, told to the model.
    pub description: &'static str,
    /// Its JSON Schema, complete in itself; at the top `type`, `properties` and `required` only.
    pub schema: Value,
}

/// A guardrail of the provider's, by the names that it has there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardrail {
    /// Which one.
    pub id: String,
    /// Which version of it.
    pub version: String,
}

/// Sampling parameters, after the model's parameter rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Most tokens to generate, at least 1.
    pub max_tokens: u32,
    /// Randomness, 0 to 1.
    pub temperature: f32,
    /// Nucleus sampling, 0 to 1; absent where it is left to the model.
    pub top_p: Option<f32>,
    /// Texts that end the generation; they are not part of the output.
    pub stop_sequences: Vec<String>,
}

/// Prompts never reach a log, so `Debug` shows sizes only.
impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompt")
            .field("model_id", &self.model_id)
            .field("consumer", &self.consumer)
            .field("system_bytes", &self.system.as_ref().map(String::len))
            .field("user_bytes", &self.user.len())
            .field("answer", &self.answer.as_ref().map(|shape| shape.name))
            .finish_non_exhaustive()
    }
}

/// What a model answered.
#[derive(Clone, PartialEq)]
pub struct Completion {
    /// The generated text.
    pub text: String,
    /// Why the model stopped.
    pub stop_reason: StopReason,
    /// What it took.
    pub usage: TokenUsage,
}

/// Completions never reach a log, so `Debug` shows sizes only.
impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("text_bytes", &self.text.len())
            .field("stop_reason", &self.stop_reason)
            .field("usage", &self.usage)
            .finish()
    }
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The model ended its answer.
    EndTurn,
    /// The answer reached `max_tokens`.
    MaxTokens,
    /// The model wrote one of the stop sequences.
    StopSequence,
    /// A guardrail blocked or masked text: what is there is what it let pass, or its own words.
    GuardrailIntervened,
    /// The provider's own filter cut the text.
    ContentFiltered,
    /// A reason that Textgate does not name.
    Other,
}

impl StopReason {
    /// The reason's stable name, in the contract and in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EndTurn => "end_turn",
            Self::MaxTokens => "max_tokens",
            Self::StopSequence => "stop_sequence",
            Self::GuardrailIntervened => "guardrail_intervened",
            Self::ContentFiltered => "content_filtered",
            Self::Other => "other",
        }
    }
}

/// Tokens that a generation took, as the model counted them. No token is in two of the counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenUsage {
    /// Tokens of the prompt, instructions included, that the model read anew.
    pub input: u32,
    /// Tokens generated.
    pub output: u32,
    /// Tokens of the prompt that came from the provider's cache.
    pub cache_read: u32,
    /// Tokens of the prompt that the provider's cache keeps from now on.
    pub cache_write: u32,
}

impl TokenUsage {
    /// All tokens together.
    pub fn total(self) -> u64 {
        [self.input, self.output, self.cache_read, self.cache_write].map(u64::from).iter().sum()
    }

    /// Tokens that came from the cache. Absent where there are none: nobody is told of a cache that had nothing to do with
    /// an answer.
    pub fn cache_reads(self) -> Option<u32> {
        (self.cache_read > 0).then_some(self.cache_read)
    }

    /// Tokens that went into the cache. Absent where there are none.
    pub fn cache_writes(self) -> Option<u32> {
        (self.cache_write > 0).then_some(self.cache_write)
    }
}

/// Two calls of a model take what both took.
impl AddAssign for TokenUsage {
    fn add_assign(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.cache_read = self.cache_read.saturating_add(other.cache_read);
        self.cache_write = self.cache_write.saturating_add(other.cache_write);
    }
}

/// Why a model gave no completion. Each kind says what a caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelErrorKind {
    /// The provider refuses more requests for now.
    Throttled,
    /// The model cannot be reached or is not ready; it may be soon.
    Unavailable,
    /// The adapter's own queue is full.
    Overloaded,
    /// The model did not answer in time.
    TimedOut,
    /// The model or its provider failed, or answered something unreadable.
    Failed,
    /// The prompt is longer than the model's context.
    PromptTooLong,
    /// The provider refuses this configuration (access, model id, parameters); an operator has to act.
    Misconfigured,
}

impl ModelErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Throttled,
        Self::Unavailable,
        Self::Overloaded,
        Self::TimedOut,
        Self::Failed,
        Self::PromptTooLong,
        Self::Misconfigured,
    ];

    /// Whether another model may answer the same request now. Else the caller or an operator has to change something, and
    /// a second model would only hide what.
    pub fn may_pass_elsewhere(self) -> bool {
        match self {
            Self::Throttled | Self::Unavailable | Self::Overloaded | Self::TimedOut | Self::Failed => true,
            Self::PromptTooLong | Self::Misconfigured => false,
        }
    }

    /// The kind's stable name, in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Overloaded => "overloaded",
            Self::TimedOut => "timed_out",
            Self::Failed => "failed",
            Self::PromptTooLong => "prompt_too_long",
            Self::Misconfigured => "misconfigured",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Throttled => "the model's provider throttles requests",
            Self::Unavailable => "the model is unavailable",
            Self::Overloaded => "the model's queue is full",
            Self::TimedOut => "the model did not answer in time",
            Self::Failed => "the model failed",
            Self::PromptTooLong => "the prompt is longer than the model's context",
            Self::Misconfigured => "the model's provider refuses the configuration",
        }
    }
}

/// Why a model gave no completion. The source is for the log, never for the caller.
#[derive(Debug)]
pub struct ModelError {
    kind: ModelErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ModelError {
    /// An error whose cause is `source`.
    pub fn new(kind: ModelErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ModelErrorKind {
        self.kind
    }
}

impl From<ModelErrorKind> for ModelError {
    fn from(kind: ModelErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())
    }
}

impl StdError for ModelError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
