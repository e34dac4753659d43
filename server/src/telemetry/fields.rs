//! The fields of a request. Each field is named here, once: the line in the log, CloudWatch's embedded metric format
//! and the metrics read the facts of a request through this list.

use std::time::Duration;

use rust_decimal::Decimal;
use textgate_api::{Code, RequestEnd, RequestFacts};
use textgate_core::model::StopReason;
use textgate_core::usage::{GenerationFacts, Spending};
use tracing::Level;

use FieldValue::{Count, Text, Time, Usd};

/// The target of the lines in the log, for `RUST_LOG`.
const TARGET: &str = "textgate::request";

/// A field: its name, and how to read its value from the facts of a request.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// The name in the line, in the contract's words.
    pub(crate) name: &'static str,
    read: for<'f> fn(&'f RequestFacts) -> Option<FieldValue<'f>>,
}

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FieldValue<'f> {
    /// A name, an id or a sentence.
    Text(&'f str),
    /// A number of tokens, or a status.
    Count(u64),
    /// An exact amount in USD.
    Usd(Decimal),
    /// A time. In the line it is a whole number of milliseconds.
    Time(Duration),
}

impl Field {
    /// The value. None if the request has no such value: the field is omitted then.
    pub(crate) fn of<'f>(&self, request: &'f RequestFacts) -> Option<FieldValue<'f>> {
        (self.read)(request)
    }
}

impl<'f> FieldValue<'f> {
    /// The value as the log shows it.
    fn logged(self) -> Box<dyn tracing::Value + 'f> {
        match self {
            Text(text) => Box::new(text),
            Count(count) => Box::new(count),
            Usd(amount) => Box::new(amount.to_string()),
            Time(time) => Box::new(milliseconds(time)),
        }
    }
}

/// A time in whole milliseconds.
pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The sentence of a request's line.
pub(crate) fn message(end: RequestEnd) -> &'static str {
    match end {
        RequestEnd::Answered => "request answered",
        RequestEnd::Failed => "request failed",
        RequestEnd::Abandoned => "connection closed before the answer ended",
    }
}

/// The level of a request's line: an error if the service or the model failed.
pub(crate) fn level(end: RequestEnd) -> Level {
    match end {
        RequestEnd::Failed => Level::ERROR,
        RequestEnd::Answered | RequestEnd::Abandoned => Level::INFO,
    }
}

/// Makes a constant of each field, the list of all, and the line in the log: the log needs the names in its source.
macro_rules! fields {
    (|$request:ident| $($(#[$doc:meta])* $field:ident: $name:ident = $value:expr;)+) => {
        $($(#[$doc])* pub(crate) const $field: Field = Field { name: stringify!($name), read: |$request| $value };)+

        /// Every field, in the order of the line.
        pub(crate) const ALL: &[Field] = &[$($field),+];

        /// Writes the line of a request to the log. The line is complete by itself, so it is outside the request's
        /// span.
        pub(crate) fn log(request: &RequestFacts) {
            macro_rules! log_at {
                ($level:expr) => {
                    tracing::event!(
                        target: TARGET,
                        parent: None,
                        $level,
                        $($name = $field.of(request).map(FieldValue::logged),)+
                        "{}", message(request.end)
                    )
                };
            }
            if level(request.end) == Level::ERROR { log_at!(Level::ERROR) } else { log_at!(Level::INFO) }
        }
    };
}

fields! {
    |request|
    /// The request id, equal to the header `x-request-id`.
    REQUEST_ID: request_id = Some(Text(&request.id));
    /// The id of the operation.
    OPERATION: operation = request.operation.as_deref().map(Text);
    /// The HTTP method.
    METHOD: method = Some(Text(request.method));
    /// The path of the route, as in the contract.
    ROUTE: route = request.route.as_deref().map(Text);
    /// The name of the consumer.
    CONSUMER: consumer = request.consumer.as_deref().map(Text);
    /// The public name of the model.
    MODEL: model = generation(request).map(|generation| Text(&generation.model));
    /// Why the model stopped.
    STOP_REASON: stop_reason = generation(request)?.stop_reason.map(StopReason::as_str).map(Text);
    /// Input tokens without those of a prompt cache.
    INPUT_TOKENS: input_tokens = input_tokens(&total(request)?);
    /// Generated tokens.
    OUTPUT_TOKENS: output_tokens = output_tokens(&total(request)?);
    /// Input tokens from the provider's prompt cache.
    CACHE_READ_INPUT_TOKENS: cache_read_input_tokens = cache_read_input_tokens(&total(request)?);
    /// Input tokens into the provider's prompt cache.
    CACHE_WRITE_INPUT_TOKENS: cache_write_input_tokens = cache_write_input_tokens(&total(request)?);
    /// The cost of the generation.
    COST_USD: cost_usd = cost_usd(&total(request)?);
    /// An estimate of the input tokens that the provider did not report.
    ESTIMATED_INPUT_TOKENS: estimated_input_tokens = estimated_input_tokens(&total(request)?);
    /// An estimate of the generated tokens that the provider did not report.
    ESTIMATED_OUTPUT_TOKENS: estimated_output_tokens = estimated_output_tokens(&total(request)?);
    /// The HTTP status.
    STATUS: status = request.status.map(|status| Count(status.as_u16().into()));
    /// The code of the error, also of a stream that had begun.
    CODE: code = request.code.map(Code::as_str).map(Text);
    /// The causes of the error.
    CAUSE: cause = request.cause.as_deref().map(Text);
    /// From the head of the request to the end of the response.
    LATENCY_MS: latency_ms = Some(Time(request.duration));
    /// From the call of the model to the end of its answer.
    MODEL_LATENCY_MS: model_latency_ms = generation(request).map(|generation| Time(generation.duration));
    /// From the call of the model to the first piece of a stream.
    TIME_TO_FIRST_TOKEN_MS: time_to_first_token_ms = generation(request)?.time_to_first_token.map(Time);
}

fn generation(request: &RequestFacts) -> Option<&GenerationFacts> {
    request.generation.as_ref()
}

/// What all attempts of the request used.
fn total(request: &RequestFacts) -> Option<Spending> {
    Some(generation(request)?.total())
}

/// A value of what calls of models used: of all calls of a request, as its fields have it, or of one model's.
pub(crate) type SpendingValue = fn(&Spending) -> Option<FieldValue<'static>>;

pub(crate) fn input_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.usage?.input.into()))
}

pub(crate) fn output_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.usage?.output.into()))
}

pub(crate) fn cache_read_input_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.usage?.cache_reads()?.into()))
}

pub(crate) fn cache_write_input_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.usage?.cache_writes()?.into()))
}

pub(crate) fn cost_usd(spending: &Spending) -> Option<FieldValue<'static>> {
    spending.cost_usd.map(Usd)
}

pub(crate) fn estimated_input_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.estimate?.input.into()))
}

pub(crate) fn estimated_output_tokens(spending: &Spending) -> Option<FieldValue<'static>> {
    Some(Count(spending.estimate?.output.into()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io;
    use std::sync::Arc;

    use axum::http::StatusCode;
    use textgate_core::model::{ModelErrorKind, TokenEstimate, TokenUsage};
    use textgate_core::policy::Provider;
    use textgate_core::usage::FailedAttempt;

    use super::super::names::METRICS;
    use super::*;

    /// A request that has a value for every field.
    fn request() -> RequestFacts {
        RequestFacts {
            id: "req_1".into(),
            method: "POST",
            route: Some("/generate/stream".to_owned()),
            operation: Some("generate_stream".to_owned()),
            consumer: Some("search".to_owned()),
            end: RequestEnd::Failed,
            status: Some(StatusCode::OK),
            code: Some(Code::ModelError),
            cause: Some("it broke".to_owned()),
            duration: Duration::from_millis(3),
            generation: Some(GenerationFacts {
                model: "nova-micro".to_owned(),
                provider: Provider::Bedrock,
                duration: Duration::from_millis(2),
                time_to_first_token: Some(Duration::from_millis(1)),
                stop_reason: Some(StopReason::EndTurn),
                spending: Spending {
                    usage: Some(TokenUsage { input: 9, output: 5, cache_read: 3, cache_write: 2 }),
                    cost_usd: Some("0.000001015".parse().expect("a decimal")),
                    estimate: None,
                },
                failures: vec![FailedAttempt {
                    model: "nova-micro".to_owned(),
                    provider: Provider::Bedrock,
                    kind: ModelErrorKind::Failed,
                    spending: Spending::default(),
                }],
            }),
        }
    }

    /// The line of a request in the log.
    fn line(request: &RequestFacts) -> String {
        let (reader, writer) = io::pipe().expect("a pipe");
        let lines = tracing_subscriber::fmt().with_writer(Arc::new(writer)).with_ansi(false).without_time().finish();
        tracing::subscriber::with_default(lines, || log(request));
        io::read_to_string(reader).expect("text")
    }

    /// The names in the first column of the page's table under a heading.
    fn documented(heading: &str) -> BTreeSet<&str> {
        let (_, section) = include_str!("../../TELEMETRY.md").split_once(heading).expect("the heading");
        let section = section.split("\n## ").next().unwrap_or(section);
        section.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0)).collect()
    }

    #[test]
    fn the_page_has_every_field_and_every_metric() {
        assert_eq!(documented("## The line of a request"), ALL.iter().map(|field| field.name).collect());
        assert_eq!(documented("## Metrics"), METRICS.iter().map(|metric| metric.name).collect());
    }

    #[test]
    fn the_line_in_the_log_has_every_field_in_its_order_and_form() {
        let line = line(&request());
        let expected = "ERROR textgate::request: request failed request_id=\"req_1\" operation=\"generate_stream\" \
            method=\"POST\" route=\"/generate/stream\" consumer=\"search\" model=\"nova-micro\" \
            stop_reason=\"end_turn\" input_tokens=9 output_tokens=5 cache_read_input_tokens=3 \
            cache_write_input_tokens=2 cost_usd=\"0.000001015\" status=200 code=\"model_error\" cause=\"it broke\" \
            latency_ms=3 model_latency_ms=2 time_to_first_token_ms=1\n";
        assert_eq!(line, expected);
        let missing = ALL.iter().map(|field| field.name).filter(|name| !line.contains(&format!(" {name}=")));
        assert_eq!(missing.collect::<Vec<_>>(), ["estimated_input_tokens", "estimated_output_tokens"]);
    }

    #[test]
    fn tokens_of_all_attempts_are_in_the_line_and_estimates_leave_the_cost_unknown() {
        let mut request = request();
        let facts = request.generation.as_mut().expect("a generation");
        let cost_usd = Some("0.000002".parse().expect("a decimal"));
        let usage = Some(TokenUsage { input: 1, output: 2, ..TokenUsage::default() });
        facts.failures[0].spending = Spending { usage, cost_usd, estimate: None };
        let summed = line(&request);
        assert!(summed.contains(" input_tokens=10 output_tokens=7 "), "{summed}");
        assert!(summed.contains(" cost_usd=\"0.000003015\" "), "{summed}");
        let facts = request.generation.as_mut().expect("a generation");
        facts.spending.estimate = Some(TokenEstimate { input: 4, output: 5 });
        let estimated = line(&request);
        assert!(estimated.contains(" estimated_input_tokens=4 estimated_output_tokens=5 "), "{estimated}");
        assert!(estimated.contains(" input_tokens=10 ") && !estimated.contains("cost_usd"), "{estimated}");
    }

    #[test]
    fn a_field_without_a_value_is_omitted() {
        let request = RequestFacts {
            route: None,
            operation: None,
            consumer: None,
            end: RequestEnd::Abandoned,
            status: None,
            code: None,
            cause: None,
            generation: None,
            ..request()
        };
        let present: Vec<_> = ALL.iter().filter(|field| field.of(&request).is_some()).map(|field| field.name).collect();
        assert_eq!(present, ["request_id", "method", "latency_ms"]);
    }
}
