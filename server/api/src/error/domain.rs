//! Which error of the domain gets which code, status and message. Each `match` is exhaustive.

use std::borrow::Cow;

use textgate_core::generation::GenerationError;
use textgate_core::model::{ModelError, ModelErrorKind, RequestField};
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
            // A task's request has none of the fields that an error of a model may name.
            TaskError::Generation(error) => error.without_field().into(),
            TaskError::TextOnly { model, others } => {
                Self::new(Code::StructuredOutputUnsupported, text_only(&model, &others))
            }
            TaskError::Prompt(error) => Self::internal(error),
            TaskError::Repair(error) | TaskError::Guardrail(error) => error.with_field(None).into(),
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
        let field = error.field().map(RequestField::as_str);
        let (code, message, retry_after_seconds): (_, Cow<'static, str>, _) = match error.kind() {
            ModelErrorKind::Throttled => {
                (Code::RateLimited, "the model accepts no more requests at the moment; try again later".into(), Some(5))
            }
            ModelErrorKind::DailyLimit => {
                (Code::RateLimited, "the model's quota of the day is used up; try again later".into(), None)
            }
            ModelErrorKind::Unavailable => {
                (Code::ModelUnavailable, "the model is not available at the moment; try again later".into(), Some(5))
            }
            ModelErrorKind::Overloaded => {
                (Code::Overloaded, "too many requests are waiting for the model; try again later".into(), Some(2))
            }
            ModelErrorKind::TimedOut => (Code::ModelTimeout, "the model did not answer in time".into(), None),
            ModelErrorKind::PromptTooLong => (
                Code::LimitExceeded,
                "the texts of the request are too long for the model's context; shorten them".into(),
                None,
            ),
            ModelErrorKind::LimitExceeded => (Code::LimitExceeded, beyond_limit(field), None),
            ModelErrorKind::Refused | ModelErrorKind::UnrecognizedRefusal => {
                (Code::ModelRefused, model_refused(field), None)
            }
            ModelErrorKind::ContentBlocked => (
                Code::ContentBlocked,
                "a content filter of the model's provider blocked the prompt or the answer".into(),
                None,
            ),
            ModelErrorKind::Misconfigured | ModelErrorKind::EndOfLife => (
                Code::ModelMisconfigured,
                "the model's provider refuses the service; the operator of the service has to fix this".into(),
                None,
            ),
            ModelErrorKind::InvalidToolCall => (Code::InvalidModelAnswer, INVALID_ANSWER.into(), None),
            ModelErrorKind::Failed => (Code::ModelError, "the model failed".into(), None),
        };
        // A part of a second counts as one.
        let wait_seconds = error.wait().map(|wait| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            u16::try_from(seconds).unwrap_or(u16::MAX).max(1)
        });
        Self::new(code, message).retry_after(wait_seconds.or(retry_after_seconds)).caused_by(error)
    }
}

fn beyond_limit(field: Option<&str>) -> Cow<'static, str> {
    match field {
        Some(field) => {
            format!("{field} is more than the model allows; GET /models shows the models and their limits").into()
        }
        None => "the request asks for more than the model allows".into(),
    }
}

fn model_refused(field: Option<&str>) -> Cow<'static, str> {
    match field {
        Some(field) => {
            format!("the model does not accept the {field} of this request; change or omit it, or name another model")
                .into()
        }
        None => "the model does not accept this request; change it, or name another model".into(),
    }
}

/// The code of a request that ends with such an error.
impl From<ModelErrorKind> for Code {
    fn from(kind: ModelErrorKind) -> Self {
        ApiError::from(ModelError::from(kind)).code()
    }
}
