//! The metrics of this process, from its start. Every sum is exact: costs are decimals, tokens and microseconds whole numbers.
//!
//! The labels are the policy's and the contract's names, so there are no more series than an operator has written down.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rust_decimal::Decimal;
use textgate_api::{Code, End, EndedRequest};

use super::exposition::{Exposition, Labels};
use super::names::{
    ABANDONED, CACHE_READ, CACHE_WRITE, CHAT, CONSUMER, COST, ERROR_TYPE, GEN_AI_OPERATION, INPUT, METHOD, MODEL,
    MODEL_FAILURES, Metric, OPERATION, OPERATION_DURATION, OUTPUT, PROVIDER, REQUEST_DURATION, ROUTE, STATUS,
    TIME_TO_FIRST_CHUNK, TOKEN_TYPE, TOKEN_USAGE, provider,
};

/// Counts requests.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Totals>);

struct Totals {
    request_duration: Histograms,
    operation_duration: Histograms,
    time_to_first_chunk: Histograms,
    token_usage: Histograms,
    cost: BTreeMap<Labels, Decimal>,
    model_failures: BTreeMap<Labels, u64>,
}

/// A metric's distributions, by labels.
struct Histograms {
    metric: &'static Metric,
    scale: Scale,
    series: BTreeMap<Labels, Histogram>,
}

/// How a histogram's whole numbers are to be read.
#[derive(Clone, Copy)]
struct Scale {
    /// The upper bound of each bucket but the last.
    bounds: [u64; 14],
    /// How many of their digits are decimals.
    decimals: u32,
}

/// One distribution.
#[derive(Default)]
struct Histogram {
    /// How many values are in each bucket and in none below it.
    buckets: [u64; 15],
    sum: u64,
}

/// In microseconds. OpenTelemetry's bounds for models: 10 ms, and doubled up to 82 s. A request that asks none is in the
/// lowest.
const DURATIONS: Scale = Scale { bounds: bounds(10_000, 2), decimals: 6 };

/// OpenTelemetry's bounds for tokens.
const TOKENS: Scale = Scale { bounds: bounds(1, 4), decimals: 0 };

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
            request_duration: histograms(&REQUEST_DURATION, DURATIONS),
            operation_duration: histograms(&OPERATION_DURATION, DURATIONS),
            time_to_first_chunk: histograms(&TIME_TO_FIRST_CHUNK, DURATIONS),
            token_usage: histograms(&TOKEN_USAGE, TOKENS),
            cost: BTreeMap::new(),
            model_failures: BTreeMap::new(),
        }
    }
}

impl Metrics {
    /// Counts a request.
    pub(crate) fn count(&self, request: &EndedRequest) {
        let error = match request.end {
            End::Abandoned => Some(ABANDONED),
            End::Answered | End::Failed => request.code.map(Code::as_str),
        };
        let status = request.status.map(|status| status.as_u16().to_string());
        let ours = [(OPERATION, request.operation.as_deref()), (CONSUMER, request.consumer.as_deref())];
        let http = [
            (METHOD, Some(request.method)),
            (ROUTE, request.route.as_deref()),
            (STATUS, status.as_deref()),
            (ERROR_TYPE, error),
        ];
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        totals.request_duration.add(labels([ours.as_slice(), &http]), microseconds(request.duration));

        let Some(generation) = &request.generation else { return };
        let model = [
            (GEN_AI_OPERATION, Some(CHAT)),
            (PROVIDER, Some(provider(generation.provider))),
            (MODEL, Some(generation.model.as_str())),
        ];
        let asked = labels([ours.as_slice(), &model]);
        let ended = labels([ours.as_slice(), &model, &[(ERROR_TYPE, error)]]);
        totals.operation_duration.add(ended, microseconds(generation.duration));
        if let Some(time) = generation.time_to_first_token {
            totals.time_to_first_chunk.add(asked.clone(), microseconds(time));
        }
        if let Some(usage) = generation.usage {
            let counts = [
                (INPUT, Some(usage.input)),
                (OUTPUT, Some(usage.output)),
                (CACHE_READ, usage.cache_reads()),
                (CACHE_WRITE, usage.cache_writes()),
            ];
            for (token_type, count) in counts {
                let Some(count) = count else { continue };
                let labels = labels([ours.as_slice(), &model, &[(TOKEN_TYPE, Some(token_type))]]);
                totals.token_usage.add(labels, count.into());
            }
        }
        if let Some(cost) = generation.cost_usd {
            // A policy's prices have at most 12 decimals per million tokens, so a sum has at most 18 of the 28 digits.
            *totals.cost.entry(asked).or_default() += cost;
        }
        for failure in &generation.failures {
            let failed = [
                (GEN_AI_OPERATION, Some(CHAT)),
                (PROVIDER, Some(provider(failure.provider))),
                (MODEL, Some(failure.model.as_str())),
                (ERROR_TYPE, Some(Code::from(failure.kind).as_str())),
            ];
            *totals.model_failures.entry(labels([ours.as_slice(), &failed])).or_default() += 1;
        }
    }

    /// All of them, as Prometheus reads them.
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
        let mut family = exposition.counter(&MODEL_FAILURES);
        for (labels, count) in &totals.model_failures {
            family.count(labels, (*count).into());
        }
        exposition.text
    }
}

impl Histograms {
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

/// Attributes that have a value.
fn labels<'a>(attributes: impl IntoIterator<Item = &'a [(&'static str, Option<&'a str>)]>) -> Labels {
    let attributes = attributes.into_iter().flatten();
    attributes.filter_map(|(name, value)| Some((*name, (*value)?.to_owned()))).collect()
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
