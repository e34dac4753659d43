//! `model_list`: the models that the caller may use.

use axum::Json;
use rust_decimal::Decimal;
use serde::Serialize;
use textgate_core::generation::RequestContext;
use textgate_core::policy::{ModelPolicy, ParameterRules, Price};
use utoipa::ToSchema;

/// The models that the caller may use.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "models": [{
    "name": "nova-micro",
    "default": true,
    "context_tokens": 128_000,
    "max_output_tokens": 5_000,
    "structured": true,
    "parameters": {
        "temperature": true,
        "min_temperature": 0.00001,
        "top_p": true,
        "top_p_excludes_temperature": false,
        "stop_sequences": true,
        "blank_stop_sequences": true,
    },
    "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" },
}] }))]
pub(crate) struct ModelList {
    /// The models, in the order of the policy.
    models: Vec<Model>,
}

/// A model, its limits and its price.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "name": "nova-micro",
    "default": true,
    "context_tokens": 128_000,
    "max_output_tokens": 5_000,
    "structured": true,
    "parameters": {
        "temperature": true,
        "min_temperature": 0.00001,
        "top_p": true,
        "top_p_excludes_temperature": false,
        "stop_sequences": true,
        "blank_stop_sequences": true,
    },
    "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" },
}))]
pub(crate) struct Model {
    /// The name of the model, for the field `model` of a request.
    #[schema(example = "nova-micro")]
    name: String,
    /// Whether this model answers a request that names no model.
    #[schema(example = true)]
    default: bool,
    /// Maximum number of tokens of the prompt and the answer together.
    #[schema(example = 128_000)]
    context_tokens: u64,
    /// Maximum value of `max_tokens` in a request.
    #[schema(example = 5_000)]
    max_output_tokens: u64,
    /// Whether the model can answer with JSON objects, which `explain` and `reply` need.
    #[schema(example = true)]
    structured: bool,
    // Optional in the contract, because services of older versions omit it.
    #[schema(value_type = Option<ModelParameters>)]
    parameters: ModelParameters,
    /// The price of the model. Omitted if the policy has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<ModelPrice>,
}

/// Which parameters a model takes besides `max_tokens`, and within which limits. The limits of `GenerateRequest` apply as
/// well. Services before version 1.3.0 omit this: they refuse no parameter that `GenerateRequest` allows.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the contract")]
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "temperature": true,
    "min_temperature": 0.00001,
    "top_p": true,
    "top_p_excludes_temperature": false,
    "stop_sequences": true,
    "max_stop_sequences": 1,
    "max_stop_sequence_characters": 10,
    "blank_stop_sequences": false,
}))]
pub(crate) struct ModelParameters {
    /// Whether the model takes `temperature`. If not, a request with it is refused with `model_refused`.
    #[schema(example = true)]
    temperature: bool,
    /// The lowest temperature that the model gets: a lower one in a request is raised to it. Omitted if the model takes no
    /// temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 0.00001)]
    min_temperature: Option<f32>,
    /// Whether the model takes `top_p`. If not, a request with it is refused with `model_refused`.
    #[schema(example = true)]
    top_p: bool,
    /// Whether the model takes only one of `temperature` and `top_p`. If so, a request with both is refused with
    /// `model_refused`.
    #[schema(example = false)]
    top_p_excludes_temperature: bool,
    /// Whether the model takes `stop_sequences`. If not, a request with them is refused with `model_refused`.
    #[schema(example = true)]
    stop_sequences: bool,
    /// Maximum number of stop sequences. More are refused with `limit_exceeded`. Omitted if the model has no limit of its
    /// own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    max_stop_sequences: Option<u64>,
    /// Maximum length of a stop sequence in Unicode code points. Longer ones are refused with `limit_exceeded`. Omitted if
    /// the model has no limit of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 10)]
    max_stop_sequence_characters: Option<u64>,
    /// Whether the model takes stop sequences that consist of white space. If not, a request with one is refused with
    /// `model_refused`. Omitted if the model takes no stop sequences.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    blank_stop_sequences: Option<bool>,
}

/// The prices of a model, as decimals.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" }))]
#[expect(clippy::struct_field_names, reason = "the names say their unit, as in the contract")]
pub(crate) struct ModelPrice {
    /// USD per million input tokens that are neither read from nor written to a prompt cache.
    #[schema(example = "0.035")]
    input_usd_per_million_tokens: String,
    /// USD per million generated tokens.
    #[schema(example = "0.14")]
    output_usd_per_million_tokens: String,
    /// USD per million input tokens that are read from a prompt cache. Omitted if the policy has no such price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.00875")]
    cache_read_input_usd_per_million_tokens: Option<String>,
    /// USD per million input tokens that are written to a prompt cache. Omitted if the policy has no such price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.035")]
    cache_write_input_usd_per_million_tokens: Option<String>,
}

/// List the models
///
/// Returns the models that the caller may name in a request, with their limits, parameters and prices.
#[utoipa::path(
    get,
    path = "/models",
    operation_id = "model_list",
    tag = "models",
    responses((status = 200, body = ModelList, description = "The models that the caller may use.")),
    security(("api_key" = [])),
)]
pub(crate) async fn model_list(RequestContext { consumer, .. }: RequestContext) -> Json<ModelList> {
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
            parameters: (&policy.parameters).into(),
            price: policy.price.map(ModelPrice::from),
        }
    }
}

impl From<&ParameterRules> for ModelParameters {
    fn from(rules: &ParameterRules) -> Self {
        Self {
            temperature: rules.min_temperature.is_some(),
            min_temperature: rules.min_temperature,
            top_p: rules.top_p,
            top_p_excludes_temperature: rules.top_p_excludes_temperature,
            stop_sequences: rules.stop_sequences.is_some(),
            max_stop_sequences: rules.stop_sequences.and_then(|rules| rules.max_count).map(u64::from),
            max_stop_sequence_characters: rules.stop_sequences.and_then(|rules| rules.max_characters).map(u64::from),
            blank_stop_sequences: rules.stop_sequences.map(|rules| rules.blank),
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
