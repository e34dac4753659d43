//! Who runs a model.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// Who runs a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Amazon Bedrock.
    Bedrock,
    /// The server itself, on the CPU.
    Local,
}

impl Provider {
    pub(super) const ALL: [Self; 2] = [Self::Bedrock, Self::Local];

    /// The name in the policy.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::Local => "local",
        }
    }

    /// Whether its models answer with objects, unless the policy says otherwise.
    pub(super) fn is_structured(self) -> bool {
        self == Self::Bedrock
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The names alone. The derived schema would be a union with a description of each value, which the policy's rules do not
/// know.
impl JsonSchema for Provider {
    fn schema_name() -> Cow<'static, str> {
        "Provider".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::ALL.map(Self::as_str) })
    }
}
