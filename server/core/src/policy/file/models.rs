//! The models: their names, limits, prices and parameter rules.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{DestinationName, Dollars, FoundationModelId, ModelId, Name, RegionName};
use crate::policy::parameters::Parameter;
use crate::policy::provider::Provider;

/// A model: its names, limits, price and parameter rules.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "model", extend("oneOf" = [{ "required": ["id"] }, { "required": ["ids"] }]))]
pub(crate) struct ModelTable {
    /// The public name, which callers use. No two models may have the same name.
    pub(crate) name: Name,
    /// Who runs the model: Amazon Bedrock, or the server itself.
    pub(crate) provider: Provider,
    /// The provider's id of the model, if it is the same in every region. Callers never see it.
    pub(crate) id: Option<ModelId>,
    /// Bedrock's ids of the model by region, instead of `id`. In a region without an id the model is not available.
    #[schemars(length(min = 1))]
    pub(crate) ids: Option<Vec<RegionalIdTable>>,
    /// Maximum number of tokens of prompt and answer together.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) context_tokens: u32,
    /// The largest `max_tokens` that a request may ask for, at most `context_tokens`.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_output_tokens: u32,
    /// Whether the model takes a system prompt. If not, the instructions are put before the input.
    #[serde(default = "yes")]
    pub(crate) system_prompt: bool,
    /// Whether the model can answer with an object of a given schema (it takes tools), which tasks such as explain need. If
    /// absent: true for Bedrock models, false for local models, which cannot do it.
    pub(crate) structured: Option<bool>,
    /// The parameters that the model takes, besides `max_tokens`, which every model takes. If absent, it takes all of them. A
    /// request with another parameter is refused. Defaults that the model does not take are left out.
    pub(crate) parameters: Option<BTreeSet<Parameter>>,
    /// The lowest temperature that the model takes, 0 to 1. A lower temperature is raised to this one.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    pub(crate) min_temperature: f64,
    /// Whether the model refuses `temperature` and `top_p` together. If so, `top_p` is sent only if the request has it, and
    /// then alone. A request with both is refused.
    #[serde(default)]
    pub(crate) top_p_excludes_temperature: bool,
    /// The maximum number of stop sequences that the model takes. If absent, only the limit of all requests applies.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_stop_sequences: Option<u32>,
    /// The maximum number of characters of a stop sequence. If absent, only the limit of all requests applies.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_stop_sequence_characters: Option<u32>,
    /// Whether the model takes stop sequences that consist of white space.
    #[serde(default = "yes")]
    pub(crate) blank_stop_sequences: bool,
    /// The price, if it is known. Answers of a model without a price have no cost.
    pub(crate) price: Option<PriceTable>,
}

/// Bedrock's id of a model in some regions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "id")]
pub(crate) struct RegionalIdTable {
    /// The id of the model, or of an inference profile, which sends each call to one of several regions.
    pub(crate) id: ModelId,
    /// The regions of servers that call the model by this id. No two ids of a model may have the same region.
    #[schemars(length(min = 1))]
    pub(crate) regions: Vec<RegionName>,
    /// Where calls go, if the id is the id of an inference profile. `textgate-server policy iam` needs it.
    pub(crate) destinations: Option<DestinationsTable>,
    /// The price of calls from these regions, if it is not the model's `price`.
    pub(crate) price: Option<PriceTable>,
}

/// Where an inference profile sends calls. `aws bedrock get-inference-profile` in the server's region shows it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestinationsTable {
    /// The id of the foundation model, without the prefix of a geography.
    pub(crate) model: FoundationModelId,
    /// Every region in which the model may be called.
    #[schemars(length(min = 1))]
    pub(crate) regions: Vec<DestinationName>,
}

/// Prices in USD per million tokens, as strings, so that decimals are exact.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceTable {
    /// The price of tokens of the prompt that are neither read from a cache nor written to it.
    pub(crate) input: Dollars,
    /// The price of generated tokens.
    pub(crate) output: Dollars,
    /// The price of tokens that the provider reads from its prompt cache. Without it, an answer with such tokens has no cost.
    pub(crate) cache_read: Option<Dollars>,
    /// The price of tokens that the provider writes to its prompt cache. Without it, an answer with such tokens has no cost.
    pub(crate) cache_write: Option<Dollars>,
}

impl ModelTable {
    /// Whether the model answers with objects.
    pub(crate) fn is_structured(&self) -> bool {
        self.structured.unwrap_or(self.provider.is_structured())
    }
}

fn yes() -> bool {
    true
}
