//! The whole file, and its smaller tables.

use schemars::JsonSchema;
use serde::Deserialize;

use super::consumers::ConsumerTable;
use super::models::ModelTable;
use super::tasks::TasksTable;
use super::values::{GuardrailId, GuardrailVersion, RegionName};

/// Which models may be used, by whom, with which limits, defaults, prompts and prices.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Textgate's policy")]
pub(crate) struct PolicyFile {
    pub(crate) defaults: DefaultsTable,
    pub(crate) default_model: DefaultModelTable,
    pub(crate) fallback: Option<FallbackTable>,
    /// The guardrails, each for its regions. If there are any, the server's region must have one, and every prompt and every
    /// answer passes through it, objects included.
    #[serde(default)]
    pub(crate) guardrails: Vec<GuardrailTable>,
    /// The models that may be used, in the order in which callers see them.
    #[schemars(length(min = 1))]
    pub(crate) models: Vec<ModelTable>,
    #[serde(default)]
    pub(crate) tasks: TasksTable,
    /// The callers, and what each may use. Without consumers, all callers are one consumer, which may use everything.
    #[serde(default)]
    pub(crate) consumers: Vec<ConsumerTable>,
}

/// The parameters of a request that has none.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultsTable {
    /// Randomness, 0 to 1: 0 gives the most likely text.
    #[schemars(range(min = 0, max = 1))]
    pub(crate) temperature: f32,
    /// Nucleus sampling, 0 to 1: the model chooses among the most likely tokens whose probabilities add up to this.
    #[schemars(range(min = 0, max = 1))]
    pub(crate) top_p: f32,
    /// Maximum number of tokens to generate. A model that allows fewer gets its own maximum.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_tokens: u32,
}

/// The model of a request that names none, for each provider that has models.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultModelTable {
    /// The name of a model of the provider `bedrock`.
    pub(crate) bedrock: Option<String>,
    /// The name of a model of the provider `local`.
    pub(crate) local: Option<String>,
}

/// The models that are tried in turn if the policy chose the model of a request and this model cannot answer now.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FallbackTable {
    /// Names of models of the provider `bedrock`, in the order in which they are tried. A model is skipped if it has already
    /// failed as the first model, is not available in the region, or has a limit that the request exceeds.
    #[schemars(length(min = 1))]
    pub(crate) bedrock: Vec<String>,
}

/// A guardrail of Amazon Bedrock, and the regions in which it is used.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "guardrail")]
pub(crate) struct GuardrailTable {
    /// The guardrail's id or ARN. Callers never see it.
    pub(crate) id: GuardrailId,
    /// The guardrail's version: a number as a string, or `DRAFT`, which changes whenever the guardrail is edited.
    pub(crate) version: GuardrailVersion,
    /// The regions of servers that use this guardrail. No two guardrails may have the same region.
    #[schemars(length(min = 1))]
    pub(crate) regions: Vec<RegionName>,
}
