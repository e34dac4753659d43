//! Which error of the domain gets which code, status and message. Each `match` is exhaustive.

use textgate_core::generation::GenerationError;
use textgate_core::model::{ModelError, ModelErrorKind};
use textgate_core::policy::ParameterRefusal;
use textgate_core::task::TaskError;

use super::api_error::ApiError;
use super::code::Code;

const INVALID_ANSWER: &str =
    "the model answered twice, and neither answer matched the schema of this operation; send the request again";

impl From<GenerationError> for ApiError {
    fn from(error: GenerationError) -> Self {
        match error {
            GenerationError::ModelNotFound => {
                Self::new(Code::ModelNotFound, "the policy has no model with this name; GET /models lists your models")
            }
            GenerationError::ModelNotAllowed => Self::new(
                Code::ModelNotAllowed,
                "the policy does not allow you to use this model; GET /models lists your models",
            ),
            GenerationError::Parameter(refusal) => refusal.into(),
            GenerationError::Model(error) => error.into(),
        }
    }
}

impl From<ParameterRefusal> for ApiError {
    fn from(refusal: ParameterRefusal) -> Self {
        let code = if refusal.is_limit() { Code::LimitExceeded } else { Code::ModelRefused };
        Self::new(code, refusal.to_string())
    }
}

impl From<TaskError> for ApiError {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Generation(error) => error.into(),
            TaskError::TextOnly { model, others } => {
                Self::new(Code::StructuredOutputUnsupported, text_only(&model, &others))
            }
            TaskError::Prompt(error) => Self::internal(error),
            TaskError::Repair(error) | TaskError::Guardrail(error) => error.into(),
            TaskError::ContentBlocked(_) => {
                Self::new(Code::ContentBlocked, "a content filter or a guardrail blocked the model's answer")
                    .caused_by(error)
            }
            TaskError::IncompleteAnswer => Self::new(
                Code::IncompleteModelAnswer,
                "the model reached the maximum number of tokens before its answer was complete; ask for a shorter \
                 answer",
            )
            .caused_by(error),
            TaskError::InvalidAnswer { .. } => Self::new(Code::InvalidModelAnswer, INVALID_ANSWER).caused_by(error),
        }
    }
}

/// Why `model` cannot be used for an object, and which `others` can.
fn text_only(model: &str, others: &[String]) -> String {
    let advice = match others {
        [] => {
            "none of your models generates objects; on Amazon Bedrock (--model bedrock) the service has models that do"
                .to_owned()
        }
        others => {
            format!("name a model that generates objects ({}); GET /models shows them as structured", others.join(", "))
        }
    };
    format!("the model {model} generates only text, but this operation needs a JSON object: {advice}")
}

impl From<ModelError> for ApiError {
    fn from(error: ModelError) -> Self {
        let (code, message, retry_after_seconds) = match error.kind() {
            ModelErrorKind::Throttled => {
                (Code::RateLimited, "the model accepts no more requests at the moment; try again later", Some(5))
            }
            ModelErrorKind::Unavailable => {
                (Code::ModelUnavailable, "the model is not available at the moment; try again later", Some(5))
            }
            ModelErrorKind::Overloaded => {
                (Code::Overloaded, "too many requests are waiting for the model; try again later", Some(2))
            }
            ModelErrorKind::TimedOut => (Code::ModelTimeout, "the model did not answer in time", None),
            ModelErrorKind::PromptTooLong => (
                Code::LimitExceeded,
                "the texts of the request are too long for the model's context; shorten them",
                None,
            ),
            ModelErrorKind::Misconfigured => (
                Code::ModelMisconfigured,
                "the model's provider refuses the service; the operator of the service has to fix this",
                None,
            ),
            ModelErrorKind::InvalidToolCall => (Code::InvalidModelAnswer, INVALID_ANSWER, None),
            ModelErrorKind::Failed => (Code::ModelError, "the model failed", None),
        };
        let wait_seconds = error.wait().map(|wait| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            u16::try_from(seconds).unwrap_or(u16::MAX).max(1)
        });
        Self::new(code, message).retry_after(wait_seconds.or(retry_after_seconds)).caused_by(error)
    }
}

/// The code of a request that ends with such an error.
impl From<ModelErrorKind> for Code {
    fn from(kind: ModelErrorKind) -> Self {
        ApiError::from(ModelError::from(kind)).code()
    }
}
