//! The line of a request on Lambda: one JSON object in CloudWatch's embedded metric format, which CloudWatch makes
//! metrics of (CloudWatch user guide, `CloudWatch_Embedded_Metric_Format_Specification`). It needs no agent, no call
//! and no permission beyond writing logs.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use textgate_api::{Code, Observer, RequestFacts};
use textgate_core::model::ModelErrorKind;
use textgate_core::usage::{FailedAttempt, Spending};
use tracing::Level;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{self, FormatTime};

use super::fields::{self, Field, FieldValue, SpendingValue};
use super::names::{self, Metric, Unit};

/// Writes the lines to standard output, whatever level `RUST_LOG` asks for: the lines are the metrics, too.
pub(crate) struct Embedded {
    /// The CloudWatch namespace of the metrics.
    pub(crate) namespace: String,
}

/// Sets of dimensions. An empty set stands for the service as a whole. Each set is a metric of its own on AWS's bill.
type Dimensions = &'static [&'static [Field]];

const OF_REQUESTS: Dimensions = &[&[], &[fields::OPERATION], &[fields::CONSUMER]];
const OF_ERRORS: Dimensions = &[&[], &[fields::CODE], &[fields::OPERATION]];
const OF_GENERATIONS: Dimensions = &[&[], &[fields::MODEL], &[fields::CONSUMER, fields::MODEL]];
const OF_FAILURES: Dimensions = &[&[], &[fields::MODEL], &[fields::CODE, fields::MODEL]];

/// Whether a call was refused for an unknown reason. Its average is the share of a model's calls, so it is 0 for all others.
const OF_REFUSALS: Dimensions = &[&[fields::MODEL]];

/// The metrics of a request, and the fields that hold their values.
const REQUEST_METRICS: [(&Metric, Field); 1] = [(&names::REQUEST_DURATION, fields::LATENCY_MS)];

/// The metrics of a generation, and the fields that hold their values.
const GENERATION_METRICS: [(&Metric, Field); 2] = [
    (&names::OPERATION_DURATION, fields::MODEL_LATENCY_MS),
    (&names::TIME_TO_FIRST_CHUNK, fields::TIME_TO_FIRST_TOKEN_MS),
];

/// The metrics of what a model used. The fields of a line have the sum over all models; each metric is about one model.
const SPENDING_METRICS: [(&Metric, SpendingValue); 7] = [
    (&names::INPUT_TOKENS, fields::input_tokens),
    (&names::OUTPUT_TOKENS, fields::output_tokens),
    (&names::CACHE_READ_TOKENS, fields::cache_read_input_tokens),
    (&names::CACHE_WRITE_TOKENS, fields::cache_write_input_tokens),
    (&names::COST, fields::cost_usd),
    (&names::ESTIMATED_INPUT_TOKENS, fields::estimated_input_tokens),
    (&names::ESTIMATED_OUTPUT_TOKENS, fields::estimated_output_tokens),
];

/// Metrics with the same dimensions. Their values are members of the line, and so are the dimensions.
struct Directive {
    dimensions: Dimensions,
    metrics: Vec<(&'static Metric, Value)>,
}

impl Observer for Embedded {
    fn ended(&self, request: &RequestFacts) {
        let now = SystemTime::now();
        let mut output = io::stdout().lock();
        for line in self.lines_of_failures(request, now).chain([self.line(request, now)]) {
            // If standard output is closed, there is nowhere to report it.
            let _ = output.write_all(format!("{line}\n").as_bytes());
        }
    }
}

impl Embedded {
    /// The line of a request.
    fn line(&self, request: &RequestFacts, now: SystemTime) -> Value {
        let values = fields::ALL.iter().filter_map(|field| Some((field.name, shown(field.of(request)?))));
        let (level, message) = (fields::level(request.end), fields::message(request.end));
        self.object(level, message, values, directives(request), now)
    }

    /// The lines of the failed attempts. A line has one model, so an attempt with another model than the request's has
    /// a line of its own.
    fn lines_of_failures(&self, request: &RequestFacts, now: SystemTime) -> impl Iterator<Item = Value> {
        let failures = request.generation.iter().flat_map(|generation| &generation.failures);
        let others = failures.filter(|failure| !is_in_line(request, failure));
        others.map(move |failure| {
            let of_request = [fields::REQUEST_ID, fields::OPERATION, fields::CONSUMER];
            let of_request = of_request.iter().filter_map(|field| Some((field.name, shown(field.of(request)?))));
            let (model, code) = (failure.model.as_str(), Code::from(failure.kind).as_str());
            let values = of_request.chain([(fields::MODEL.name, json!(model)), (fields::CODE.name, json!(code))]);
            let spent = Directive { dimensions: OF_GENERATIONS, metrics: spent(&failure.spending) };
            let directives = vec![one_failure(), unrecognized_refusal(Some(failure)), spent];
            self.object(Level::WARN, "model gave no answer", values, directives, now)
        })
    }

    fn object(
        &self,
        level: Level,
        message: &str,
        values: impl Iterator<Item = (&'static str, Value)>,
        directives: Vec<Directive>,
        now: SystemTime,
    ) -> Value {
        let mut object = Map::new();
        object.insert("timestamp".to_owned(), json!(timestamp()));
        object.insert("level".to_owned(), json!(level.as_str()));
        object.insert("message".to_owned(), json!(message));
        object.extend(values.map(|(name, value)| (name.to_owned(), value)));
        let mut written = Vec::new();
        for Directive { dimensions, metrics } in directives {
            let names = dimensions.iter().map(|set| set.iter().map(|field| field.name).collect::<Vec<_>>());
            let sets: Vec<_> = names.filter(|set| set.iter().all(|name| object.contains_key(*name))).collect();
            let definitions: Vec<_> =
                metrics.iter().map(|(metric, _)| json!({ "Name": metric.name, "Unit": unit(metric.unit) })).collect();
            if !sets.is_empty() && !definitions.is_empty() {
                written.push(json!({ "Namespace": self.namespace, "Dimensions": sets, "Metrics": definitions }));
                object.extend(metrics.into_iter().map(|(metric, value)| (metric.name.to_owned(), value)));
            }
        }
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let metadata = json!({ "Timestamp": fields::milliseconds(since_epoch), "CloudWatchMetrics": written });
        object.insert("_aws".to_owned(), metadata);
        Value::Object(object)
    }
}

/// Whether the request's own line has the model and the code of a failed attempt.
fn is_in_line(request: &RequestFacts, failure: &FailedAttempt) -> bool {
    let is_model = request.generation.as_ref().is_some_and(|generation| generation.model == failure.model);
    is_model && request.code == Some(failure.kind.into())
}

fn directives(request: &RequestFacts) -> Vec<Directive> {
    let mut directives = vec![Directive { dimensions: OF_REQUESTS, metrics: measurements(request, &REQUEST_METRICS) }];
    if request.code.is_some() {
        directives.push(Directive { dimensions: OF_ERRORS, metrics: vec![(&names::ERRORS, json!(1))] });
    }
    if let Some(generation) = &request.generation {
        let (mut spending, mut in_line) = (generation.spending, None);
        for failure in generation.failures.iter().filter(|failure| is_in_line(request, failure)) {
            spending.add(failure.spending);
            in_line = Some(failure);
        }
        let metrics = [measurements(request, &GENERATION_METRICS), spent(&spending)].concat();
        directives.push(Directive { dimensions: OF_GENERATIONS, metrics });
        directives.extend(in_line.map(|_| one_failure()));
        directives.push(unrecognized_refusal(in_line));
    }
    directives
}

/// The metrics that have a value for this request.
fn measurements(request: &RequestFacts, metrics: &[(&'static Metric, Field)]) -> Vec<(&'static Metric, Value)> {
    metrics.iter().filter_map(|(metric, field)| Some((*metric, measured(field.of(request)?)?))).collect()
}

/// The metrics that have a value for what a model used.
fn spent(spending: &Spending) -> Vec<(&'static Metric, Value)> {
    SPENDING_METRICS.iter().filter_map(|(metric, read)| Some((*metric, measured(read(spending)?)?))).collect()
}

fn one_failure() -> Directive {
    Directive { dimensions: OF_FAILURES, metrics: vec![(&names::MODEL_FAILURES, json!(1))] }
}

/// Counts a call whose outcome is this `failure`, or an answer.
fn unrecognized_refusal(failure: Option<&FailedAttempt>) -> Directive {
    let is_unrecognized = failure.is_some_and(|failure| failure.kind == ModelErrorKind::UnrecognizedRefusal);
    let count = json!(u8::from(is_unrecognized));
    Directive { dimensions: OF_REFUSALS, metrics: vec![(&names::UNRECOGNIZED_REFUSALS, count)] }
}

/// The value as the line shows it.
fn shown(value: FieldValue<'_>) -> Value {
    match value {
        FieldValue::Text(text) => json!(text),
        FieldValue::Count(count) => json!(count),
        FieldValue::Usd(amount) => json!(amount.to_string()),
        FieldValue::Time(time) => json!(fields::milliseconds(time)),
    }
}

/// The value as a metric has it, a number. CloudWatch reads every number as a double: the exact amount is the field
/// `cost_usd`.
fn measured(value: FieldValue<'_>) -> Option<Value> {
    match value {
        FieldValue::Text(_) => None,
        FieldValue::Count(count) => Some(json!(count)),
        FieldValue::Usd(amount) => Some(json!(amount.to_string().parse::<f64>().ok()?)),
        FieldValue::Time(time) => Some(json!(time.as_secs_f64())),
    }
}

/// CloudWatch's name of a unit (API reference, `MetricDatum`).
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "Seconds",
        Unit::Tokens | Unit::Requests | Unit::Failures => "Count",
        Unit::UsDollars => "None",
    }
}

/// The current time, as in every other line of the log.
fn timestamp() -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = time::SystemTime.format_time(&mut Writer::new(&mut text));
    text
}
