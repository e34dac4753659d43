//! The choice of the models that may answer a request.

use super::error::GenerationError;
use super::request::GenerationRequest;
use crate::policy::{Catalogue, Consumer, ModelPolicy};

/// The models that may answer a request.
pub(crate) struct Candidates<'m> {
    pub(crate) first: &'m ModelPolicy,
    /// The models that are tried in turn if the first one cannot answer now.
    pub(crate) fallbacks: Vec<&'m ModelPolicy>,
}

impl<'m> Candidates<'m> {
    /// The candidates for a request of `consumer`. If the request names a model, there are no fallbacks.
    ///
    /// # Errors
    ///
    /// The policy does not have the model that the request names, or the consumer may not use it, or it does not take the
    /// parameters that the request asks for.
    pub(super) fn choose(
        catalogue: &Catalogue,
        consumer: &'m Consumer,
        request: &GenerationRequest,
    ) -> Result<Self, GenerationError> {
        let first = match request.model.as_deref() {
            None => {
                let preferred = request.preferred_model.as_deref().and_then(|name| consumer.find(name));
                preferred.or_else(|| consumer.default_model())
            }
            Some(name) if catalogue.find(name).is_none() => return Err(GenerationError::ModelNotFound),
            Some(name) => consumer.find(name),
        };
        let first = first.ok_or(GenerationError::ModelNotAllowed)?;
        first.check(&request.parameters)?;
        let is_fallback = |model: &&ModelPolicy| model.name != first.name && model.check(&request.parameters).is_ok();
        let fallbacks = match request.model {
            None => catalogue.fallback().filter_map(|model| consumer.find(&model.name)).filter(is_fallback).collect(),
            Some(_) => Vec::new(),
        };
        Ok(Self { first, fallbacks })
    }
}
