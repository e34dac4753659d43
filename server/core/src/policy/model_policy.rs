//! The policy of one model: its names, limits, price and parameter rules.

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
    /// The lowest temperature that the model takes, 0 to 1.
    pub min_temperature: f32,
    /// Whether the model refuses `top_p` together with `temperature`.
    pub top_p_excludes_temperature: bool,
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
    /// Whether the model's limits allow what a request asks for.
    pub(crate) fn allows(&self, request: &ParameterRequest) -> bool {
        request.max_tokens.is_none_or(|asked| asked <= self.max_output_tokens)
    }

    /// The parameters for this model: the request's parameters, else the defaults, changed to what the model takes.
    pub(crate) fn parameters(&self, request: ParameterRequest, defaults: Defaults) -> Parameters {
        let default_top_p = (!self.top_p_excludes_temperature).then_some(defaults.top_p);
        Parameters {
            max_tokens: request.max_tokens.unwrap_or(defaults.max_tokens.min(self.max_output_tokens)),
            temperature: request.temperature.unwrap_or(defaults.temperature).max(self.min_temperature),
            top_p: request.top_p.or(default_top_p),
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
        assert_eq!(parameters.temperature.to_bits(), 0.00001_f32.to_bits());
        let parameters = model("titan-text-express").parameters(ParameterRequest::default(), DEFAULTS);
        assert_eq!(parameters.temperature.to_bits(), 0.0_f32.to_bits());
    }

    #[test]
    fn top_p_is_left_out_beside_temperature_unless_asked_for_where_a_model_refuses_both() {
        let model = ModelPolicy { top_p_excludes_temperature: true, ..model("nova-micro") };
        assert_eq!(model.parameters(ParameterRequest::default(), DEFAULTS).top_p, None);
        let asked = ParameterRequest { top_p: Some(0.5), ..ParameterRequest::default() };
        assert_eq!(model.parameters(asked, DEFAULTS).top_p, Some(0.5));
    }

    #[test]
    fn the_default_of_max_tokens_never_exceeds_the_models_limit() {
        let model = ModelPolicy { max_output_tokens: 100, ..model("nova-micro") };
        assert_eq!(model.parameters(ParameterRequest::default(), DEFAULTS).max_tokens, 100);
    }
}
