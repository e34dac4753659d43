//! The rules between the fields of the consumers, and between the consumers and the models.

use std::collections::{HashMap, HashSet};

use toml::de::DeTable;

use super::consumer::ANONYMOUS;
use super::finding::{RawFinding, quoted};
use super::tree::{Node, at, elements, text};
use crate::identity::IamPrincipal;

/// The fields that say which callers are a consumer.
const IDENTITIES: [&str; 5] = ["api_key_sha256", "cognito_subjects", "iam_principals", "api_key_ids", "api_key_names"];

/// Finds everything in the consumers of `policy` that contradicts something else in it. `models` are the names of its models.
pub(super) fn check(policy: &DeTable, models: &HashSet<&str>, found: &mut Vec<RawFinding>) {
    let mut names = HashSet::new();
    let mut taken = HashMap::new();
    for node in elements(policy, "consumers") {
        let Some(consumer) = node.get_ref().as_table() else { continue };
        name(consumer, &mut names, found);
        if IDENTITIES.iter().all(|field| !consumer.contains_key(*field)) {
            let fields = IDENTITIES.join(", ");
            let message =
                format!("this consumer must have at least one of {fields}: without one, no caller is this consumer");
            found.push(at(node, message));
        }
        for field in IDENTITIES {
            identities(consumer, field, &mut taken, found);
        }
        may_use(consumer, models, found);
    }
}

fn name<'t>(consumer: &'t DeTable, names: &mut HashSet<&'t str>, found: &mut Vec<RawFinding>) {
    let Some((name, node)) = text(consumer, "name") else { return };
    if name == ANONYMOUS {
        let message = format!(
            "no consumer may have the name {}: it stands for all callers in a policy without consumers",
            quoted(name)
        );
        found.push(at(node, message));
    }
    if !names.insert(name) {
        found.push(at(node, format!("names of consumers must be unique: {} is used twice", quoted(name))));
    }
}

/// A message names the consumer that has an identity. It never repeats the identity.
fn identities<'t>(
    consumer: &'t DeTable,
    field: &'static str,
    taken: &mut HashMap<(&'static str, String), &'t str>,
    found: &mut Vec<RawFinding>,
) {
    let owner = text(consumer, "name").map_or("a consumer without a name", |(name, _)| name);
    for node in elements(consumer, field) {
        let Some(identity) = node.get_ref().as_str().map(|identity| normalized(field, identity)) else { continue };
        if let Some(other) = taken.insert((field, identity), owner) {
            let message = format!("{field} must be unique among all consumers: {} already has this one", quoted(other));
            found.push(at(node, message));
        }
    }
}

/// A form that is equal for two spellings of the same identity.
fn normalized(field: &str, identity: &str) -> String {
    match field {
        "api_key_sha256" => identity.to_ascii_lowercase(),
        "iam_principals" => IamPrincipal::from_arn(identity).into_arn(),
        _ => identity.to_owned(),
    }
}

fn may_use(consumer: &DeTable, models: &HashSet<&str>, found: &mut Vec<RawFinding>) {
    let mut allowed = HashSet::new();
    for node in elements(consumer, "models") {
        let Some(name) = node.get_ref().as_str() else { continue };
        allowed.insert(name);
        check_is_model(name, node, "models must be names of models", models, found);
    }
    let Some((default, node)) = text(consumer, "default_model") else { return };
    if check_is_model(default, node, "default_model must be the name of a model", models, found)
        && !allowed.is_empty()
        && !allowed.contains(default)
    {
        found.push(at(node, format!("default_model must be one of the consumer's models: {} is not", quoted(default))));
    }
}

/// Checks that the policy has a model with this name, and returns whether it has. `requirement` is what must hold.
fn check_is_model(
    name: &str,
    node: &Node,
    requirement: &str,
    models: &HashSet<&str>,
    found: &mut Vec<RawFinding>,
) -> bool {
    let known = models.contains(name);
    if !known {
        found.push(at(node, format!("{requirement}: {} is not one", quoted(name))));
    }
    known
}
