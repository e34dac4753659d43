//! The policy as it is written: the tables and fields of `textgate.toml`.
//!
//! The comments here are the descriptions that an editor shows, and the bounds here are the ones that are enforced. A
//! value of these types is trusted only inside a `Policy`, which has checked it.

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

/// Which models may be used, with which limits, defaults, prompts and prices.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Textgate's policy")]
pub(super) struct PolicyFile {
    pub(super) defaults: DefaultsTable,
    pub(super) default_model: DefaultModelTable,
    pub(super) fallback: Option<FallbackTable>,
    /// The guardrail, by region. Where there is one in the policy, there has to be one in the region of the server, and no
    /// text gets to a model or back without it.
    #[serde(default)]
    pub(super) guardrails: Vec<GuardrailTable>,
    /// The models that may be used, in the order in which callers see them.
    #[schemars(length(min = 1))]
    pub(super) models: Vec<ModelTable>,
    #[serde(default)]
    pub(super) tasks: TasksTable,
    /// Who may ask, and for what. Without any, nobody is told apart: everybody may use everything.
    #[serde(default)]
    pub(super) consumers: Vec<ConsumerTable>,
}

/// What a request gets that does not ask for anything else.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultsTable {
    /// Randomness, 0 to 1: 0 gives the likeliest text.
    #[schemars(range(min = 0, max = 1))]
    pub(super) temperature: f32,
    /// Nucleus sampling, 0 to 1: the model chooses among the likeliest tokens whose probabilities add up to this.
    #[schemars(range(min = 0, max = 1))]
    pub(super) top_p: f32,
    /// Most tokens to generate. A model that allows fewer gets its own maximum.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(super) max_tokens: u32,
}

/// The model of a request that names none, for each provider that has models.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultModelTable {
    /// The name of a model of the provider `bedrock`.
    pub(super) bedrock: Option<String>,
    /// The name of a model of the provider `local`.
    pub(super) local: Option<String>,
}

/// The prompts and parameters of the typed tasks. What is not here of a prompt is as in the built-in policy.
///
/// `system` and `user` are Jinja templates. A variable that holds what the caller wrote shows it between tags of the
/// variable's name, such as `<text>` and `</text>`, which nothing in it can close; `user` must show it, `system` must not.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TasksTable {
    /// A text becomes a summary. The caller's words: `text`. Choices: `form` is "paragraph" or "bullets", `length` is
    /// "short", "medium" or "long".
    #[serde(default)]
    pub(super) summarize: TaskTable,
    /// Data become an explanation and key points, as an object. The caller's words: `data`, `question`. Choices:
    /// `audience` is "general", "executive" or "expert".
    #[serde(default)]
    pub(super) explain: TaskTable,
    /// A customer's message becomes a draft of a reply and what kind of message it is, as an object. The caller's words:
    /// `message`, and `facts`, each between `<fact>` and `</fact>`, empty where there are none. Choices: `tone` is
    /// "friendly", "formal" or "brief".
    #[serde(default)]
    pub(super) reply: TaskTable,
}

/// How a model is asked to do a task.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskTable {
    /// The name of the model of a request that names none. Where it is not given, or not to be had where the server
    /// runs, it is the default of all requests.
    pub(super) model: Option<String>,
    /// Randomness, 0 to 1. That of `defaults` where it is not given.
    #[schemars(range(min = 0, max = 1))]
    pub(super) temperature: Option<f32>,
    /// Most tokens to generate. That of `defaults` where it is not given; never more than the model allows.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(super) max_tokens: Option<u32>,
    /// The template of the instructions.
    pub(super) system: Option<String>,
    /// The template of what the model answers.
    pub(super) user: Option<String>,
}

/// The models that are asked in turn where the policy chose the model of a request and that cannot answer for now.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FallbackTable {
    /// Names of models of the provider `bedrock`, in the order in which they are asked. The one that was asked first, one
    /// that is not to be had in the region, and one whose limits the request exceeds are passed over.
    #[schemars(length(min = 1))]
    pub(super) bedrock: Vec<String>,
}

/// A guardrail of Amazon Bedrock's, and where it is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "guardrail")]
pub(super) struct GuardrailTable {
    /// Its id or ARN. Callers never see it.
    pub(super) id: GuardrailId,
    /// Its version: a number as a string, or `DRAFT`, which changes under those who use it.
    pub(super) version: GuardrailVersion,
    /// The regions of the server in which it is the guardrail. No two guardrails have the same region.
    #[schemars(length(min = 1))]
    pub(super) regions: Vec<RegionName>,
}

/// A model: its names, limits, price and parameter rules.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "model", extend("oneOf" = [{ "required": ["id"] }, { "required": ["ids"] }]))]
pub(super) struct ModelTable {
    /// The public name, which callers use. No two models have the same.
    pub(super) name: Name,
    /// Who runs the model: Amazon Bedrock, or the server itself.
    pub(super) provider: ProviderName,
    /// What the provider calls the model, where that is the same in every region. Callers never see it.
    pub(super) id: Option<ModelId>,
    /// What Bedrock calls the model, by region, in place of `id`. In a region that is not here the model is left out.
    #[schemars(length(min = 1))]
    pub(super) ids: Option<Vec<RegionalIdTable>>,
    /// Most tokens of prompt and answer together.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(super) context_tokens: u32,
    /// The largest `max_tokens` that a request may ask for, at most `context_tokens`.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(super) max_output_tokens: u32,
    /// Whether the model takes a system prompt. Where not, instructions go ahead of the input.
    #[serde(default = "yes")]
    pub(super) system_prompt: bool,
    /// Whether the model answers with an object of a given shape where it is asked to (it takes tools), as the tasks
    /// explain and reply need it. True if not given, but false for a local model, which never does.
    pub(super) structured: Option<bool>,
    /// The lowest temperature that the model takes, 0 to 1. A lower one becomes this one.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    pub(super) min_temperature: f32,
    /// Whether the model refuses `temperature` and `top_p` together. `top_p` is then left out unless asked for.
    #[serde(default)]
    pub(super) top_p_excludes_temperature: bool,
    /// The price, where it is known. What a model without one generates has no cost.
    pub(super) price: Option<PriceTable>,
}

/// What Bedrock calls a model in some regions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "id")]
pub(super) struct RegionalIdTable {
    /// The id of the model, or of an inference profile for it, which sends a call on to one of several regions.
    pub(super) id: ModelId,
    /// The regions from which the model is called by this id. No two ids of a model have the same region.
    #[schemars(length(min = 1))]
    pub(super) regions: Vec<RegionName>,
    /// Where the calls go, if the id is an inference profile's: `textgate-server policy iam` needs to know.
    pub(super) destinations: Option<DestinationsTable>,
    /// The price of calls from these regions, where it is not the model's `price`.
    pub(super) price: Option<PriceTable>,
}

/// What an inference profile sends calls on to, as `aws bedrock get-inference-profile` tells it in the region of the call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationsTable {
    /// The id of the foundation model, without a geography before it.
    pub(super) model: FoundationModelId,
    /// Every region in which it may be called.
    #[schemars(length(min = 1))]
    pub(super) regions: Vec<DestinationName>,
}

/// Prices in USD per million tokens, as strings: prices are decimals.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceTable {
    /// Of the prompt.
    pub(super) input: Dollars,
    /// Of the answer.
    pub(super) output: Dollars,
    /// Of what of the prompt comes from a cache. Without it, an answer for which that happened has no cost.
    pub(super) cache_read: Option<Dollars>,
    /// Of what of the prompt goes into a cache. Without it, an answer for which that happened has no cost.
    pub(super) cache_write: Option<Dollars>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProviderName {
    Bedrock,
    Local,
}

impl ModelTable {
    pub(super) fn is_structured(&self) -> bool {
        self.structured.unwrap_or(self.provider.is_structured())
    }
}

impl ProviderName {
    pub(super) const ALL: [Self; 2] = [Self::Bedrock, Self::Local];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::Local => "local",
        }
    }

    /// Whether its models answer with objects unless the policy says otherwise.
    pub(super) fn is_structured(self) -> bool {
        self == Self::Bedrock
    }
}

/// Who asks: by what they are known, what they may use. Of what tells who they are, at least one has to be there, and no
/// two consumers have the same.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "consumer")]
pub(super) struct ConsumerTable {
    /// The stable name, in the log, in metrics and in Bedrock's request metadata. No two consumers have the same.
    pub(super) name: Name,
    /// The keys by which they are known to a server on a socket: the SHA-256 of each, never a key itself.
    /// `textgate-server key new NAME` makes both.
    #[schemars(length(min = 1))]
    pub(super) api_key_sha256: Option<Vec<KeyHash>>,
    /// The subjects (claim `sub`) of a Cognito user pool by which they are known behind API Gateway.
    #[schemars(length(min = 1))]
    pub(super) cognito_subjects: Option<Vec<GatewayId>>,
    /// The ARNs of IAM users and roles by which they are known behind API Gateway. A role's ARN stands for all its
    /// sessions.
    #[schemars(length(min = 1))]
    pub(super) iam_principals: Option<Vec<PrincipalArn>>,
    /// The ids of API Gateway's API keys by which they are known behind it; an id is no secret.
    #[schemars(length(min = 1))]
    pub(super) api_key_ids: Option<Vec<GatewayId>>,
    /// The names of API Gateway's API keys that the deployment makes for them, by which they are known behind it: a name
    /// stays where an id is another in each stack.
    #[schemars(length(min = 1))]
    pub(super) api_key_names: Option<Vec<Name>>,
    /// The names of the models that they may use. If not given, all.
    #[schemars(length(min = 1))]
    pub(super) models: Option<Vec<String>>,
    /// The model of a request that names none, one of those that they may use. If not given, the policy's default where they
    /// may use that, else the first of `models`.
    pub(super) default_model: Option<String>,
    /// The largest `max_tokens` that they may ask for. A model that allows fewer has its own limit.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(super) max_tokens: Option<u32>,
}

// A name stands in logs and in messages, so nothing of it may look like something else.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    "errorMessage" = "must be 1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first",
))]
pub(super) struct Name(pub(super) String);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("pattern" = "^[!-~]+$", "errorMessage" = "must be ASCII characters without a space, at least one"))]
pub(super) struct ModelId(pub(super) String);

// Nothing that a permission could take for more than one model.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^[a-z0-9-]+[.][A-Za-z0-9.:_-]+$",
    "errorMessage" = "must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
))]
pub(super) struct FoundationModelId(pub(super) String);

// As the Converse API has it: `guardrailIdentifier` and `guardrailVersion` of its GuardrailConfiguration.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^([a-z0-9]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+)$",
    "errorMessage" = "must be the id of a guardrail, lower-case letters and digits, or its ARN",
))]
pub(super) struct GuardrailId(pub(super) String);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^([1-9][0-9]{0,7}|DRAFT)$",
    "errorMessage" = "must be the number of a version as a string such as \"1\", or \"DRAFT\"",
))]
pub(super) struct GuardrailVersion(pub(super) String);

/// A region such as `us-east-1`, or with a `*` at its end all that start so. Of several that fit, the longest decides.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "region",
    extend(
        "pattern" = r"^([a-z]+(-[a-z]+)+-[0-9]+|([a-z][a-z0-9-]*)?\*)$",
        "errorMessage" = "must be one such as \"us-east-1\", or the start of some such as \"us-*\"",
    )
)]
pub(super) struct RegionName(pub(super) String);

/// A region such as `us-east-1`, or `global` for wherever a global profile sends calls to beside the region of the call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "destination",
    extend(
        "pattern" = "^([a-z]+(-[a-z]+)+-[0-9]+|global)$",
        "errorMessage" = "must be a region such as \"us-east-1\", or \"global\"",
    )
)]
pub(super) struct DestinationName(pub(super) String);

// The digits are few enough for the cost of any number of tokens to be a decimal.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = r"^[0-9]{1,6}(\.[0-9]{1,12})?$",
    "errorMessage" = "must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
))]
pub(super) struct Dollars(
    #[serde(with = "rust_decimal::serde::str")]
    #[schemars(with = "String")]
    pub(super) Decimal,
);

// Whoever pastes the key itself is told so, without its being repeated.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "key",
    extend(
        "pattern" = "^[0-9A-Fa-f]{64}$",
        "errorMessage" = "must be the SHA-256 of an API key, 64 hexadecimal digits, and not the key itself",
    )
)]
pub(super) struct KeyHash(pub(super) String);

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "identity",
    extend(
        "pattern" = "^[!-~]{1,128}$",
        "errorMessage" = "must be 1 to 128 ASCII characters without a space",
    )
)]
pub(super) struct GatewayId(pub(super) String);

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "principal",
    extend(
        "pattern" = "^arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/([!-~]*/)?[A-Za-z0-9_+=,.@-]+$",
        "errorMessage" = "must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; a \
            session is known by its role",
    )
)]
pub(super) struct PrincipalArn(pub(super) String);

macro_rules! identities_stay_out_of_logs {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}

identities_stay_out_of_logs!(KeyHash, GatewayId, PrincipalArn);

fn yes() -> bool {
    true
}
