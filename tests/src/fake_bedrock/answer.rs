//! The answers that a test can set.

use serde_json::{Value, json};

use crate::event_stream::Step;

/// What the fake answers from now on.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A completion: its text, Bedrock's stop reason, input and output tokens. ConverseStream sends the text in pieces.
    /// If the request wants a tool called, the model calls it with an input that satisfies the tool's schema.
    Completion(&'static str, &'static str, i32, i32),
    /// A call of the tool that the request wants called, even if the input does not satisfy the tool's schema: the input,
    /// Bedrock's stop reason, input and output tokens.
    ToolUse(Value, &'static str, i32, i32),
    /// The content blocks of a message as they are, Bedrock's stop reason, input and output tokens. For Converse only.
    Blocks(Value, &'static str, i32, i32),
    /// A text even if the request wants a tool called; otherwise like [`Self::Completion`].
    Text(&'static str, &'static str, i32, i32),
    /// One answer for each request, in this order. The last one is repeated.
    Sequence(Vec<Answer>),
    /// A completion of a few words that took these tokens.
    WithUsage(Tokens),
    /// An exception: status, name (`x-amzn-errortype`) and message.
    Exception(u16, &'static str, String),
    /// A status and a body that Bedrock would not send.
    Raw(u16, String),
    /// No answer: the connection stays open.
    Silence,
    /// The steps of an answer of ConverseStream. Converse has no such answer.
    Stream(Vec<Step>),
    /// The answer that the function returns for the user's text.
    ByText(fn(&str) -> Answer),
    /// The first answer for the model with this id, the second for all other models.
    ByModel(&'static str, Box<Answer>, Box<Answer>),
}

impl Answer {
    /// Answers `answer` for the model with this id, `others` for all other models.
    pub fn by_model(id: &'static str, answer: Self, others: Self) -> Self {
        Self::ByModel(id, answer.into(), others.into())
    }
}

/// The token usage that Bedrock reports. Each token is in one of the counts only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tokens {
    /// Tokens of the prompt that did not come from the cache.
    pub input: i32,
    /// Generated tokens.
    pub output: i32,
    /// Tokens of the prompt that were read from the cache.
    pub cache_read: i32,
    /// Tokens of the prompt that were written to the cache.
    pub cache_write: i32,
}

impl Tokens {
    /// The counts as Bedrock reports them.
    pub fn usage(self) -> Value {
        let Self { input, output, cache_read, cache_write } = self;
        let total: i64 = [input, output, cache_read, cache_write].map(i64::from).iter().sum();
        // Bedrock omits the counts of the cache if the cache was not used.
        if cache_read == 0 && cache_write == 0 {
            return json!({ "inputTokens": input, "outputTokens": output, "totalTokens": total });
        }
        json!({
            "inputTokens": input, "outputTokens": output, "totalTokens": total,
            "cacheReadInputTokens": cache_read, "cacheWriteInputTokens": cache_write,
        })
    }
}
