//! Judges the tree of a policy by the file's schema: which fields there are, and what each may be.

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::fault::{Found, quoted};
use super::schema::{Kind, Rule};

/// Everything in `policy` that its schema refuses.
pub(super) fn faults(policy: &Spanned<DeValue>) -> Vec<Found> {
    let mut judge = Judge { found: Vec::new() };
    judge.value("the policy", policy, Rule::of_the_policy());
    judge.found
}

struct Judge {
    found: Vec<Found>,
}

impl Judge {
    /// `subject` is the beginning of a sentence about the value.
    fn value(&mut self, subject: &str, value: &Spanned<DeValue>, rule: &Rule) {
        let holds = match (rule.kind, value.get_ref()) {
            (Kind::Object, DeValue::Table(table)) => {
                self.table(subject, value.span().start, table, rule);
                true
            }
            (Kind::Array, DeValue::Array(array)) => self.array(subject, array, rule),
            (Kind::String, DeValue::String(text)) => text_holds(text, rule),
            (Kind::Integer, DeValue::Integer(_)) | (Kind::Number, DeValue::Integer(_) | DeValue::Float(_)) => {
                number(value.get_ref()).is_some_and(|number| number_holds(number, rule))
            }
            (Kind::Boolean, DeValue::Boolean(_)) => true,
            _ => false,
        };
        if !holds {
            self.fault(value.span().start, format!("{subject} {}", rule.demand()));
        }
    }

    fn table(&mut self, subject: &str, start: usize, table: &DeTable, rule: &Rule) {
        for (name, value) in table {
            match rule.properties.get(name.get_ref().as_ref()) {
                Some(rule) => self.value(name.get_ref(), value, rule),
                None => self.unknown(subject, name, rule),
            }
        }
        for name in rule.required.iter().filter(|name| !table.contains_key(name.as_str())) {
            self.fault(start, format!("{subject} must have {name}"));
        }
        self.alternatives(subject, start, table, rule);
    }

    fn unknown(&mut self, subject: &str, name: &Spanned<DeString>, rule: &Rule) {
        let known: Vec<_> = rule.properties.keys().map(String::as_str).collect();
        let sentence = format!("{subject} has no field {}, only {}", quoted(name.get_ref()), known.join(", "));
        self.fault(name.span().start, sentence);
    }

    fn alternatives(&mut self, subject: &str, start: usize, table: &DeTable, rule: &Rule) {
        let names = || rule.one_of.iter().flat_map(|alternative| &alternative.required);
        let mut present: Vec<_> =
            names().filter_map(|name| Some(table.get_key_value(name.as_str())?.0.span().start)).collect();
        present.sort_unstable();
        let place = match present.as_slice() {
            [] if rule.one_of.is_empty() => return,
            [_] => return,
            [] => start,
            [_, second, ..] => *second,
        };
        let names: Vec<_> = names().map(String::as_str).collect();
        self.fault(place, format!("{subject} must have either {}", names.join(" or ")));
    }

    fn array(&mut self, subject: &str, array: &DeArray, rule: &Rule) -> bool {
        if let Some(rule) = &rule.items {
            let subject =
                rule.title.as_ref().map_or_else(|| format!("each of {subject}"), |title| format!("this {title}"));
            for value in array {
                self.value(&subject, value, rule);
            }
        }
        array.len() >= rule.min_items
    }

    fn fault(&mut self, offset: usize, sentence: String) {
        self.found.push(Found { offset, sentence });
    }
}

pub(super) fn text_holds(text: &str, rule: &Rule) -> bool {
    rule.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
        && rule.choices.as_ref().is_none_or(|choices| choices.iter().any(|choice| choice == text))
}

fn number_holds(number: f64, rule: &Rule) -> bool {
    rule.minimum.is_none_or(|minimum| number >= minimum) && rule.maximum.is_none_or(|maximum| number <= maximum)
}

/// The value of a number, or `None` where it is beyond what TOML promises to keep.
pub(super) fn number(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(digits) => {
            let integer = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
            integer.to_string().parse().ok()
        }
        DeValue::Float(digits) => digits.as_str().parse().ok(),
        _ => None,
    }
}
