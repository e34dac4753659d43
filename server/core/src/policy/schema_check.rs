//! Checks the tree of a policy by the file's schema: which fields there are, and what each may be.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::finding::{RawFinding, quoted};
use super::schema::{Kind, Rule};
use super::tree::{Node, number};

/// Everything in `policy` that the schema refuses.
pub(super) fn findings(policy: &Node) -> Vec<RawFinding> {
    let mut check = Check { findings: Vec::new() };
    check.value("the policy", policy, Rule::of_policy());
    check.findings
}

struct Check {
    findings: Vec<RawFinding>,
}

impl Check {
    /// `subject` is the value's name, with which a message about it begins.
    fn value(&mut self, subject: &str, value: &Node, rule: &Rule) {
        let is_accepted = match (rule.kind, value.get_ref()) {
            (Kind::Object, DeValue::Table(table)) => {
                self.table(subject, value.span().start, table, rule);
                true
            }
            (Kind::Array, DeValue::Array(array)) => self.array(subject, array, rule),
            (Kind::String, DeValue::String(text)) => rule.accepts_text(text),
            (Kind::Integer, DeValue::Integer(_)) | (Kind::Number, DeValue::Integer(_) | DeValue::Float(_)) => {
                number(value.get_ref()).is_some_and(|number| rule.accepts_number(number))
            }
            (Kind::Boolean, DeValue::Boolean(_)) => true,
            _ => false,
        };
        if !is_accepted {
            self.refuse(value.span().start, format!("{subject} {}", rule.requirement()));
        }
    }

    fn table(&mut self, subject: &str, start: usize, table: &DeTable, rule: &Rule) {
        for (name, value) in table {
            match rule.properties.get(name.get_ref().as_ref()) {
                Some(rule) => self.value(name.get_ref(), value, rule),
                None => self.unknown_field(subject, name, rule),
            }
        }
        for name in rule.required.iter().filter(|name| !table.contains_key(name.as_str())) {
            self.refuse(start, format!("{subject} must have {name}"));
        }
        self.alternatives(subject, start, table, rule);
    }

    fn unknown_field(&mut self, subject: &str, name: &Spanned<DeString>, rule: &Rule) {
        let known: Vec<_> = rule.properties.keys().map(String::as_str).collect();
        let message = format!("{subject} has no field {}, only {}", quoted(name.get_ref()), known.join(", "));
        self.refuse(name.span().start, message);
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
        self.refuse(place, format!("{subject} must have either {}", names.join(" or ")));
    }

    /// Checks the elements, and returns whether there are enough.
    fn array(&mut self, subject: &str, array: &DeArray, rule: &Rule) -> bool {
        if let Some(rule) = &rule.items {
            let subject =
                rule.title.as_ref().map_or_else(|| format!("each of {subject}"), |title| format!("this {title}"));
            for value in array {
                self.value(&subject, value, rule);
            }
        }
        if rule.unique_items {
            self.unique_texts(subject, array);
        }
        array.len() >= rule.min_items
    }

    /// Only arrays of texts must be unique.
    fn unique_texts(&mut self, subject: &str, array: &DeArray) {
        let mut seen = HashSet::new();
        for value in array {
            if let Some(text) = value.get_ref().as_str()
                && !seen.insert(text)
            {
                let message = format!("{subject} must be unique: {} is used twice", quoted(text));
                self.refuse(value.span().start, message);
            }
        }
    }

    fn refuse(&mut self, offset: usize, message: String) {
        self.findings.push(RawFinding { offset, message });
    }
}
