//! Why there is no generation.

use crate::model::ModelError;
use crate::policy::ParameterRefusal;

/// Why there is no generation.
#[derive(Debug, thiserror::Error)]
pub enum GenerationError {
    /// The policy has no model with this name.
    #[error("the policy has no model with this name")]
    ModelNotFound,
    /// The policy has the model, but the consumer may not use it.
    #[error("the consumer may not use this model")]
    ModelNotAllowed,
    /// The model does not take a parameter that the request asks for.
    #[error(transparent)]
    Parameter(#[from] ParameterRefusal),
    /// The model gave no completion.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl GenerationError {
    /// The same error, without the name of a field: for requests that do not have the fields of a generation.
    #[must_use]
    pub fn without_field(self) -> Self {
        match self {
            Self::Model(error) => Self::Model(error.with_field(None)),
            other => other,
        }
    }
}
