//! The policy of one model: its names, limits, price and parameter rules.

use super::parameter_rules::{ParameterRefusal, ParameterRules, Sampling};
use super::parameters::{Defaults, ParameterRequest};
use super::price::Price;
use super::provider::Provider;
use crate::model::Parameters;

/// The policy of one model in the region of a [`Catalogue`](super::Catalogue).
#[derive(Clone, Debug)]
pub struct ModelPolicy {
    /// The public name, which callers use.
    pub name: String,
    /// Who runs the model.
    pub provider: Provider,
    /// The provider's own id of the model. Callers never see it.
    pub id: String,
    /// Where calls go, if the id is the id of an inference profile and the policy has its destinations.
    pub destinations: Option<Destinations>,
    /// Maximum number of tokens of prompt and answer together.
    pub context_tokens: u32,
    /// The largest `max_tokens` of a request.
    pub max_output_tokens: u32,
    /// Whether the model takes a system prompt.
    pub system_prompt: bool,
    /// Whether the model answers with objects, and the policy allows it.
    pub structured: bool,
    /// The parameters that the model takes, besides `max_tokens`.
    pub parameters: ParameterRules,
    /// The price, if it is known.
    pub price: Option<Price>,
}

/// Where an inference profile of Amazon Bedrock sends calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destinations {
    /// The id of the foundation model.
    pub model: String,
    /// The regions in which the model may be called. `None` stands for the regions of a global profile, which are not fixed.
    pub regions: Vec<Option<String>>,
}

impl ModelPolicy {
    /// Checks that the model takes the parameters that a caller asks for, within its limits.
    pub(crate) fn check(&self, request: &ParameterRequest) -> Result<(), ParameterRefusal> {
        let limit = self.max_output_tokens;
        if request.max_tokens.is_some_and(|asked| asked > limit) {
            return Err(ParameterRefusal::TooManyTokens { limit });
        }
        self.parameters.check(request)
    }

    /// The parameters for this model: those of the request, which has passed [`Self::check`], else the defaults that the
    /// model takes.
    pub(crate) fn parameters(&self, request: ParameterRequest, defaults: Defaults) -> Parameters {
        let Sampling { temperature, top_p } = self.parameters.sampling(&request, defaults);
        Parameters {
            max_tokens: request.max_tokens.unwrap_or(defaults.max_tokens.min(self.max_output_tokens)),
            temperature,
            top_p,
            stop_sequences: request.stop_sequences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const DEFAULTS: Defaults = Defaults { temperature: 0.0, top_p: 0.9, max_tokens: 1024 };

    fn model(name: &str) -> ModelPolicy {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        catalogue.find(name).expect("in the catalogue").clone()
    }

    #[test]
    fn a_temperature_below_the_models_lowest_becomes_its_lowest() {
        let parameters = model("nova-micro").parameters(ParameterRequest::default(), DEFAULTS);
        assert_eq!(parameters.temperature, Some(0.00001));
        let parameters = model("titan-text-express").parameters(ParameterRequest::default(), DEFAULTS);
        assert_eq!(parameters.temperature, Some(0.0));
    }

    #[test]
    fn the_default_of_max_tokens_never_exceeds_the_models_limit() {
        let model = ModelPolicy { max_output_tokens: 100, ..model("nova-micro") };
        assert_eq!(model.parameters(ParameterRequest::default(), DEFAULTS).max_tokens, 100);
    }
}
