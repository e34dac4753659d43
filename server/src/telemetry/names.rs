//! The names of metrics and of their attributes: OpenTelemetry's where it has a name, `textgate.…` where it has none.
//!
//! The conventions for generative AI are still in development, and their names change, so they are written only here.
//! They are those of version 1.41 of the semantic conventions (`docs/gen-ai/gen-ai-metrics.md`,
//! `docs/http/http-metrics.md`).
//!
//! The [fields](super::fields) of a request's line have the contract's words instead, so that a response and its line
//! can be compared.

use textgate_core::policy::Provider;

/// A metric.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) description: &'static str,
}

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Tokens,
    Requests,
    Failures,
    UsDollars,
}

/// Makes a constant of each metric, and the list of all.
macro_rules! metrics {
    ($($(#[$doc:meta])* $metric:ident = $name:literal, $unit:ident, $description:literal;)+) => {
        $(
            $(#[$doc])*
            pub(crate) const $metric: Metric =
                Metric { name: $name, unit: Unit::$unit, description: $description };
        )+

        /// Every metric.
        #[cfg(test)]
        pub(crate) const METRICS: &[&Metric] = &[$(&$metric),+];
    };
}

metrics! {
    REQUEST_DURATION = "http.server.request.duration", Seconds,
        "Time from the head of a request to the end of its response, streams included.";
    OPERATION_DURATION = "gen_ai.client.operation.duration", Seconds,
        "Time from the call of a model to the end of its answer, or to its failure.";
    TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk", Seconds,
        "Time from the call of a model to the first piece of its streamed text.";
    TOKEN_USAGE = "gen_ai.client.token.usage", Tokens, "Tokens of a generation, as the model counted them.";
    COST = "textgate.cost", UsDollars, "The exact cost of generations, by the prices of the policy.";
    ESTIMATED_INPUT_TOKENS = "textgate.estimated.input_tokens", Tokens,
        "An estimate of the input tokens that the provider did not report. They are in no other metric.";
    ESTIMATED_OUTPUT_TOKENS = "textgate.estimated.output_tokens", Tokens,
        "An estimate of the generated tokens that the provider did not report. They are in no other metric.";
    MODEL_FAILURES = "textgate.model.failures", Failures,
        "Calls of a model that failed, also if another model then answered the request.";
    UNRECOGNIZED_REFUSALS = "textgate.model.unrecognized_refusals", Failures,
        "Calls that a model refused for a reason that the server does not know.";
    /// Only for CloudWatch, where a line has one value for each metric. In OpenTelemetry this is the name of an
    /// attribute.
    INPUT_TOKENS = "gen_ai.usage.input_tokens", Tokens, "Input tokens, without those of the provider's prompt cache.";
    /// Only for CloudWatch, as [`INPUT_TOKENS`].
    OUTPUT_TOKENS = "gen_ai.usage.output_tokens", Tokens, "Generated tokens.";
    /// Only for CloudWatch, as [`INPUT_TOKENS`].
    CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens", Tokens,
        "Input tokens that the provider read from its prompt cache.";
    /// Only for CloudWatch, as [`INPUT_TOKENS`].
    CACHE_WRITE_TOKENS = "gen_ai.usage.cache_creation.input_tokens", Tokens,
        "Input tokens that the provider wrote to its prompt cache.";
    /// Only for CloudWatch, where durations are not counted by status.
    ERRORS = "textgate.errors", Requests, "Requests that ended with an error.";
}

/// The HTTP method of a request.
pub(crate) const METHOD: &str = "http.request.method";
/// The path of the route.
pub(crate) const ROUTE: &str = "http.route";
/// The HTTP status.
pub(crate) const STATUS: &str = "http.response.status_code";
/// The code of the error, or [`ABANDONED`].
pub(crate) const ERROR_TYPE: &str = "error.type";
/// What the model is asked to do: [`CHAT`].
pub(crate) const GEN_AI_OPERATION: &str = "gen_ai.operation.name";
/// Who runs the model: a value of [`provider`].
pub(crate) const PROVIDER: &str = "gen_ai.provider.name";
/// The public name of the model. The policy decides which of the provider's models it is.
pub(crate) const MODEL: &str = "gen_ai.request.model";
/// Which tokens are counted.
pub(crate) const TOKEN_TYPE: &str = "gen_ai.token.type";
/// The id of the contract's operation.
pub(crate) const OPERATION: &str = "textgate.operation";
/// The name of the consumer.
pub(crate) const CONSUMER: &str = "textgate.consumer";

/// The value of [`GEN_AI_OPERATION`]: every call of a model is a chat with one message.
pub(crate) const CHAT: &str = "chat";
/// A value of [`TOKEN_TYPE`].
pub(crate) const INPUT: &str = "input";
/// A value of [`TOKEN_TYPE`].
pub(crate) const OUTPUT: &str = "output";
/// A value of [`TOKEN_TYPE`] that OpenTelemetry does not have: tokens of a prompt cache have prices of their own.
pub(crate) const CACHE_READ: &str = "cache_read";
/// A value of [`TOKEN_TYPE`], as [`CACHE_READ`].
pub(crate) const CACHE_WRITE: &str = "cache_write";
/// The value of [`ERROR_TYPE`] if the caller closed the connection. Otherwise the value is the code of the error.
pub(crate) const ABANDONED: &str = "abandoned";

/// The value of [`PROVIDER`].
pub(crate) fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Bedrock => "aws.bedrock",
        Provider::Local => "textgate.local",
    }
}
