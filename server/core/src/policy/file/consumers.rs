//! The consumers: which callers they are, and what each may use.

use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{GatewayId, KeyHash, Name, PrincipalArn};

/// A consumer: which callers it is, and what it may use. It needs at least one of the fields for keys, subjects, principals,
/// ids and names, and no two consumers may have the same value there.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "consumer")]
pub(crate) struct ConsumerTable {
    /// The stable name, in the log, in metrics and in Bedrock's request metadata. No two consumers may have the same name.
    pub(crate) name: Name,
    /// The consumer's API keys for a server on a socket: the SHA-256 of each key, never the key itself.
    /// `textgate-server key new NAME` makes both.
    #[schemars(length(min = 1))]
    pub(crate) api_key_sha256: Option<Vec<KeyHash>>,
    /// The consumer's subjects (claim `sub`) in a Cognito user pool, behind API Gateway.
    #[schemars(length(min = 1))]
    pub(crate) cognito_subjects: Option<Vec<GatewayId>>,
    /// The ARNs of the consumer's IAM users and roles, behind API Gateway. A role's ARN stands for all its sessions.
    #[schemars(length(min = 1))]
    pub(crate) iam_principals: Option<Vec<PrincipalArn>>,
    /// The ids of the consumer's API keys in API Gateway. An id is not secret.
    #[schemars(length(min = 1))]
    pub(crate) api_key_ids: Option<Vec<GatewayId>>,
    /// The names of the consumer's API keys in API Gateway. The deployment makes these keys. Unlike an id, a name is the same
    /// in every stack.
    #[schemars(length(min = 1))]
    pub(crate) api_key_names: Option<Vec<Name>>,
    /// The names of the models that the consumer may use. If absent, it may use all.
    #[schemars(length(min = 1))]
    pub(crate) models: Option<Vec<String>>,
    /// The model of a request that names none, one of those that the consumer may use. If absent: the policy's default if the
    /// consumer may use it, else the first of `models`.
    pub(crate) default_model: Option<String>,
    /// The largest `max_tokens` that the consumer may ask for. A model that allows fewer keeps its own limit.
    #[schemars(range(min = 1, max = u32::MAX))]
    pub(crate) max_tokens: Option<u32>,
}
