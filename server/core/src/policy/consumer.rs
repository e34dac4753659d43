//! A consumer: a caller by its stable name, with the models and limits that the policy gives it.

use super::model_policy::ModelPolicy;

/// The name of the one consumer if the policy does not tell callers apart.
pub(super) const ANONYMOUS: &str = "anonymous";

/// A consumer, such as a team or an application, with its part of the policy.
#[derive(Clone, Debug)]
pub struct Consumer {
    name: String,
    models: Vec<ModelPolicy>,
    /// An index into `models`.
    default: Option<usize>,
}

impl Consumer {
    /// `models` are the models that the consumer may use, with the consumer's own limits. `default` is the name of one of
    /// them.
    pub(super) fn new(name: String, models: Vec<ModelPolicy>, default: Option<&str>) -> Self {
        let default = default.and_then(|default| models.iter().position(|model| model.name == default));
        Self { name, models, default }
    }

    /// The stable name. It may be logged.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The models that the consumer may use, in the policy's order. Their limits are the consumer's limits if those are
    /// lower.
    pub fn models(&self) -> &[ModelPolicy] {
        &self.models
    }

    /// The model with this public name, if the consumer may use it.
    pub fn find(&self, name: &str) -> Option<&ModelPolicy> {
        self.models.iter().find(|model| model.name == name)
    }

    /// The model of a request that names none. Absent if the provider has none of the consumer's models in this region.
    pub fn default_model(&self) -> Option<&ModelPolicy> {
        self.models.get(self.default?)
    }
}
