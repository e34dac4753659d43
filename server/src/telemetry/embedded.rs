//! The line of a request on Lambda, which is at once what CloudWatch makes metrics of: one JSON object in the embedded metric
//! format (CloudWatch user guide, `CloudWatch_Embedded_Metric_Format_Specification`). Nothing has to be flushed or asked for.

use std::io::{self, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::{Map, Value, json};
use textgate_api::{Code, End, EndedRequest, Observer};
use textgate_core::model::TokenUsage;
use textgate_core::usage::FailedAttempt;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{self, FormatTime};

use super::line::{self, Line};
use super::names::{
    CACHE_READ_TOKENS, CACHE_WRITE_TOKENS, COST, ERRORS, INPUT_TOKENS, MODEL_FAILURES, Metric, OPERATION_DURATION,
    OUTPUT_TOKENS, REQUEST_DURATION, TIME_TO_FIRST_CHUNK, Unit,
};

/// Writes the lines to standard output, whatever the log's level: they are the metrics too.
pub(crate) struct Embedded {
    /// Of CloudWatch, in which the metrics are.
    pub(crate) namespace: String,
}

impl Observer for Embedded {
    fn ended(&self, request: &EndedRequest) {
        let now = SystemTime::now();
        let mut output = io::stdout().lock();
        for line in self.others_failures(request, now).chain([self.of_request(request, now)]) {
            // Whoever cannot write a line cannot write that either.
            let _ = output.write_all(format!("{line}\n").as_bytes());
        }
    }
}

impl Embedded {
    fn of_request(&self, request: &EndedRequest, now: SystemTime) -> Value {
        let level = if request.end == End::Failed { "ERROR" } else { "INFO" };
        self.object(level, line::message(request.end), &Line::of(request), directives_of(request), now)
    }

    /// A line has one model, so those that failed before it have lines of their own.
    fn others_failures(&self, request: &EndedRequest, now: SystemTime) -> impl Iterator<Item = Value> {
        let failures = request.generation.iter().flat_map(|generation| &generation.failures);
        let others = failures.filter(|failure| !is_of_line(request, failure));
        others.map(move |failure| {
            let line = FailureLine {
                request_id: &request.id,
                operation: request.operation.as_deref(),
                consumer: request.consumer.as_deref(),
                model: &failure.model,
                code: Code::from(failure.kind).as_str(),
            };
            self.object("WARN", "model gave no answer", &line, vec![one_failure()], now)
        })
    }

    fn object(
        &self,
        level: &str,
        message: &str,
        fields: &impl Serialize,
        directives_of: Vec<Directive>,
        now: SystemTime,
    ) -> Value {
        let mut object = Map::new();
        object.insert("timestamp".to_owned(), json!(timestamp()));
        object.insert("level".to_owned(), json!(level));
        object.insert("message".to_owned(), json!(message));
        if let Ok(Value::Object(fields)) = serde_json::to_value(fields) {
            object.extend(fields);
        }
        let mut directives = Vec::new();
        for Directive { dimensions, metrics } in directives_of {
            let is_known = |set: &&&[&str]| set.iter().all(|name| object.contains_key(*name));
            let sets: Vec<_> = dimensions.iter().filter(is_known).collect();
            let definitions: Vec<_> =
                metrics.iter().map(|(metric, _)| json!({ "Name": metric.name, "Unit": unit(metric.unit) })).collect();
            if !sets.is_empty() && !definitions.is_empty() {
                directives.push(json!({ "Namespace": self.namespace, "Dimensions": sets, "Metrics": definitions }));
                object.extend(metrics.into_iter().map(|(metric, value)| (metric.name.to_owned(), value)));
            }
        }
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        object.insert("_aws".to_owned(), json!({ "Timestamp": milliseconds, "CloudWatchMetrics": directives }));
        Value::Object(object)
    }
}

/// Metrics with the same dimensions. Their values are members of the line, and so are the dimensions'.
struct Directive {
    dimensions: &'static [&'static [&'static str]],
    metrics: Vec<(&'static Metric, Value)>,
}

/// The fields of a line about a model that another one was asked in place of.
#[derive(Serialize)]
struct FailureLine<'a> {
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer: Option<&'a str>,
    model: &'a str,
    code: &'a str,
}

/// Whether it is what the request's own line tells of.
fn is_of_line(request: &EndedRequest, failure: &FailedAttempt) -> bool {
    let is_model = request.generation.as_ref().is_some_and(|generation| generation.model == failure.model);
    is_model && request.code == Some(failure.kind.into())
}

fn one_failure() -> Directive {
    Directive { dimensions: &[&[], &["model"], &["code", "model"]], metrics: vec![(&MODEL_FAILURES, json!(1))] }
}

/// An empty set of dimensions is the service as a whole. Each set is a metric of its own on AWS's bill.
fn directives_of(request: &EndedRequest) -> Vec<Directive> {
    let mut directives = vec![Directive {
        dimensions: &[&[], &["operation"], &["consumer"]],
        metrics: vec![(&REQUEST_DURATION, seconds(request.duration))],
    }];
    if request.code.is_some() {
        directives
            .push(Directive { dimensions: &[&[], &["code"], &["operation"]], metrics: vec![(&ERRORS, json!(1))] });
    }
    if let Some(generation) = &request.generation {
        // JSON has one number type, and what reads the line takes it for a double: exact is `cost_usd`.
        let cost = generation.cost_usd.and_then(|cost| cost.to_string().parse::<f64>().ok());
        let usage = generation.usage;
        let metrics = [
            (&OPERATION_DURATION, Some(seconds(generation.duration))),
            (&TIME_TO_FIRST_CHUNK, generation.time_to_first_token.map(seconds)),
            (&INPUT_TOKENS, usage.map(|usage| json!(usage.input))),
            (&OUTPUT_TOKENS, usage.map(|usage| json!(usage.output))),
            (&CACHE_READ_TOKENS, usage.and_then(TokenUsage::cache_reads).map(|count| json!(count))),
            (&CACHE_WRITE_TOKENS, usage.and_then(TokenUsage::cache_writes).map(|count| json!(count))),
            (&COST, cost.map(|cost| json!(cost))),
        ];
        directives.push(Directive {
            dimensions: &[&[], &["model"], &["consumer", "model"]],
            metrics: metrics.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect(),
        });
        if generation.failures.iter().any(|failure| is_of_line(request, failure)) {
            directives.push(one_failure());
        }
    }
    directives
}

/// CloudWatch's word (API reference, `MetricDatum`).
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "Seconds",
        Unit::Tokens | Unit::Requests | Unit::Failures => "Count",
        Unit::UsDollars => "None",
    }
}

fn seconds(time: Duration) -> Value {
    json!(time.as_secs_f64())
}

/// As in every other line of the log.
fn timestamp() -> String {
    let mut text = String::new();
    // A `String` takes everything.
    let _ = time::SystemTime.format_time(&mut Writer::new(&mut text));
    text
}
