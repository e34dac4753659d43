//! The overlay: what API Gateway needs to know and the contract does not say.

use serde::Deserialize;

/// The overlay, as it is read from a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The Lambda functions behind the operations.
    pub functions: Functions,
    /// The CORS headers for browsers.
    pub cors: Cors,
    /// The responses that the gateway sends itself.
    pub responses: Vec<GatewayResponse>,
    /// Findings that are accepted. An accepted finding that does not occur is a finding itself.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// The Lambda functions and their timeouts. The functions are named as in the CloudFormation template, where `Fn::Sub` makes
/// ARNs of the names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functions {
    /// The function that sends whole responses.
    pub buffered: String,
    /// The function that streams its responses.
    pub streaming: String,
    /// The timeout of a whole response in milliseconds: 50 to 29,000.
    pub buffered_timeout_ms: u32,
    /// The timeout of a streamed response in milliseconds: 50 to 900,000.
    pub streaming_timeout_ms: u32,
}

/// What browsers may do with calls from other origins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// The origin that may call, or `*` for all.
    pub allow_origin: String,
    /// Request headers that a caller may set.
    pub allow_headers: Vec<String>,
    /// Response headers that a caller may read.
    pub expose_headers: Vec<String>,
    /// How long a browser may cache this, in seconds.
    pub max_age_seconds: u32,
}

/// A response that the gateway sends itself, such as the one to a request without an API key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayResponse {
    /// The type of the gateway response, such as `THROTTLED`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status. Absent if it depends on the case, as for `DEFAULT_4XX`.
    pub status: Option<u16>,
    /// The code of the error body.
    pub code: String,
    /// The message of the error body.
    pub error: String,
    /// The seconds of the header `Retry-After`.
    pub retry_after: Option<u16>,
    /// Whether the server would have sent the same status and code.
    pub equals_server: bool,
}

/// A finding that is accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The name of the rule.
    pub rule: String,
    /// The place of the finding in the document.
    pub pointer: String,
    /// Why the finding is acceptable. It is for readers; the library ignores it.
    pub reason: String,
}
