//! What the policy says of one model: its names, limits, price and parameter rules.

use std::fmt;

use rust_decimal::Decimal;

use crate::model::{Parameters, TokenUsage};

/// Who runs a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Amazon Bedrock.
    Bedrock,
    /// This process, on the CPU.
    Local,
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bedrock => "bedrock",
            Self::Local => "local",
        })
    }
}

/// What the policy says of one model in the region of a [`Catalogue`](super::Catalogue).
#[derive(Clone, Debug)]
pub struct ModelPolicy {
    /// The public name, which callers use.
    pub name: String,
    /// Who runs it.
    pub provider: Provider,
    /// The provider's name for it, which callers never see.
    pub id: String,
    /// Most tokens of prompt and answer together.
    pub context_tokens: u32,
    /// Most tokens that a request may ask for.
    pub max_output_tokens: u32,
    /// Whether the model takes a system prompt.
    pub system_prompt: bool,
    /// The lowest temperature that the model takes, 0 to 1.
    pub min_temperature: f32,
    /// Whether the model refuses `top_p` together with `temperature`.
    pub top_p_excludes_temperature: bool,
    /// The price, where it is known.
    pub price: Option<Price>,
}

/// Prices in USD per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Of the prompt.
    pub input: Decimal,
    /// Of the answer.
    pub output: Decimal,
}

impl Price {
    /// What `usage` costs, in USD, exactly.
    pub fn cost(&self, usage: TokenUsage) -> Decimal {
        let per_million = self.input * Decimal::from(usage.input) + self.output * Decimal::from(usage.output);
        (per_million / Decimal::from(1_000_000)).normalize()
    }
}

/// What a request asks for; what it leaves out is the policy's to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterRequest {
    /// Most tokens to generate.
    pub max_tokens: Option<u32>,
    /// Randomness, 0 to 1.
    pub temperature: Option<f32>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f32>,
    /// Texts that end the generation.
    pub stop_sequences: Vec<String>,
}

impl ModelPolicy {
    /// The parameters for this model: the request's, else the defaults, bent to what the model takes.
    pub(crate) fn parameters(&self, request: ParameterRequest, defaults: super::Defaults) -> Parameters {
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
    use crate::policy::{Defaults, Policy};

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

    #[test]
    fn cost_is_exact_to_the_last_decimal() {
        let price = model("nova-micro").price.expect("priced");
        assert_eq!(price.cost(TokenUsage { input: 1, output: 1 }).to_string(), "0.000000175");
        assert_eq!(price.cost(TokenUsage { input: 1_000_000, output: 0 }).to_string(), "0.035");
        assert_eq!(price.cost(TokenUsage { input: 0, output: 0 }).to_string(), "0");
    }
}
