//! The line of a request: everything that is told of it, and no text.

use std::time::Duration;

use serde::Serialize;
use textgate_api::{Code, End, EndedRequest};
use textgate_core::model::TokenUsage;

/// What `RUST_LOG` calls these lines.
const TARGET: &str = "textgate::request";

/// The fields of a request's line, in the contract's words. What there is nothing of is absent: `health` asks no model.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    /// Equal to the header `x-request-id`.
    pub(crate) request_id: &'a str,
    /// The operation's id; absent where the contract has none there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<&'a str>,
    pub(crate) method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<&'a str>,
    /// The consumer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consumer: Option<&'a str>,
    /// The public name of the model that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stop_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_read_input_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_write_input_tokens: Option<u32>,
    /// A decimal, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cost_usd: Option<String>,
    /// The HTTP status; absent where the caller went away before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// The error's code, also that of a stream that began well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'a str>,
    /// What callers do not see of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<&'a str>,
    /// To the end of the answer.
    pub(crate) latency_ms: u64,
    /// From the question to the model to the end of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model_latency_ms: Option<u64>,
    /// From the question to the model to the first piece of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_to_first_token_ms: Option<u64>,
}

impl<'a> Line<'a> {
    pub(crate) fn of(request: &'a EndedRequest) -> Self {
        let generation = request.generation.as_ref();
        let usage = generation.and_then(|generation| generation.usage);
        Self {
            request_id: &request.id,
            operation: request.operation.as_deref(),
            method: request.method,
            route: request.route.as_deref(),
            consumer: request.consumer.as_deref(),
            model: generation.map(|generation| generation.model.as_str()),
            stop_reason: generation.and_then(|generation| Some(generation.stop_reason?.as_str())),
            input_tokens: usage.map(|usage| usage.input),
            output_tokens: usage.map(|usage| usage.output),
            cache_read_input_tokens: usage.and_then(TokenUsage::cache_reads),
            cache_write_input_tokens: usage.and_then(TokenUsage::cache_writes),
            cost_usd: generation.and_then(|generation| Some(generation.cost_usd?.to_string())),
            status: request.status.map(|status| status.as_u16()),
            code: request.code.map(Code::as_str),
            cause: request.cause.as_deref(),
            latency_ms: milliseconds(request.duration),
            model_latency_ms: generation.map(|generation| milliseconds(generation.duration)),
            time_to_first_token_ms: generation.and_then(|generation| generation.time_to_first_token).map(milliseconds),
        }
    }
}

/// The sentence of the line.
pub(crate) fn message(end: End) -> &'static str {
    match end {
        End::Answered => "request answered",
        End::Failed => "request failed",
        End::Abandoned => "connection closed before the answer ended",
    }
}

/// Writes the line to the log: as an error where the service or the model is at fault.
pub(crate) fn log(request: &EndedRequest) {
    let line = Line::of(request);
    let message = message(request.end);
    macro_rules! write_at {
        ($level:ident) => {
            // The line is whole by itself, outside the request's span.
            tracing::event!(
                target: TARGET,
                parent: None,
                tracing::Level::$level,
                request_id = line.request_id,
                operation = line.operation,
                method = line.method,
                route = line.route,
                consumer = line.consumer,
                model = line.model,
                stop_reason = line.stop_reason,
                input_tokens = line.input_tokens,
                output_tokens = line.output_tokens,
                cache_read_input_tokens = line.cache_read_input_tokens,
                cache_write_input_tokens = line.cache_write_input_tokens,
                cost_usd = line.cost_usd.as_deref(),
                status = line.status,
                code = line.code,
                cause = line.cause,
                latency_ms = line.latency_ms,
                model_latency_ms = line.model_latency_ms,
                time_to_first_token_ms = line.time_to_first_token_ms,
                "{message}"
            )
        };
    }
    match request.end {
        End::Failed => write_at!(ERROR),
        End::Answered | End::Abandoned => write_at!(INFO),
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
