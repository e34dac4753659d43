//! Compares schemas. This is the only recursive comparison: it passes each part of a schema to the module that judges the
//! part, and compares the schemas inside it by itself.

use serde_json::Value;

use super::diff::Diff;
use super::keywords::{deprecated, text};
use super::label::Label;
use super::location::Position;
use super::pair::Pair;
use super::properties::Properties;
use super::references::{NAMED_SCHEMAS, referenced_name};
use super::rules::{SAME_MEANING, TEXT, TYPE_NAME};
use super::unions::Variants;
use super::value_set::{TYPE, ValueSetChange};
use super::{additional_properties, constraints, unions};
use crate::document::Pointer;

/// Compares two schemas. One of them may be absent: an absent schema allows every value.
pub(super) fn compare_optional<'d>(diff: &mut Diff<'d>, pair: Pair<'d>) {
    if pair.is_added() || pair.is_removed() {
        let predicate = if pair.is_added() { "now has a schema" } else { "no longer has a schema" };
        let rule = TYPE.rule(ValueSetChange::of_presence(pair.is_added()), pair.location.position);
        diff.report(rule, &pair.location, predicate);
    } else {
        compare(diff, pair);
    }
}

/// Compares two schemas as part of a request and as part of a response, because it is not known where they are used.
pub(super) fn compare_both_ways<'d>(diff: &mut Diff<'d>, pair: Pair<'d>) {
    for position in [Position::Request, Position::Response] {
        compare(diff, pair.clone().positioned(position));
    }
}

/// Compares two schemas.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, pair: Pair<'d>) {
    if !diff.enter(&pair.location) {
        return;
    }
    if pair.old.get("$ref").is_some() || pair.new.get("$ref").is_some() {
        return compare_references(diff, pair);
    }
    let type_change = type_change(&pair);
    if type_change == ValueSetChange::Incomparable {
        return diff.report(TYPE.rule(type_change, pair.location.position), &pair.location, types_in_words(&pair));
    }
    for (keyword, member) in pair.members() {
        match keyword {
            "type" if member.differs() => {
                diff.report(TYPE.rule(type_change, member.location.position), &member.location, types_in_words(&pair));
            }
            "title" => title(diff, &member),
            "description" | "example" => text(diff, &member),
            "deprecated" => deprecated(diff, &member),
            "type" | "required" | "properties" => {}
            "additionalProperties" if member.old.is_object() && member.new.is_object() => {
                let label = member.location.label.additional_property();
                compare(diff, member.labelled(label));
            }
            "additionalProperties" => additional_properties::judge(diff, &member),
            "items" => {
                let label = member.location.label.element();
                compare_optional(diff, member.labelled(label));
            }
            "oneOf" | "anyOf" | "allOf" => compare_variants(diff, keyword, &member),
            _ => constraints::judge(diff, keyword, &member),
        }
    }
    compare_properties(diff, &pair);
}

fn compare_properties<'d>(diff: &mut Diff<'d>, pair: &Pair<'d>) {
    let properties = Properties::of(pair);
    for (name, schema) in properties.schemas() {
        properties.judge(diff, name, &schema);
        if !schema.is_added() && !schema.is_removed() {
            compare(diff, schema);
        }
    }
    properties.judge_list_of_required(diff);
}

fn compare_variants<'d>(diff: &mut Diff<'d>, keyword: &str, list: &Pair<'d>) {
    if list.is_added() || list.is_removed() {
        return unions::judge_presence(diff, keyword, list);
    }
    let variants = Variants::of(diff, list);
    for pair in variants.matched() {
        compare(diff, pair.clone());
    }
    variants.judge(diff, keyword);
}

/// How the type changes. Every integer is a number.
fn type_change(pair: &Pair<'_>) -> ValueSetChange {
    match (pair.old["type"].as_str(), pair.new["type"].as_str()) {
        (old, new) if old == new => ValueSetChange::Same,
        (None, _) | (Some("number"), Some("integer")) => ValueSetChange::Narrowed,
        (_, None) | (Some("integer"), Some("number")) => ValueSetChange::Widened,
        _ => ValueSetChange::Incomparable,
    }
}

fn types_in_words(pair: &Pair<'_>) -> String {
    let name = |schema: &Value| schema["type"].as_str().unwrap_or("any").to_owned();
    format!("was of type {} and is now of type {}", name(pair.old), name(pair.new))
}

/// Judges a title. typify and openapi-generator name the type of an inline schema after its title.
fn title(diff: &mut Diff<'_>, title: &Pair<'_>) {
    if !title.differs() {
        return;
    }
    let is_of_component =
        |pointer: &Pointer| pointer.as_str().starts_with(NAMED_SCHEMAS) && pointer.as_str().matches('/').count() == 4;
    if is_of_component(&title.location.old) && is_of_component(&title.location.new) {
        diff.report(&TEXT, &title.location, "has a different title");
    } else {
        diff.report(&TYPE_NAME, &title.location, format!("has the title {} instead of {}", title.new, title.old));
    }
}

/// Compares two schemas if at least one is a reference: first the names of the types, then the targets.
fn compare_references<'d>(diff: &mut Diff<'d>, pair: Pair<'d>) {
    let (old_name, new_name) = (referenced_name(pair.old), referenced_name(pair.new));
    match (old_name, new_name) {
        (Some(old), Some(new)) if old != new => {
            let location = pair.location.child("$ref");
            // A schema that was renamed in the whole document is reported once, at the component.
            if diff.has_schema(old).1 || diff.has_schema(new).0 {
                diff.report(&TYPE_NAME, &location, format!("is now a `{new}` instead of a `{old}`"));
            } else {
                diff.mark_judged(&location);
            }
        }
        (Some(old), None) => {
            diff.report(&TYPE_NAME, &pair.location, format!("now has an inline schema instead of `{old}`"));
        }
        (None, Some(new)) => {
            diff.report(&TYPE_NAME, &pair.location, format!("is now a `{new}` instead of an inline schema"));
        }
        _ => {}
    }
    if old_name.is_some() && new_name.is_some() {
        // OpenAPI 3.0.3, "Reference Object": keywords beside `$ref` are ignored.
        for (keyword, beside) in pair.members() {
            if keyword != "$ref" && beside.differs() {
                let predicate = format!("has a different `{keyword}` beside a reference, where OpenAPI ignores it");
                diff.report(&SAME_MEANING, &beside.location, predicate);
            }
        }
    }
    let mut target = diff.follow(pair);
    if let Some(name) = old_name.or(new_name) {
        target.location.label = Label::name(name);
    }
    compare(diff, target);
}
