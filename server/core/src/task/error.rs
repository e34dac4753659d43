//! Why a task has no answer.

use crate::generation::GenerationError;
use crate::model::{ModelError, StopReason};
use crate::prompt::RenderError;

/// Why a task has no answer.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no generation.
    #[error(transparent)]
    Generation(#[from] GenerationError),
    /// The policy's prompt cannot be rendered for this request.
    #[error(transparent)]
    Prompt(#[from] RenderError),
    /// The task needs an object, and the model answers with text only.
    #[error("the model {model} answers with text only")]
    TextOnly {
        /// The public name of the model.
        model: String,
        /// The public names of the consumer's models that answer with objects.
        others: Vec<String>,
    },
    /// The model answered with a wrong object, and failed at once when it was asked to repair it. No other model is tried: this
    /// one can be reached, so the caller may send the request again.
    #[error(transparent)]
    Repair(ModelError),
    /// The guardrail could not check the object, so the object is not answered. No other model is tried, because its object
    /// would have to pass the same guardrail.
    #[error(transparent)]
    Guardrail(ModelError),
    /// A guardrail or the provider's content filter blocked the answer, so there is no object.
    #[error("the answer was blocked: {}", .0.as_str())]
    ContentBlocked(StopReason),
    /// The answer reached its maximum number of tokens before the object was complete.
    #[error("the answer reached its maximum number of tokens before it was complete")]
    IncompleteAnswer,
    /// The model's answer was not an object of the schema, and its repair was not one either.
    #[error("the answer and its repair violate the schema; violations in the repair: {violations}")]
    InvalidAnswer {
        /// The number of violations in the repair.
        violations: usize,
    },
}
