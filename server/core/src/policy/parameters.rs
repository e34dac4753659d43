//! The sampling parameters of requests, and their defaults.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// A parameter that not every model takes. Every model takes `max_tokens`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// Randomness.
    Temperature,
    /// Nucleus sampling.
    TopP,
    /// Texts that end the generation.
    StopSequences,
}

impl Parameter {
    /// Every parameter.
    pub const ALL: [Self; 3] = [Self::Temperature, Self::TopP, Self::StopSequences];

    /// The name, in requests and in the policy.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Temperature => "temperature",
            Self::TopP => "top_p",
            Self::StopSequences => "stop_sequences",
        }
    }
}

/// The names alone, as in the schema of [`Provider`](super::Provider).
impl JsonSchema for Parameter {
    fn schema_name() -> Cow<'static, str> {
        "Parameter".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "title": "parameter", "enum": Self::ALL.map(Self::as_str) })
    }
}

/// The parameters of a request that has none.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// Randomness, 0 to 1.
    pub temperature: f32,
    /// Nucleus sampling, 0 to 1.
    pub top_p: f32,
    /// Maximum number of tokens to generate. A model that allows fewer gets its own maximum.
    pub max_tokens: u32,
}

/// The parameters that a caller asks for. The policy decides those that are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterRequest {
    /// Maximum number of tokens to generate.
    pub max_tokens: Option<u32>,
    /// Randomness, 0 to 1.
    pub temperature: Option<f32>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f32>,
    /// Texts that end the generation.
    pub stop_sequences: Vec<String>,
}
