//! Why a model gave no completion.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::request_field::RequestField;
use super::token_usage::TokenUsage;

/// Defines [`ModelErrorKind`]: each kind with its name in the log and its message.
macro_rules! model_error_kinds {
    ($($(#[$doc:meta])+ $kind:ident = $name:literal, $message:literal;)+) => {
        /// Why a model gave no completion. Each kind says what a caller can do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ModelErrorKind { $($(#[$doc])+ $kind,)+ }

        impl ModelErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The kind's stable name, in the log.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            fn message(self) -> &'static str {
                match self { $(Self::$kind => $message,)+ }
            }
        }
    };
}

model_error_kinds! {
    /// The provider accepts no more requests for now.
    Throttled = "throttled", "the model's provider throttles requests";
    /// The provider's quota of one day is used up.
    DailyLimit = "daily_limit", "the provider's daily quota of the model is used up";
    /// The model cannot be reached or is not ready. It may be ready soon.
    Unavailable = "unavailable", "the model is unavailable";
    /// The adapter's own queue is full.
    Overloaded = "overloaded", "the model's queue is full";
    /// The model did not answer in time.
    TimedOut = "timed_out", "the model did not answer in time";
    /// The model or its provider failed, or its answer cannot be read.
    Failed = "failed", "the model failed";
    /// The model called the tool that takes its object in a form that the provider cannot read, and the provider kept the
    /// answer to itself. The same model may do better when it is asked again.
    InvalidToolCall = "invalid_tool_call", "the model called its tool in a form that the provider cannot read";
    /// The provider has retired the model. The operator has to remove it from the policy.
    EndOfLife = "end_of_life", "the model has reached its end of life";
    /// The prompt is longer than the model's context.
    PromptTooLong = "prompt_too_long", "the prompt is longer than the model's context";
    /// The request asks for more than the model allows, in a field other than the texts.
    LimitExceeded = "limit_exceeded", "the request asks for more than the model allows";
    /// The model refuses what the contract allows, such as a parameter that the model does not have.
    Refused = "refused", "the model refuses the request";
    /// The model refuses the request, and the adapter does not know why. The operator should find out.
    UnrecognizedRefusal = "unrecognized_refusal", "the model refuses the request for a reason that is not known";
    /// The provider's content filter blocked the prompt or the answer.
    ContentBlocked = "content_blocked", "a content filter of the model's provider blocked the prompt or the answer";
    /// The provider refuses the operator's configuration: access, model id or parameters. The operator has to change it.
    Misconfigured = "misconfigured", "the model's provider refuses the configuration";
}

impl ModelErrorKind {
    /// Whether another model may answer the same request now. After the other kinds the caller or the operator has to change
    /// something, and a fallback would hide that. A retired model is the exception: until the operator has removed it, the
    /// fallback answers, and the log has an error for each attempt.
    pub fn allows_fallback(self) -> bool {
        match self {
            Self::Throttled
            | Self::DailyLimit
            | Self::Unavailable
            | Self::Overloaded
            | Self::TimedOut
            | Self::Failed
            | Self::InvalidToolCall
            | Self::EndOfLife => true,
            Self::PromptTooLong
            | Self::LimitExceeded
            | Self::Refused
            | Self::UnrecognizedRefusal
            | Self::ContentBlocked
            | Self::Misconfigured => false,
        }
    }
}

/// Why a model gave no completion. The source is for the log, never for the caller.
#[derive(Debug)]
pub struct ModelError {
    kind: ModelErrorKind,
    field: Option<RequestField>,
    usage: Option<TokenUsage>,
    wait: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ModelError {
    /// An error whose cause is `source`.
    pub fn new(kind: ModelErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::from(kind) }
    }

    /// The same error, with the field of the request that the model refuses.
    #[must_use]
    pub fn with_field(self, field: Option<RequestField>) -> Self {
        Self { field, ..self }
    }

    /// The same error of a call that used these tokens, although it gave no completion.
    #[must_use]
    pub fn with_usage(self, usage: Option<TokenUsage>) -> Self {
        Self { usage, ..self }
    }

    /// The same error, with the time after which the same request may succeed.
    #[must_use]
    pub fn with_wait(self, wait: Duration) -> Self {
        Self { wait: Some(wait), ..self }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ModelErrorKind {
        self.kind
    }

    /// The field of the request that the model refuses. Absent if it cannot be told, or if the kind is no refusal.
    pub fn field(&self) -> Option<RequestField> {
        self.field
    }

    /// The tokens that the failed call used. Absent if the provider did not report them.
    pub fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }

    /// The time after which the same request may succeed, if it is known.
    pub fn wait(&self) -> Option<Duration> {
        self.wait
    }
}

impl From<ModelErrorKind> for ModelError {
    fn from(kind: ModelErrorKind) -> Self {
        Self { kind, field: None, usage: None, wait: None, source: None }
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
