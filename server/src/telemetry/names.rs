//! What metrics and their attributes are called: as OpenTelemetry has it where it has a name, `textgate.…` where not.
//!
//! The GenAI conventions are still in development, and names in them change: they are written here and nowhere else. As of
//! version 1.41 of the semantic conventions (`docs/gen-ai/gen-ai-metrics.md`, `docs/http/http-metrics.md`).
//!
//! The fields of the log's line have the contract's words instead, so that an answer and its line can be laid side by side:
//! [`Line`](super::line::Line).

use textgate_core::policy::Provider;

/// A metric.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) description: &'static str,
}

/// What a metric is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Tokens,
    Requests,
    Failures,
    UsDollars,
}

const fn metric(name: &'static str, unit: Unit, description: &'static str) -> Metric {
    Metric { name, unit, description }
}

pub(crate) const REQUEST_DURATION: Metric = metric(
    "http.server.request.duration",
    Unit::Seconds,
    "Time from a request's head to the end of its answer, streams included.",
);
pub(crate) const OPERATION_DURATION: Metric = metric(
    "gen_ai.client.operation.duration",
    Unit::Seconds,
    "Time from the question to a model to the end of its answer, or to its failure.",
);
pub(crate) const TIME_TO_FIRST_CHUNK: Metric = metric(
    "gen_ai.client.operation.time_to_first_chunk",
    Unit::Seconds,
    "Time from the question to a model to the first piece of its streamed text.",
);
pub(crate) const TOKEN_USAGE: Metric =
    metric("gen_ai.client.token.usage", Unit::Tokens, "Tokens of a generation, as the model counted them.");
pub(crate) const COST: Metric =
    metric("textgate.cost", Unit::UsDollars, "What generations cost by the policy's prices, exactly.");
pub(crate) const MODEL_FAILURES: Metric = metric(
    "textgate.model.failures",
    Unit::Failures,
    "Questions to a model that it did not answer, whether another model answered then or not.",
);
/// For CloudWatch, whose lines have one value of a metric. OpenTelemetry has the name as an attribute's.
pub(crate) const INPUT_TOKENS: Metric =
    metric("gen_ai.usage.input_tokens", Unit::Tokens, "Tokens of a prompt, without those of a cache.");
/// As [`INPUT_TOKENS`].
pub(crate) const OUTPUT_TOKENS: Metric = metric("gen_ai.usage.output_tokens", Unit::Tokens, "Tokens generated.");
/// As [`INPUT_TOKENS`].
pub(crate) const CACHE_READ_TOKENS: Metric = metric(
    "gen_ai.usage.cache_read.input_tokens",
    Unit::Tokens,
    "Tokens of a prompt that came from the provider's cache.",
);
/// As [`INPUT_TOKENS`].
pub(crate) const CACHE_WRITE_TOKENS: Metric = metric(
    "gen_ai.usage.cache_creation.input_tokens",
    Unit::Tokens,
    "Tokens of a prompt that the provider's cache keeps from then on.",
);
/// For CloudWatch, which counts no durations by the status.
pub(crate) const ERRORS: Metric = metric("textgate.errors", Unit::Requests, "Requests that ended with an error.");

pub(crate) const METHOD: &str = "http.request.method";
pub(crate) const ROUTE: &str = "http.route";
pub(crate) const STATUS: &str = "http.response.status_code";
pub(crate) const ERROR_TYPE: &str = "error.type";
pub(crate) const GEN_AI_OPERATION: &str = "gen_ai.operation.name";
pub(crate) const PROVIDER: &str = "gen_ai.provider.name";
/// The public name: which of the provider's models it is, is the policy's to say.
pub(crate) const MODEL: &str = "gen_ai.request.model";
pub(crate) const TOKEN_TYPE: &str = "gen_ai.token.type";
/// The id of the contract's operation.
pub(crate) const OPERATION: &str = "textgate.operation";
pub(crate) const CONSUMER: &str = "textgate.consumer";

/// The value of [`GEN_AI_OPERATION`]: every model is asked as a chat, of one message.
pub(crate) const CHAT: &str = "chat";
/// A value of [`TOKEN_TYPE`].
pub(crate) const INPUT: &str = "input";
/// A value of [`TOKEN_TYPE`].
pub(crate) const OUTPUT: &str = "output";
/// A value of [`TOKEN_TYPE`], of our own: tokens of a cache have prices of their own.
pub(crate) const CACHE_READ: &str = "cache_read";
/// As [`CACHE_READ`].
pub(crate) const CACHE_WRITE: &str = "cache_write";
/// The value of [`ERROR_TYPE`] where the caller went away; else it is the error's code.
pub(crate) const ABANDONED: &str = "abandoned";

/// A value of [`PROVIDER`].
pub(crate) fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Bedrock => "aws.bedrock",
        Provider::Local => "textgate.local",
    }
}
