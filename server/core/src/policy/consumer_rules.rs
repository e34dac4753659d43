//! The rules between the fields of a policy's consumers, and between them and the models.

use std::collections::{HashMap, HashSet};

use toml::de::DeTable;

use super::consistency::{Node, at, elements, text};
use super::consumers::ANONYMOUS;
use super::fault::{Found, quoted};
use crate::consumer::IamPrincipal;

/// The fields that tell who a consumer is.
const IDENTITIES: [&str; 5] = ["api_key_sha256", "cognito_subjects", "iam_principals", "api_key_ids", "api_key_names"];

/// Everything in the consumers of `policy` that contradicts something else in it. `models` are the names of its models.
pub(super) fn faults(policy: &DeTable, models: &HashSet<&str>, found: &mut Vec<Found>) {
    let mut names = HashSet::new();
    let mut taken = HashMap::new();
    for node in elements(policy, "consumers") {
        let Some(consumer) = node.get_ref().as_table() else { continue };
        name(consumer, &mut names, found);
        if IDENTITIES.iter().all(|field| !consumer.contains_key(*field)) {
            let fields = IDENTITIES.join(", ");
            found.push(at(node, format!("this consumer must have at least one of {fields}: nothing tells who it is")));
        }
        for field in IDENTITIES {
            identities(consumer, field, &mut taken, found);
        }
        may_use(consumer, models, found);
    }
}

fn name<'t>(consumer: &'t DeTable, names: &mut HashSet<&'t str>, found: &mut Vec<Found>) {
    let Some((name, node)) = text(consumer, "name") else { return };
    if name == ANONYMOUS {
        let sentence =
            format!("no consumer may have the name {}: it is everybody's where there are none", quoted(name));
        found.push(at(node, sentence));
    }
    if !names.insert(name) {
        found.push(at(node, format!("no two consumers may have the same name: {} is taken", quoted(name))));
    }
}

/// An identity is told by whose it is, never repeated.
fn identities<'t>(
    consumer: &'t DeTable,
    field: &'static str,
    taken: &mut HashMap<(&'static str, String), &'t str>,
    found: &mut Vec<Found>,
) {
    let owner = text(consumer, "name").map_or("a consumer without a name", |(name, _)| name);
    for node in elements(consumer, field) {
        let Some(identity) = node.get_ref().as_str().map(|identity| same(field, identity)) else { continue };
        if let Some(other) = taken.insert((field, identity), owner) {
            found.push(at(
                node,
                format!("no two {field} of all consumers may be the same: {} has this one", quoted(other)),
            ));
        }
    }
}

/// Two identities of a field are the same if these are.
fn same(field: &str, identity: &str) -> String {
    match field {
        "api_key_sha256" => identity.to_ascii_lowercase(),
        "iam_principals" => IamPrincipal::from_arn(identity).into_arn(),
        _ => identity.to_owned(),
    }
}

fn may_use(consumer: &DeTable, models: &HashSet<&str>, found: &mut Vec<Found>) {
    let mut allowed = HashSet::new();
    for node in elements(consumer, "models") {
        let Some(name) = node.get_ref().as_str() else { continue };
        allowed.insert(name);
        known(name, node, "models must have names of models only", models, found);
    }
    let Some((default, node)) = text(consumer, "default_model") else { return };
    if known(default, node, "default_model must be the name of a model", models, found)
        && !allowed.is_empty()
        && !allowed.contains(default)
    {
        found.push(at(node, format!("default_model must be one of the consumer's models: {} is not", quoted(default))));
    }
}

fn known(name: &str, node: &Node, demand: &str, models: &HashSet<&str>, found: &mut Vec<Found>) -> bool {
    let known = models.contains(name);
    if !known {
        found.push(at(node, format!("{demand}: {} is none", quoted(name))));
    }
    known
}
