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
use crate::task::TaskName;

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
        local_text(model, &mut found);
        regions(model, &mut found);
    }
    fallback(policy, &models, &mut found);
    one_of_a_region("guardrails", tables(policy, "guardrails"), &mut found);
    for provider in ProviderName::ALL {
        default_model(policy, &models, provider.as_str(), &mut found);
    }
    for task in TaskName::ALL {
        task_model(policy, &models, task, &mut found);
    }
    consumer_rules::faults(policy, &names, &mut found);
    found
}

fn local_text(model: &DeTable, found: &mut Vec<Found>) {
    let Some(structured) = model.get("structured") else { return };
    if structured.get_ref().as_bool() == Some(true) && is(model, "provider", "local") {
        found.push(at(structured, "structured must be false for a local model: it gives texts only".to_owned()));
    }
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
    if let Some((ids, _)) = model.get_key_value("ids")
        && is(model, "provider", "local")
    {
        let sentence = "a local model must have id, not ids: it is in no region".to_owned();
        found.push(Found { offset: ids.span().start, sentence });
    }
    one_of_a_region("ids of a model", tables(model, "ids"), found);
}

/// `choices` that have regions, of which one is chosen in each.
fn one_of_a_region<'t>(choices: &str, tables: impl Iterator<Item = &'t DeTable<'t>>, found: &mut Vec<Found>) {
    let mut seen = HashSet::new();
    for region in tables.flat_map(|table| elements(table, "regions")) {
        if let Some(name) = region.get_ref().as_str()
            && !seen.insert(name)
        {
            found.push(at(region, format!("no two {choices} may have the same region: {} is taken", quoted(name))));
        }
    }
}

fn default_model(policy: &DeTable, models: &[&DeTable], provider: &str, found: &mut Vec<Found>) {
    let Some(defaults) = policy.get("default_model") else { return };
    let Some(table) = defaults.get_ref().as_table() else { return };
    let mut of_provider = models.iter().filter(|model| is(model, "provider", provider));
    match table.get(provider) {
        Some(default) => {
            let Some(wanted) = default.get_ref().as_str() else { return };
            if !of_provider.any(|model| is(model, "name", wanted)) {
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

fn task_model(policy: &DeTable, models: &[&DeTable], task: TaskName, found: &mut Vec<Found>) {
    let task_table = table(policy, "tasks").and_then(|tasks| table(tasks, task.as_str()));
    let Some((wanted, node)) = task_table.and_then(|task| text(task, "model")) else { return };
    let named = models.iter().find(|model| is(model, "name", wanted));
    let Some(model) = named else {
        return found.push(at(node, format!("model must be the name of a model: {} is none", quoted(wanted))));
    };
    let structured = model.get("structured").and_then(|structured| structured.get_ref().as_bool());
    let provider = ProviderName::ALL.into_iter().find(|provider| is(model, "provider", provider.as_str()));
    if task.is_structured() && !structured.or(provider.map(ProviderName::is_structured)).unwrap_or(false) {
        let task = task.as_str();
        found.push(at(node, format!("model must be one that is structured, for {task}: {} is not", quoted(wanted))));
    }
}

fn fallback(policy: &DeTable, models: &[&DeTable], found: &mut Vec<Found>) {
    let Some(order) = table(policy, "fallback") else { return };
    let is_bedrocks =
        |wanted: &str| models.iter().any(|model| is(model, "name", wanted) && is(model, "provider", "bedrock"));
    let mut seen = HashSet::new();
    for element in elements(order, "bedrock") {
        let Some(name) = element.get_ref().as_str() else { continue };
        let name_is = quoted(name);
        if !is_bedrocks(name) {
            found.push(at(element, format!("a fallback must be the name of a bedrock model: {name_is} is none")));
        } else if !seen.insert(name) {
            found.push(at(element, format!("no two fallbacks may be the same: {name_is} is taken")));
        }
    }
}

pub(super) fn at(node: &Node, sentence: String) -> Found {
    Found { offset: node.span().start, sentence }
}

pub(super) fn text<'t>(table: &'t DeTable, field: &str) -> Option<(&'t str, &'t Node<'t>)> {
    let node = table.get(field)?;
    Some((node.get_ref().as_str()?, node))
}

/// Whether a field has this text.
fn is(table: &DeTable, field: &str, value: &str) -> bool {
    text(table, field).is_some_and(|(text, _)| text == value)
}

pub(super) fn table<'t>(table: &'t DeTable, field: &str) -> Option<&'t DeTable<'t>> {
    table.get(field)?.get_ref().as_table()
}

pub(super) fn elements<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t Node<'t>> {
    table.get(field).and_then(|node| node.get_ref().as_array()).into_iter().flatten()
}

fn tables<'t>(table: &'t DeTable, field: &str) -> impl Iterator<Item = &'t DeTable<'t>> {
    elements(table, field).filter_map(|node| node.get_ref().as_table())
}
