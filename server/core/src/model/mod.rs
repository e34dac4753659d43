//! The port to a text model.
//!
//! Adapters implement [`TextModel`] in packages of their own. This module knows none of them, and it knows no policy.

mod completion;
mod error;
mod port;
mod prompt;
mod request_field;
mod stop_reason;
mod token_usage;

pub use completion::{Chunk, Completion, CompletionStream};
pub use error::{ModelError, ModelErrorKind};
pub use port::{GuardrailVerdict, TextModel};
pub use prompt::{AnswerSchema, Guardrail, Parameters, Prompt};
pub use request_field::RequestField;
pub use stop_reason::StopReason;
pub use token_usage::{TokenEstimate, TokenUsage};
