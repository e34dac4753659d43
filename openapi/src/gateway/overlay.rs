//! What API Gateway needs to know and a contract does not say.

use serde::Deserialize;

/// The overlay, as a file of the project has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The Lambda functions behind the operations.
    pub functions: Functions,
    /// What browsers are told.
    pub cors: Cors,
    /// The gateway's own answers.
    pub responses: Vec<GatewayResponse>,
    /// Findings that are known and accepted. One that is no longer found is a finding itself.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// The Lambda functions, by the names in the CloudFormation template of which `Fn::Sub` makes ARNs, and how long they may
/// take.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functions {
    /// Answers whole.
    pub buffered: String,
    /// Streams its answers.
    pub streaming: String,
    /// For a whole answer, in ms: 50 to 29,000.
    pub buffered_timeout_ms: u32,
    /// For a streamed answer, in ms: 50 to 900,000.
    pub streaming_timeout_ms: u32,
}

/// What browsers are told about calls from other origins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// One origin, or `*`.
    pub allow_origin: String,
    /// Request headers that a caller may set.
    pub allow_headers: Vec<String>,
    /// Response headers that a caller may read.
    pub expose_headers: Vec<String>,
    /// How long a browser may remember this, in seconds.
    pub max_age_seconds: u32,
}

/// One of the gateway's own answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayResponse {
    /// The gateway response type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status. Absent where it depends on the case, as for `DEFAULT_4XX`.
    pub status: Option<u16>,
    /// The code of the error body.
    pub code: String,
    /// The sentence of the error body.
    pub error: String,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u16>,
    /// Whether the server would have answered with the same status and code.
    pub equals_server: bool,
}

/// A finding that is accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The rule's name.
    pub rule: String,
    /// The place.
    pub pointer: String,
    /// Why it may be. For people.
    pub reason: String,
}
