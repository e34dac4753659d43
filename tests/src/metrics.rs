//! The metrics of a server, in the text format that Prometheus reads. Here the numbers are exact decimals.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// All metrics of a server at one moment.
#[derive(Debug)]
pub struct Exposition {
    samples: Vec<Sample>,
    /// By the name of the metric: `counter` or `histogram`.
    types: BTreeMap<String, String>,
}

/// One value of a metric.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The name, with its suffix such as `_total`.
    pub name: String,
    /// The labels.
    pub labels: BTreeMap<String, String>,
    /// The value, exactly.
    pub value: Decimal,
}

impl Exposition {
    /// Reads the metrics at this URL.
    pub async fn read(url: &str) -> Self {
        let response = reqwest::get(url).await.expect("an answer");
        assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        Self::parse(&response.text().await.expect("text"))
    }

    fn parse(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line ends with a line feed");
        let (mut samples, mut types) = (Vec::new(), BTreeMap::new());
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect("a name and a type");
                let before = types.insert(name.to_owned(), kind.to_owned());
                assert_eq!(before, None, "a metric has one type: {line}");
            } else if !line.starts_with("# HELP ") {
                let sample = Sample::parse(line);
                let is_of = |name: &String| sample.name.starts_with(name.as_str());
                assert!(types.keys().any(is_of), "the type of a metric comes before its samples: {line}");
                samples.push(sample);
            }
        }
        Self { samples, types }
    }

    /// The type of a metric.
    pub fn kind(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(String::as_str)
    }

    /// The samples of this name that have all of these labels.
    pub fn samples<'s>(&'s self, name: &'s str, labels: &'s [(&'s str, &'s str)]) -> impl Iterator<Item = &'s Sample> {
        let has =
            |sample: &Sample| labels.iter().all(|(name, value)| sample.labels.get(*name).is_some_and(|v| v == value));
        self.samples.iter().filter(move |sample| sample.name == name && has(sample))
    }

    /// The sum of those samples.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> Decimal {
        self.samples(name, labels).map(|sample| sample.value).sum()
    }
}

impl Sample {
    /// Reads a line: `name{label="value",…} number`. A value must not have a quote.
    fn parse(line: &str) -> Self {
        let (name, rest) = line.split_once('{').expect("labels");
        let (labels, value) = rest.rsplit_once("} ").expect("a value");
        let labels = labels.split_terminator(',').map(|label| {
            let (name, value) = label.split_once('=').expect("a label");
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).expect("quotes");
            (name.to_owned(), value.to_owned())
        });
        let value = value.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
        Self { name: name.to_owned(), labels: labels.collect(), value }
    }
}
