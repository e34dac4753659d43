//! `model_list`: what the policy offers the caller.

use axum::Json;
use rust_decimal::Decimal;
use serde::Serialize;
use textgate_core::policy::{ModelPolicy, Price};
use utoipa::ToSchema;

use crate::authenticate::Caller;

/// The models that the caller may use.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "models": [{
    "name": "nova-micro",
    "default": true,
    "context_tokens": 128_000,
    "max_output_tokens": 5_000,
    "structured": true,
    "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" },
}] }))]
pub(crate) struct ModelList {
    /// The models, in the policy's order.
    models: Vec<Model>,
}

/// A model and its limits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "name": "nova-micro",
    "default": true,
    "context_tokens": 128_000,
    "max_output_tokens": 5_000,
    "structured": true,
    "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" },
}))]
pub(crate) struct Model {
    /// The name, for the field `model` of a request.
    #[schema(example = "nova-micro")]
    name: String,
    /// Whether this is the model of a request that names none.
    #[schema(example = true)]
    default: bool,
    /// Most tokens of prompt and answer together.
    #[schema(example = 128_000)]
    context_tokens: u64,
    /// Most tokens that a request may ask for in `max_tokens`.
    #[schema(example = 5_000)]
    max_output_tokens: u64,
    /// Whether the model answers with objects, which `explain` and `reply` need.
    #[schema(example = true)]
    structured: bool,
    /// The price. Absent where the policy has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<ModelPrice>,
}

/// Prices, as decimals.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" }))]
#[expect(clippy::struct_field_names, reason = "the names say their unit, as in the contract")]
pub(crate) struct ModelPrice {
    /// USD per million tokens of input and instructions that are not from or for a cache.
    #[schema(example = "0.035")]
    input_usd_per_million_tokens: String,
    /// USD per million tokens generated.
    #[schema(example = "0.14")]
    output_usd_per_million_tokens: String,
    /// USD per million tokens of input and instructions that come from a cache. Absent where the policy has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.00875")]
    cache_read_input_usd_per_million_tokens: Option<String>,
    /// USD per million tokens of input and instructions that go into a cache. Absent where the policy has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.035")]
    cache_write_input_usd_per_million_tokens: Option<String>,
}

/// List the models
///
/// The models that the caller may name in a request, with their limits and prices.
#[utoipa::path(
    get,
    path = "/models",
    operation_id = "model_list",
    tag = "models",
    responses((status = 200, body = ModelList, description = "The models that the caller may use.")),
    security(("api_key" = [])),
)]
pub(crate) async fn model_list(Caller(consumer): Caller) -> Json<ModelList> {
    let default = consumer.default_model().map(|model| model.name.as_str());
    Json(ModelList { models: consumer.models().iter().map(|model| Model::new(model, default)).collect() })
}

impl Model {
    fn new(policy: &ModelPolicy, default: Option<&str>) -> Self {
        Self {
            name: policy.name.clone(),
            default: default == Some(&policy.name),
            context_tokens: policy.context_tokens.into(),
            max_output_tokens: policy.max_output_tokens.into(),
            structured: policy.structured,
            price: policy.price.map(ModelPrice::from),
        }
    }
}

impl From<Price> for ModelPrice {
    fn from(price: Price) -> Self {
        let shown = |price: Decimal| price.normalize().to_string();
        Self {
            input_usd_per_million_tokens: shown(price.input),
            output_usd_per_million_tokens: shown(price.output),
            cache_read_input_usd_per_million_tokens: price.cache_read.map(shown),
            cache_write_input_usd_per_million_tokens: price.cache_write.map(shown),
        }
    }
}
