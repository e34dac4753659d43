//! The metrics of this process since its start. Every sum is exact: costs are decimals, tokens and microseconds are
//! whole numbers.
//!
//! The values of attributes are names from the policy and from the contract, so callers cannot create series.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rust_decimal::Decimal;
use textgate_api::{Code, RequestEnd, RequestFacts};
use textgate_core::model::{ModelErrorKind, TokenEstimate};
use textgate_core::policy::Provider;
use textgate_core::usage::Spending;

use super::exposition::{Exposition, Labels};
use super::fields::{self, Field, FieldValue, SpendingValue};
use super::names::{
    self, ABANDONED, CACHE_READ, CACHE_WRITE, CHAT, CONSUMER, COST, ERROR_TYPE, GEN_AI_OPERATION, INPUT, METHOD, MODEL,
    MODEL_FAILURES, Metric, OPERATION, OPERATION_DURATION, OUTPUT, PROVIDER, REQUEST_DURATION, ROUTE, STATUS,
    TIME_TO_FIRST_CHUNK, TOKEN_TYPE, TOKEN_USAGE, UNRECOGNIZED_REFUSALS,
};

/// The attributes of every metric.
const OF_REQUESTS: [(&str, Field); 2] = [(OPERATION, fields::OPERATION), (CONSUMER, fields::CONSUMER)];

/// The further attributes of the durations of requests.
const OF_HTTP: [(&str, Field); 3] = [(METHOD, fields::METHOD), (ROUTE, fields::ROUTE), (STATUS, fields::STATUS)];

/// The types of tokens, and where their numbers are.
const TOKENS: [(&str, SpendingValue); 4] = [
    (INPUT, fields::input_tokens),
    (OUTPUT, fields::output_tokens),
    (CACHE_READ, fields::cache_read_input_tokens),
    (CACHE_WRITE, fields::cache_write_input_tokens),
];

/// Counts requests.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Totals>);

struct Totals {
    request_duration: Histograms,
    operation_duration: Histograms,
    time_to_first_chunk: Histograms,
    token_usage: Histograms,
    cost: BTreeMap<Labels, Decimal>,
    estimated_input_tokens: BTreeMap<Labels, u64>,
    estimated_output_tokens: BTreeMap<Labels, u64>,
    model_failures: BTreeMap<Labels, u64>,
    unrecognized_refusals: BTreeMap<Labels, u64>,
}

/// The distributions of a metric, by labels.
struct Histograms {
    metric: &'static Metric,
    scale: Scale,
    series: BTreeMap<Labels, Histogram>,
}

/// How to read the whole numbers of a histogram.
#[derive(Clone, Copy)]
struct Scale {
    /// The upper bound of each bucket but the last.
    bounds: [u64; 14],
    /// The number of decimals in each number.
    decimals: u32,
}

/// One distribution.
#[derive(Default)]
struct Histogram {
    /// The number of values in each bucket that are in no lower bucket.
    buckets: [u64; 15],
    sum: u64,
}

/// Durations, in microseconds. The bounds are OpenTelemetry's for models: 10 ms, doubled up to 82 s. Requests that call
/// no model are in the lowest bucket.
const DURATION_SCALE: Scale = Scale { bounds: bounds(10_000, 2), decimals: 6 };

/// Numbers of tokens. The bounds are OpenTelemetry's.
const TOKEN_SCALE: Scale = Scale { bounds: bounds(1, 4), decimals: 0 };

const fn bounds(first: u64, factor: u64) -> [u64; 14] {
    let mut bounds = [first; 14];
    let mut place = 1;
    while place < bounds.len() {
        bounds[place] = bounds[place - 1] * factor;
        place += 1;
    }
    bounds
}

impl Default for Totals {
    fn default() -> Self {
        let histograms = |metric, scale| Histograms { metric, scale, series: BTreeMap::new() };
        Self {
            request_duration: histograms(&REQUEST_DURATION, DURATION_SCALE),
            operation_duration: histograms(&OPERATION_DURATION, DURATION_SCALE),
            time_to_first_chunk: histograms(&TIME_TO_FIRST_CHUNK, DURATION_SCALE),
            token_usage: histograms(&TOKEN_USAGE, TOKEN_SCALE),
            cost: BTreeMap::new(),
            estimated_input_tokens: BTreeMap::new(),
            estimated_output_tokens: BTreeMap::new(),
            model_failures: BTreeMap::new(),
            unrecognized_refusals: BTreeMap::new(),
        }
    }
}

impl Metrics {
    /// Counts a request.
    pub(crate) fn count(&self, request: &RequestFacts) {
        let error = match request.end {
            RequestEnd::Abandoned => Some(ABANDONED),
            RequestEnd::Answered | RequestEnd::Failed => request.code.map(Code::as_str),
        };
        let of_request = labels(request, &OF_REQUESTS);
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let http = [of_request.clone(), labels(request, &OF_HTTP), error_type(error)].concat();
        totals.request_duration.add_time(http, request, fields::LATENCY_MS);

        let Some(generation) = &request.generation else { return };
        let model = [of_request.clone(), chat_with(generation.provider, &generation.model)].concat();
        let ended = [model.clone(), error_type(error)].concat();
        totals.operation_duration.add_time(ended, request, fields::MODEL_LATENCY_MS);
        totals.time_to_first_chunk.add_time(model.clone(), request, fields::TIME_TO_FIRST_TOKEN_MS);
        totals.add_spending(&model, &generation.spending);
        for failure in &generation.failures {
            let code = Code::from(failure.kind).as_str();
            let model = [of_request.clone(), chat_with(failure.provider, &failure.model)].concat();
            totals.add_spending(&model, &failure.spending);
            let failed = [model.clone(), error_type(Some(code))].concat();
            *totals.model_failures.entry(failed).or_default() += 1;
            if failure.kind == ModelErrorKind::UnrecognizedRefusal {
                *totals.unrecognized_refusals.entry(model).or_default() += 1;
            }
        }
    }

    /// All metrics, in Prometheus's text format.
    pub(crate) fn exposition(&self) -> String {
        let totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut exposition = Exposition::default();
        let histograms =
            [&totals.request_duration, &totals.operation_duration, &totals.time_to_first_chunk, &totals.token_usage];
        for Histograms { metric, scale, series } in histograms {
            let mut family = exposition.histogram(metric);
            for (labels, histogram) in series {
                let mut count = 0;
                let buckets = scale.bounds.iter().zip(&histogram.buckets).map(|(bound, bucket)| {
                    count += bucket;
                    (scale.read(*bound), count)
                });
                let buckets: Vec<_> = buckets.collect();
                family.distribution(labels, &buckets, scale.read(histogram.sum), histogram.buckets.iter().sum());
            }
        }
        let mut family = exposition.counter(&COST);
        for (labels, cost) in &totals.cost {
            family.count(labels, *cost);
        }
        for (metric, counts) in [
            (&names::ESTIMATED_INPUT_TOKENS, &totals.estimated_input_tokens),
            (&names::ESTIMATED_OUTPUT_TOKENS, &totals.estimated_output_tokens),
            (&MODEL_FAILURES, &totals.model_failures),
            (&UNRECOGNIZED_REFUSALS, &totals.unrecognized_refusals),
        ] {
            let mut family = exposition.counter(metric);
            for (labels, count) in counts {
                family.count(labels, (*count).into());
            }
        }
        exposition.text
    }
}

impl Totals {
    /// Adds what the model with these labels used.
    fn add_spending(&mut self, model: &Labels, spending: &Spending) {
        for (token_type, read) in TOKENS {
            if let Some(FieldValue::Count(count)) = read(spending) {
                let labels = [model.clone(), vec![(TOKEN_TYPE, token_type.to_owned())]].concat();
                self.token_usage.add(labels, count);
            }
        }
        if let Some(cost) = spending.cost_usd {
            // The prices of a policy have at most 12 decimals per million tokens, so a sum has at most 18 of the 28
            // digits.
            *self.cost.entry(model.clone()).or_default() += cost;
        }
        if let Some(TokenEstimate { input, output }) = spending.estimate {
            *self.estimated_input_tokens.entry(model.clone()).or_default() += u64::from(input);
            *self.estimated_output_tokens.entry(model.clone()).or_default() += u64::from(output);
        }
    }
}

impl Histograms {
    /// Adds the time that a field has for this request, if it has one.
    fn add_time(&mut self, labels: Labels, request: &RequestFacts, field: Field) {
        if let Some(FieldValue::Time(time)) = field.of(request) {
            self.add(labels, microseconds(time));
        }
    }

    fn add(&mut self, labels: Labels, value: u64) {
        let bucket = self.scale.bounds.partition_point(|bound| *bound < value);
        let histogram = self.series.entry(labels).or_default();
        histogram.buckets[bucket] += 1;
        histogram.sum = histogram.sum.saturating_add(value);
    }
}

impl Scale {
    fn read(self, value: u64) -> Decimal {
        Decimal::from_i128_with_scale(value.into(), self.decimals)
    }
}

/// The attributes that have a value for this request.
fn labels(request: &RequestFacts, attributes: &[(&'static str, Field)]) -> Labels {
    attributes.iter().filter_map(|(name, field)| Some((*name, label(field.of(request)?)))).collect()
}

fn label(value: FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) => text.to_owned(),
        FieldValue::Count(count) => count.to_string(),
        FieldValue::Usd(amount) => amount.to_string(),
        FieldValue::Time(time) => fields::milliseconds(time).to_string(),
    }
}

/// The attributes of a call of a model.
fn chat_with(provider: Provider, model: &str) -> Labels {
    vec![
        (GEN_AI_OPERATION, CHAT.to_owned()),
        (PROVIDER, names::provider(provider).to_owned()),
        (MODEL, model.to_owned()),
    ]
}

fn error_type(error: Option<&str>) -> Labels {
    error.map(|error| (ERROR_TYPE, error.to_owned())).into_iter().collect()
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
