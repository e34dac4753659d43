//! All judges of a contract.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::judge::{Case, Judge, Verdict, without_array_lengths};
use super::relation::Relation;
use super::shrink;
use crate::bodies::{Body, Json, Operation};

/// The number of disagreements that are shown for each judge. The others are only counted.
const MAX_SHOWN: usize = 5;

/// The judges of one contract. The verdict of the published document, read by an implementation of JSON Schema, is the one that
/// the others are compared with.
pub struct Judges {
    document: Judge,
    without_lengths: Judge,
    others: Vec<(Relation, Judge)>,
}

/// The verdicts on an operation's bodies.
#[derive(Debug, Default)]
pub struct Report {
    /// A line for each judge.
    pub counts: Vec<String>,
    /// What a judge accepts beyond the document, if its relation allows that, by place.
    pub beyond: Vec<String>,
    /// Each disagreement, with the smallest body that shows it.
    pub disagreements: Vec<String>,
    /// The number of bodies that the document accepts.
    pub accepted: usize,
    /// The number of bodies that the document refuses.
    pub refused: usize,
}

impl Judges {
    /// Judges that are compared with `document`.
    pub fn new(document: &Value) -> Self {
        Self {
            document: Judge::json_schema("document", document),
            without_lengths: Judge::json_schema("document without array lengths", &without_array_lengths(document)),
            others: Vec::new(),
        }
    }

    /// Adds a judge.
    #[must_use]
    pub fn with(mut self, relation: Relation, judge: Judge) -> Self {
        self.others.push((relation, judge));
        self
    }

    /// Asks every judge about every body.
    pub async fn compare(&mut self, operation: &Operation, bodies: &[Body]) -> Report {
        let cases: Vec<_> = bodies.iter().map(|body| Case::new(&body.json)).collect();
        let expected = self.document.verdicts(operation, &cases).await;
        let at_the_edge = self.without_lengths.verdicts(operation, &cases).await;
        let accepted = expected.iter().filter(|verdict| verdict.accepts()).count();
        let mut report = Report { accepted, refused: bodies.len() - accepted, ..Report::default() };
        report.counts.push(line(operation, self.document.name(), &expected, 0));
        for (relation, judge) in &mut self.others {
            let relation = *relation;
            let verdicts = judge.verdicts(operation, &cases).await;
            let (reference, expected) = match relation {
                Relation::EqualButForArrayLengths => (&mut self.without_lengths, &at_the_edge),
                Relation::Equal | Relation::AcceptsAtLeast => (&mut self.document, &expected),
            };
            let mut disputed = Vec::new();
            let mut beyond: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for ((body, verdict), expected) in bodies.iter().zip(&verdicts).zip(expected) {
                if relation.is_broken(expected, verdict) {
                    disputed.push((body, expected, verdict));
                } else if relation == Relation::AcceptsAtLeast && verdict.accepts() && !expected.accepts() {
                    beyond.entry(&body.place).or_default().insert(body.kind);
                }
            }
            report.counts.push(line(operation, judge.name(), &verdicts, disputed.len()));
            report.beyond.extend(beyond.into_iter().map(|(place, kinds)| {
                let kinds: Vec<_> = kinds.into_iter().collect();
                format!("  {} accept at {place:?}: {}", judge.name(), kinds.join(", "))
            }));
            let unshown = disputed.len().saturating_sub(MAX_SHOWN);
            for (body, expected, verdict) in disputed.into_iter().take(MAX_SHOWN) {
                let small = shrink::smallest(&body.json, relation, operation, reference, judge).await;
                report.disagreements.push(disagreement(operation, body, &small, expected, judge.name(), verdict));
            }
            if unshown > 0 {
                report.disagreements.push(format!("{}: {}: {unshown} more", operation.id, judge.name()));
            }
        }
        report
    }

    /// Whether some judge disagrees about some case.
    pub async fn disagrees(&mut self, operation: &Operation, cases: &[Case]) -> bool {
        let expected = self.document.verdicts(operation, cases).await;
        let at_the_edge = self.without_lengths.verdicts(operation, cases).await;
        for (relation, judge) in &mut self.others {
            let expected = if *relation == Relation::EqualButForArrayLengths { &at_the_edge } else { &expected };
            let verdicts = judge.verdicts(operation, cases).await;
            if expected.iter().zip(&verdicts).any(|(expected, verdict)| relation.is_broken(expected, verdict)) {
                return true;
            }
        }
        false
    }
}

fn line(operation: &Operation, judge: &str, verdicts: &[Verdict], disagreements: usize) -> String {
    let accepted = verdicts.iter().filter(|verdict| verdict.accepts()).count();
    format!(
        "{:<16} {judge:<32} {:>7} bodies {accepted:>7} accepted {:>7} refused {disagreements:>4} disagreements",
        operation.id,
        verdicts.len(),
        verdicts.len() - accepted,
    )
}

fn disagreement(
    operation: &Operation,
    body: &Body,
    small: &Json,
    expected: &Verdict,
    judge: &str,
    verdict: &Verdict,
) -> String {
    let mut text = format!("{}: {small}", operation.id);
    if text.chars().count() > 400 {
        text = text.chars().take(400).chain("…".chars()).collect();
    }
    let says = if expected.accepts() { "accepts" } else { "refuses" };
    let _ = write!(text, "\n    the document {says} it; {judge}: {}", verdict.said);
    let _ = write!(text, "\n    found by: {} at {:?}", body.kind, body.place);
    text
}
