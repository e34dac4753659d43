//! The rules between the fields of a policy, which a schema cannot express.
//!
//! They are checked on the tree before it is read into types, so that a wrong field does not hide what is wrong between other
//! fields.

use std::collections::HashSet;

use toml::de::DeTable;

use super::consumer_rules;
use super::finding::{RawFinding, quoted};
use super::parameters::Parameter;
use super::provider::Provider;
use super::tree::{Node, at, elements, is, number, table, tables, text};
use crate::prompt::{TASKS, TaskDeclaration};

/// The rules of a model for its parameters, each with the parameters that it is about.
const PARAMETER_RULES: &[(&str, &[Parameter])] = &[
    ("min_temperature", &[Parameter::Temperature]),
    ("top_p_excludes_temperature", &[Parameter::Temperature, Parameter::TopP]),
    ("max_stop_sequences", &[Parameter::StopSequences]),
    ("max_stop_sequence_characters", &[Parameter::StopSequences]),
    ("blank_stop_sequences", &[Parameter::StopSequences]),
];

/// Everything in `policy` that contradicts something else in it.
pub(super) fn findings(policy: &Node) -> Vec<RawFinding> {
    let mut found = Vec::new();
    let Some(policy) = policy.get_ref().as_table() else { return found };
    let models: Vec<_> = tables(policy, "models").collect();
    let mut names = HashSet::new();
    for model in &models {
        if let Some((name, node)) = text(model, "name")
            && !names.insert(name)
        {
            found.push(at(node, format!("names of models must be unique: {} is used twice", quoted(name))));
        }
        token_limits(model, &mut found);
        local_model_is_not_structured(model, &mut found);
        parameters(model, &mut found);
        regions(model, &mut found);
    }
    fallback(policy, &models, &mut found);
    unique_regions("guardrails", tables(policy, "guardrails"), &mut found);
    for provider in Provider::ALL {
        default_model(policy, &models, provider.as_str(), &mut found);
    }
    for task in TASKS {
        task_model(policy, &models, task, &mut found);
    }
    consumer_rules::check(policy, &names, &mut found);
    found
}

fn local_model_is_not_structured(model: &DeTable, found: &mut Vec<RawFinding>) {
    let Some(structured) = model.get("structured") else { return };
    if structured.get_ref().as_bool() == Some(true) && is(model, "provider", "local") {
        let message = "structured must be false for a local model: local models answer with text only";
        found.push(at(structured, message.to_owned()));
    }
}

/// A rule for a parameter that the model does not take is a mistake in one of the two fields.
fn parameters(model: &DeTable, found: &mut Vec<RawFinding>) {
    let Some(names) = model.get("parameters").and_then(|node| node.get_ref().as_array()) else { return };
    let is_taken = |parameter: &Parameter| names.iter().any(|name| name.get_ref().as_str() == Some(parameter.as_str()));
    for (rule, needed) in PARAMETER_RULES {
        let missing = needed.iter().find(|parameter| !is_taken(parameter));
        if let (Some((name, _)), Some(missing)) = (model.get_key_value(*rule), missing) {
            let message = format!("{rule} must be left out if parameters is without {}", quoted(missing.as_str()));
            found.push(RawFinding { offset: name.span().start, message });
        }
    }
}

fn token_limits(model: &DeTable, found: &mut Vec<RawFinding>) {
    let (Some(context), Some(output)) = (model.get("context_tokens"), model.get("max_output_tokens")) else { return };
    if let (Some(maximum), Some(given)) = (number(context.get_ref()), number(output.get_ref()))
        && given > maximum
    {
        found.push(at(output, format!("max_output_tokens must be from 1 to context_tokens ({maximum})")));
    }
}

fn regions(model: &DeTable, found: &mut Vec<RawFinding>) {
    if let Some((ids, _)) = model.get_key_value("ids")
        && is(model, "provider", "local")
    {
        let message = "a local model must have id, not ids: it does not depend on a region".to_owned();
        found.push(RawFinding { offset: ids.span().start, message });
    }
    unique_regions("ids of a model", tables(model, "ids"), found);
}

/// In each region one of the `choices` is chosen, so no two of them may have the same region.
fn unique_regions<'t>(choices: &str, tables: impl Iterator<Item = &'t DeTable<'t>>, found: &mut Vec<RawFinding>) {
    let mut seen = HashSet::new();
    for region in tables.flat_map(|table| elements(table, "regions")) {
        if let Some(name) = region.get_ref().as_str()
            && !seen.insert(name)
        {
            let message = format!("regions must be unique among the {choices}: {} is used twice", quoted(name));
            found.push(at(region, message));
        }
    }
}

fn default_model(policy: &DeTable, models: &[&DeTable], provider: &str, found: &mut Vec<RawFinding>) {
    let Some(defaults) = policy.get("default_model") else { return };
    let Some(table) = defaults.get_ref().as_table() else { return };
    let mut of_provider = models.iter().filter(|model| is(model, "provider", provider));
    match table.get(provider) {
        Some(default) => {
            let Some(wanted) = default.get_ref().as_str() else { return };
            if !of_provider.any(|model| is(model, "name", wanted)) {
                let message =
                    format!("{provider} must be the name of a {provider} model: {} is not one", quoted(wanted));
                found.push(at(default, message));
            }
        }
        None if of_provider.next().is_some() => {
            found.push(at(defaults, format!("default_model must have {provider}: the policy has {provider} models")));
        }
        None => {}
    }
}

fn task_model(policy: &DeTable, models: &[&DeTable], task: &TaskDeclaration, found: &mut Vec<RawFinding>) {
    let task_table = table(policy, "tasks").and_then(|tasks| table(tasks, task.name));
    let Some((wanted, node)) = task_table.and_then(|task| text(task, "model")) else { return };
    let named = models.iter().find(|model| is(model, "name", wanted));
    let Some(model) = named else {
        return found.push(at(node, format!("model must be the name of a model: {} is not one", quoted(wanted))));
    };
    let structured = model.get("structured").and_then(|structured| structured.get_ref().as_bool());
    let provider = Provider::ALL.into_iter().find(|provider| is(model, "provider", provider.as_str()));
    if task.object.is_some() && !structured.or(provider.map(Provider::is_structured)).unwrap_or(false) {
        found.push(at(node, format!("model must be structured for {}: {} is not", task.name, quoted(wanted))));
    }
}

fn fallback(policy: &DeTable, models: &[&DeTable], found: &mut Vec<RawFinding>) {
    let Some(order) = table(policy, "fallback") else { return };
    let is_bedrock_model =
        |wanted: &str| models.iter().any(|model| is(model, "name", wanted) && is(model, "provider", "bedrock"));
    let mut seen = HashSet::new();
    for element in elements(order, "bedrock") {
        let Some(name) = element.get_ref().as_str() else { continue };
        let quoted = quoted(name);
        if !is_bedrock_model(name) {
            found.push(at(element, format!("a fallback must be the name of a bedrock model: {quoted} is not one")));
        } else if !seen.insert(name) {
            found.push(at(element, format!("fallbacks must be unique: {quoted} is used twice")));
        }
    }
}
