//! Prometheus's text format (Prometheus documentation, "Exposition formats", text format 0.0.4).
//!
//! The crates for this format hold counters as doubles, so their sums would differ from the costs in the responses.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::names::{Metric, Unit};

/// The content type of the text.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Attributes with their values.
pub(crate) type Labels = Vec<(&'static str, String)>;

/// Metrics, written one after the other.
#[derive(Default)]
pub(crate) struct Exposition {
    pub(crate) text: String,
}

/// Writes the values of one metric.
pub(crate) struct Family<'e> {
    text: &'e mut String,
    name: String,
}

impl Exposition {
    /// A metric whose values only grow.
    pub(crate) fn counter(&mut self, metric: &Metric) -> Family<'_> {
        self.family(metric, "counter", "_total")
    }

    /// A metric with a distribution of values.
    pub(crate) fn histogram(&mut self, metric: &Metric) -> Family<'_> {
        self.family(metric, "histogram", "")
    }

    fn family(&mut self, metric: &Metric, kind: &str, ending: &str) -> Family<'_> {
        let name = format!("{}{}{ending}", identifier(metric.name), unit(metric.unit));
        let description = metric.description;
        write(&mut self.text, format_args!("# HELP {name} {description}\n# TYPE {name} {kind}\n"));
        Family { text: &mut self.text, name }
    }
}

impl Family<'_> {
    /// The value of a counter.
    pub(crate) fn count(&mut self, labels: &Labels, value: Decimal) {
        self.sample("", labels, None, value);
    }

    /// A distribution of `count` values. For each bucket except the last: its upper bound, and the number of values up
    /// to it.
    pub(crate) fn distribution(&mut self, labels: &Labels, buckets: &[(Decimal, u64)], sum: Decimal, count: u64) {
        for (bound, below) in buckets {
            self.sample("_bucket", labels, Some(&bound.normalize().to_string()), (*below).into());
        }
        self.sample("_bucket", labels, Some("+Inf"), count.into());
        self.sample("_sum", labels, None, sum);
        self.sample("_count", labels, None, count.into());
    }

    fn sample(&mut self, ending: &str, labels: &Labels, bound: Option<&str>, value: Decimal) {
        let labels = labels.iter().map(|(name, value)| (identifier(name), value.as_str()));
        let labels = labels.chain(bound.map(|bound| ("le".to_owned(), bound)));
        let labels: Vec<_> = labels.map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let (name, labels, value) = (&self.name, labels.join(","), value.normalize());
        write(self.text, format_args!("{name}{ending}{{{labels}}} {value}\n"));
    }
}

/// OpenTelemetry's name in Prometheus's form (OpenTelemetry, "Prometheus and OpenMetrics Compatibility").
fn identifier(name: &str) -> String {
    name.replace('.', "_")
}

/// The unit as the end of a metric's name. Numbers of things have no unit.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "_seconds",
        Unit::UsDollars => "_usd",
        Unit::Tokens | Unit::Requests | Unit::Failures => "",
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Writing to a string does not fail.
fn write(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::names::{COST, TOKEN_USAGE};

    #[test]
    fn a_counter_is_exact_and_its_labels_are_escaped() {
        let mut exposition = Exposition::default();
        let labels = vec![("error.type", "a\\b\"c\nd".to_owned())];
        let cost = "12345678901.000000000000000001".parse().expect("a decimal");
        exposition.counter(&COST).count(&labels, cost);
        let (_, sample) = exposition.text.split_once("# TYPE textgate_cost_usd_total counter\n").expect("a counter");
        let expected = r#"textgate_cost_usd_total{error_type="a\\b\"c\nd"} 12345678901.000000000000000001"#;
        assert_eq!(sample, format!("{expected}\n"));
    }

    #[test]
    fn a_distribution_has_its_buckets_its_sum_and_its_count() {
        let mut exposition = Exposition::default();
        let buckets = [(Decimal::ONE, 1), (Decimal::new(2500, 3), 3)];
        exposition.histogram(&TOKEN_USAGE).distribution(&Labels::new(), &buckets, Decimal::new(1230, 2), 4);
        let expected = "# HELP gen_ai_client_token_usage Tokens of a generation, as the model counted them.\n\
             # TYPE gen_ai_client_token_usage histogram\n\
             gen_ai_client_token_usage_bucket{le=\"1\"} 1\n\
             gen_ai_client_token_usage_bucket{le=\"2.5\"} 3\n\
             gen_ai_client_token_usage_bucket{le=\"+Inf\"} 4\n\
             gen_ai_client_token_usage_sum{} 12.3\n\
             gen_ai_client_token_usage_count{} 4\n";
        assert_eq!(exposition.text, expected);
    }
}
