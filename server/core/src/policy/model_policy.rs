//! What the policy says of one model: its names, limits, price and parameter rules.

use std::fmt;

use rust_decimal::Decimal;

use super::file::ProviderName;
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
        f.write_str(ProviderName::from(*self).as_str())
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
    /// What the id sends calls on to, if it is an inference profile's and the policy says so.
    pub destinations: Option<Destinations>,
    /// Most tokens of prompt and answer together.
    pub context_tokens: u32,
    /// Most tokens that a request may ask for.
    pub max_output_tokens: u32,
    /// Whether the model takes a system prompt.
    pub system_prompt: bool,
    /// Whether the model answers with an object of a given shape, and nothing of the policy forbids it.
    pub structured: bool,
    /// The lowest temperature that the model takes, 0 to 1.
    pub min_temperature: f32,
    /// Whether the model refuses `top_p` together with `temperature`.
    pub top_p_excludes_temperature: bool,
    /// The price, where it is known.
    pub price: Option<Price>,
}

/// What an inference profile of Amazon Bedrock's sends calls on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destinations {
    /// The id of the foundation model.
    pub model: String,
    /// The regions in which it may be called; `None` stands for those of a global profile, which are no fixed ones.
    pub regions: Vec<Option<String>>,
}

/// Prices in USD per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Of the prompt.
    pub input: Decimal,
    /// Of the answer.
    pub output: Decimal,
    /// Of what of the prompt comes from a cache, where it is known.
    pub cache_read: Option<Decimal>,
    /// Of what of the prompt goes into a cache, where it is known.
    pub cache_write: Option<Decimal>,
}

impl Price {
    /// What `usage` costs, in USD, exactly; `None` if it has tokens of a kind that has no price here.
    pub fn cost(&self, usage: TokenUsage) -> Option<Decimal> {
        let kinds = [
            (usage.input, Some(self.input)),
            (usage.output, Some(self.output)),
            (usage.cache_read, self.cache_read),
            (usage.cache_write, self.cache_write),
        ];
        let mut per_million = Decimal::ZERO;
        for (tokens, price) in kinds.into_iter().filter(|(tokens, _)| *tokens > 0) {
            per_million += price? * Decimal::from(tokens);
        }
        // A shift of the decimal point: nothing is rounded.
        Some((per_million * Decimal::new(1, 6)).normalize())
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
    /// What `usage` of this model costs, in USD, where all of it has a price.
    pub(crate) fn cost(&self, usage: TokenUsage) -> Option<Decimal> {
        self.price?.cost(usage)
    }

    /// Whether a request may ask this of the model.
    pub(crate) fn allows(&self, request: &ParameterRequest) -> bool {
        request.max_tokens.is_none_or(|asked| asked <= self.max_output_tokens)
    }

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
        let cost = |input, output, cache_read| {
            let usage = TokenUsage { input, output, cache_read, ..TokenUsage::default() };
            price.cost(usage).expect("priced").to_string()
        };
        assert_eq!(cost(1, 1, 0), "0.000000175");
        assert_eq!(cost(1_000_000, 0, 0), "0.035");
        assert_eq!(cost(1, 1, 1), "0.00000018375");
        assert_eq!(cost(0, 0, 0), "0");
    }

    #[test]
    fn the_largest_cost_that_a_policy_allows_is_exact() {
        let most: Decimal = "999999.999999999999".parse().expect("a price of the longest form");
        let price = Price { input: most, output: most, cache_read: Some(most), cache_write: Some(most) };
        let all = u32::MAX;
        let usage = TokenUsage { input: all, output: all, cache_read: all, cache_write: all };
        let expected = 4 * u128::from(all) * 999_999_999_999_999_999;
        let cost = price.cost(usage).expect("priced").to_string();
        let expected = format!("{}.{:018}", expected / 10_u128.pow(18), expected % 10_u128.pow(18));
        assert_eq!(cost, expected.trim_end_matches('0'), "without the zeros at the end");
    }

    #[test]
    fn tokens_without_a_price_have_no_cost_and_no_tokens_need_none() {
        let price = Price { cache_read: None, cache_write: None, ..model("nova-micro").price.expect("priced") };
        let usage = TokenUsage { input: 1, output: 1, ..TokenUsage::default() };
        assert!(price.cost(usage).is_some());
        assert_eq!(price.cost(TokenUsage { cache_read: 1, ..usage }), None);
        assert_eq!(price.cost(TokenUsage { cache_write: 1, ..usage }), None);
    }
}
