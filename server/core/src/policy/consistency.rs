//! The rules between the fields of a policy, which no schema says.
//!
//! They are checked on the tree, not on the read file, so that a fault of one field hides nothing that is wrong between
//! others. What is absent or of another type is no concern here: the schema refuses it.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::consumer_rules;
use super::fault::{Found, quoted};
use super::file::ProviderName;
use super::shape::number;

pub(super) type Node<'i> = Spanned<DeValue<'i>>;

/// Everything in `policy` that contradicts something else in it.
pub(super) fn faults(policy: &Node) -> Vec<Found> {
    let mut found = Vec::new();
    let Some(policy) = policy.get_ref().as_table() else { return found };
    let models: Vec<_> = tables(policy, "models").collect();
    let mut names = HashSet::new();
    for model in &models {
        if let Some((name, node)) = text(model, "name")
            && !names.insert(name)
        {
            found.push(at(node, format!("no two models may have the same name: {} is taken", quoted(name))));
        }
        token_limits(model, &mut found);
        regions(model, &mut found);
    }
    for provider in ProviderName::ALL {
        default_model(policy, &models, provider.as_str(), &mut found);
    }
    consumer_rules::faults(policy, &names, &mut found);
    found
}

fn token_limits(model: &DeTable, found: &mut Vec<Found>) {
    let (Some(context), Some(output)) = (model.get("context_tokens"), model.get("max_output_tokens")) else { return };
    if let (Some(most), Some(given)) = (number(context.get_ref()), number(output.get_ref()))
        && given > most
    {
        found.push(at(output, format!("max_output_tokens must be from 1 to context_tokens ({most})")));
    }
}

fn regions(model: &DeTable, found: &mut Vec<Found>) {
    if let (Some((ids, _)), Some(("local", _))) = (model.get_key_value("ids"), text(model, "provider")) {
        let sentence = "a local model must have id, not ids: it is in no region".to_owned();
        found.push(Found { offset: ids.span().start, sentence });
    }
    let mut seen = HashSet::new();
    for region in tables(model, "ids").flat_map(|id| elements(id, "regions")) {
        if let Some(name) = region.get_ref().as_str()
            && !seen.insert(name)
        {
            found
                .push(at(region, format!("no two ids of a model may have the same region: {} is taken", quoted(name))));
        }
    }
}

fn default_model(policy: &DeTable, models: &[&DeTable], provider: &str, found: &mut Vec<Found>) {
    let Some(defaults) = policy.get("default_model") else { return };
    let Some(table) = defaults.get_ref().as_table() else { return };
    let mut of_provider =
        models.iter().filter(|model| text(model, "provider").is_some_and(|(name, _)| name == provider));
    match table.get(provider) {
        Some(default) => {
            let Some(wanted) = default.get_ref().as_str() else { return };
            if !of_provider.any(|model| text(model, "name").is_some_and(|(name, _)| name == wanted)) {
                let sentence = format!("{provider} must be the name of a {provider} model: {} is none", quoted(wanted));
                found.push(at(default, sentence));
            }
        }
        None if of_provider.next().is_some() => {
            found.push(at(defaults, format!("default_model must have {provider}: the policy has {provider} models")));
        }
        None => {}
    }
}

pub(super) fn at(node: &Node, sentence: String) -> Found {
    Found { offset: node.span().start, sentence }
}

pub(super) fn text<'t>(table: &'t DeTable, field: &str) -> Option<(&'t str, &'t Node<'t>)> {
    let node = table.get(field)?;
    Some((node.get_ref().as_str()?, node))
}

pub(super) fn elements<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t Node<'t>> {
    table.get(field).and_then(|node| node.get_ref().as_array()).into_iter().flatten()
}

fn tables<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t DeTable<'t>> {
    elements(table, field).filter_map(|node| node.get_ref().as_table())
}
