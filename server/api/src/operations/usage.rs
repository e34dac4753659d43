//! What a generation used, in the contract.

use rust_decimal::Decimal;
use serde::Serialize;
use textgate_core::model::TokenUsage;
use utoipa::ToSchema;

/// The tokens that a generation used, and their cost. If a model was called more than once for the request, or several models
/// were called, the tokens of all calls. All counts are 0 and the cost is omitted if the model's provider reported no tokens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "input_tokens": 9, "output_tokens": 17, "total_tokens": 26, "cost_usd": "0.000002695" }))]
pub(crate) struct Usage {
    /// Input tokens, as the model counted them: the input, the instructions and the text that frames them. Tokens in
    /// `cache_read_input_tokens` and `cache_write_input_tokens` are not included.
    #[schema(example = 9)]
    input_tokens: u64,
    /// Tokens that the model generated.
    #[schema(example = 17)]
    output_tokens: u64,
    /// Input tokens that the provider read from its prompt cache. Omitted if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_024)]
    cache_read_input_tokens: Option<u64>,
    /// Input tokens that the provider wrote to its prompt cache. Omitted if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_024)]
    cache_write_input_tokens: Option<u64>,
    /// The sum of all these tokens.
    #[schema(example = 26)]
    total_tokens: u64,
    /// The cost of these tokens in USD: each count multiplied by its price, not rounded, as a decimal without an
    /// exponent. Omitted if the policy has no price for the model, or no price for the tokens that a prompt cache was
    /// used for, or if the model's provider did not report the tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.000002695")]
    cost_usd: Option<String>,
}

impl Usage {
    pub(crate) fn new(usage: TokenUsage, cost_usd: Option<Decimal>) -> Self {
        Self {
            input_tokens: usage.input.into(),
            output_tokens: usage.output.into(),
            cache_read_input_tokens: usage.cache_reads().map(u64::from),
            cache_write_input_tokens: usage.cache_writes().map(u64::from),
            total_tokens: usage.total(),
            cost_usd: cost_usd.map(|cost| cost.to_string()),
        }
    }
}
