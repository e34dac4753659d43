//! The texts that fields may have: each with its pattern, and with the message for a text that does not match it.

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

// A name is shown in logs and messages, so it may have no characters that look like something else there.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    "errorMessage" = "must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit",
))]
pub(crate) struct Name(pub(crate) String);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("pattern" = "^[!-~]+$", "errorMessage" = "must be one or more ASCII characters without spaces"))]
pub(crate) struct ModelId(pub(crate) String);

// The id goes into permissions, so it may have no characters that match more than one model there.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^[a-z0-9-]+[.][A-Za-z0-9.:_-]+$",
    "errorMessage" = "must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
))]
pub(crate) struct FoundationModelId(pub(crate) String);

// The patterns of `guardrailIdentifier` and `guardrailVersion` in the Converse API's GuardrailConfiguration.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^([a-z0-9]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+)$",
    "errorMessage" = "must be the id of a guardrail (lower-case letters and digits) or its ARN",
))]
pub(crate) struct GuardrailId(pub(crate) String);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^([1-9][0-9]{0,7}|DRAFT)$",
    "errorMessage" = "must be a version number as a string such as \"1\", or \"DRAFT\"",
))]
pub(crate) struct GuardrailVersion(pub(crate) String);

/// A region such as `us-east-1`, or a beginning such as `us-*` for all regions that begin so. If several match, the longest is
/// used.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "region",
    extend(
        "pattern" = r"^([a-z]+(-[a-z]+)+-[0-9]+|([a-z][a-z0-9-]*)?\*)$",
        "errorMessage" = "must be a name such as \"us-east-1\", or a beginning such as \"us-*\"",
    )
)]
pub(crate) struct RegionName(pub(crate) String);

/// A region such as `us-east-1`, or `global` for all other regions to which a global profile sends calls.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "destination",
    extend(
        "pattern" = "^([a-z]+(-[a-z]+)+-[0-9]+|global)$",
        "errorMessage" = "must be a region such as \"us-east-1\", or \"global\"",
    )
)]
pub(crate) struct DestinationName(pub(crate) String);

// A price has so few digits that the cost of any number of tokens is an exact decimal.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = r"^[0-9]{1,6}(\.[0-9]{1,12})?$",
    "errorMessage" = "must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
))]
pub(crate) struct Dollars(
    #[serde(with = "rust_decimal::serde::str")]
    #[schemars(with = "String")]
    pub(crate) Decimal,
);

// The message says so if somebody pasted the key itself. It does not repeat the key.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "key",
    extend(
        "pattern" = "^[0-9A-Fa-f]{64}$",
        "errorMessage" = "must be the SHA-256 of an API key (64 hexadecimal digits), not the key itself",
    )
)]
pub(crate) struct KeyHash(pub(crate) String);

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "identity",
    extend(
        "pattern" = "^[!-~]{1,128}$",
        "errorMessage" = "must be 1 to 128 ASCII characters without spaces",
    )
)]
pub(crate) struct GatewayId(pub(crate) String);

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(
    title = "principal",
    extend(
        "pattern" = "^arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/([!-~]*/)?[A-Za-z0-9_+=,.@-]+$",
        "errorMessage" = "must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; \
            for a session, use the ARN of its role",
    )
)]
pub(crate) struct PrincipalArn(pub(crate) String);

/// Keys, ids and principals must not reach a log.
macro_rules! hide_in_debug {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}

hide_in_debug!(KeyHash, GatewayId, PrincipalArn);
