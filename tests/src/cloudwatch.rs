//! The metrics that CloudWatch makes from lines in the embedded metric format. A line that breaks a rule of the user guide
//! (`CloudWatch_Embedded_Metric_Format_Specification`) fails the test.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

/// The units of our metrics. CloudWatch knows more.
const UNITS: [&str; 3] = ["Seconds", "Count", "None"];

/// The namespace that the tests tell the server to use for its metrics.
pub const NAMESPACE: &str = "Textgate/a-stack";

/// The length that a line may have.
const MAX_LINE_BYTES: usize = 256 * 1024;

/// The name of a metric and its dimensions, in the order of their names.
type Key = (String, Vec<(String, String)>);

/// The values that CloudWatch has received, by metric.
#[derive(Debug, Default)]
pub struct CloudWatch(BTreeMap<Key, Vec<Decimal>>);

impl CloudWatch {
    /// Reads the metrics in a line of the log.
    pub fn read(&mut self, line: &str) {
        assert!(line.len() <= MAX_LINE_BYTES, "{line}");
        let line: Value = serde_json::from_str(line).expect("a JSON text and nothing else");
        let root = line.as_object().expect("an object");
        let metadata = root["_aws"].as_object().expect("an object");
        assert!(metadata.keys().eq(["Timestamp", "CloudWatchMetrics"]), "{line}");
        let timestamp = metadata["Timestamp"].as_u64().expect("milliseconds");
        assert!((1_700_000_000_000..10_000_000_000_000).contains(&timestamp), "not in milliseconds: {line}");
        for directive in metadata["CloudWatchMetrics"].as_array().expect("an array") {
            assert!(
                directive.as_object().expect("an object").keys().eq(["Namespace", "Dimensions", "Metrics"]),
                "{line}"
            );
            assert_eq!(directive["Namespace"], NAMESPACE);
            let definitions = directive["Metrics"].as_array().expect("an array");
            assert!((1..=100).contains(&definitions.len()), "{line}");
            let sets = directive["Dimensions"].as_array().expect("an array");
            assert!(!sets.is_empty(), "{line}");
            for set in sets {
                let dimensions = dimensions(root, set);
                for definition in definitions {
                    let name = definition["Name"].as_str().expect("a name");
                    assert!((1..=255).contains(&name.len()), "{line}");
                    assert!(UNITS.contains(&definition["Unit"].as_str().expect("a unit")), "{line}");
                    // The digits as they are written. CloudWatch ignores a line in which a value is not a number.
                    let Some(Value::Number(value)) = root.get(name) else { panic!("no number {name}: {line}") };
                    let value = value.to_string();
                    let value = Decimal::from_scientific(&value).or_else(|_| value.parse()).expect("a decimal");
                    self.0.entry((name.to_owned(), dimensions.clone())).or_default().push(value);
                }
            }
        }
    }

    /// The values of a metric with exactly these dimensions. They must be in the order of their names.
    pub fn values(&self, name: &str, dimensions: &[(&str, &str)]) -> &[Decimal] {
        let dimensions = dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.0.get(&(name.to_owned(), dimensions)).map(Vec::as_slice).unwrap_or_default()
    }

    /// All metrics: the name of each, and the names of its dimensions in order.
    pub fn metrics(&self) -> BTreeSet<(String, Vec<String>)> {
        let names = |dimensions: &[(String, String)]| dimensions.iter().map(|(name, _)| name.clone()).collect();
        self.0.keys().map(|(metric, dimensions)| (metric.clone(), names(dimensions))).collect()
    }

    /// The sum of those values.
    pub fn sum(&self, name: &str, dimensions: &[(&str, &str)]) -> Decimal {
        self.values(name, dimensions).iter().sum()
    }
}

fn dimensions(root: &serde_json::Map<String, Value>, set: &Value) -> Vec<(String, String)> {
    let names = set.as_array().expect("an array");
    assert!(names.len() <= 9, "{set}");
    let dimensions = names.iter().map(|name| {
        let name = name.as_str().expect("a name");
        let value = root.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no string {name} in {root:?}"));
        assert!((1..=250).contains(&value.len()), "{name}: {value}");
        (name.to_owned(), value.to_owned())
    });
    let mut dimensions: Vec<_> = dimensions.collect();
    dimensions.sort();
    dimensions
}
