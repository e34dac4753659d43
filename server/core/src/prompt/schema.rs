//! The JSON Schema of a task's answer or choice, made from its type.

use std::fmt::Write as _;

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a type. It has no references, and a choice among named values is an `enum`.
pub fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema: Value =
        settings.with_transform(enumerate_choice).into_generator().into_root_schema_for::<T>().into();
    if let Some(members) = schema.as_object_mut() {
        members.remove("title");
    }
    schema
}

/// The schema that a model is given and that judges its answer: no object in it may have other fields than those that it
/// names. Examples are removed, because a model would copy them.
///
/// Its top level has `type`, `properties`, `required` and `additionalProperties` only. The Nova user guide
/// (tool-use-definition) names the first three, and Nova refuses `$defs`, `definitions` and `title`. It takes
/// `additionalProperties`, which common SDKs send with each tool: see the calls of Nova in vercel/ai#16926 and
/// BerriAI/litellm#40255.
pub(super) fn schema_for_models<T: JsonSchema>() -> Value {
    let full = schema::<T>();
    let mut schema = json!({ "type": full["type"], "properties": full["properties"], "required": full["required"] });
    remove_examples(&mut schema);
    close_objects(&mut schema);
    schema
}

/// Forbids fields that the schema does not name, in every object that it describes.
fn close_objects(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    if members.contains_key("properties") {
        members.insert("additionalProperties".to_owned(), false.into());
    }
    let properties = members.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(Map::values_mut).for_each(close_objects);
    members.get_mut("items").into_iter().for_each(close_objects);
}

fn remove_examples(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("examples");
            members.values_mut().for_each(remove_examples);
        }
        Value::Array(elements) => elements.iter_mut().for_each(remove_examples),
        _ => {}
    }
}

/// Turns a union of described constants, which is what schemars writes for a choice, into an `enum`. The descriptions of the
/// values become a list in the description of the choice.
fn enumerate_choice(schema: &mut Schema) {
    transform_subschemas(&mut enumerate_choice, schema);
    let Some(members) = schema.as_object_mut() else { return };
    let Some(Value::Array(values)) = members.get("oneOf") else { return };
    let named: Option<Vec<_>> =
        values.iter().map(|value| Some((value.get("const")?.clone(), description_of(value)?))).collect();
    let Some(named) = named else { return };
    let mut description = members.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    description.push('\n');
    for (name, about) in &named {
        let _ = write!(description, "\n- `{}`: {about}", name.as_str().unwrap_or_default());
    }
    let choice = Map::from_iter([
        ("type".to_owned(), "string".into()),
        ("enum".to_owned(), named.into_iter().map(|(name, _)| name).collect()),
        ("description".to_owned(), description.into()),
    ]);
    members.remove("oneOf");
    members.extend(choice);
}

fn description_of(value: &Value) -> Option<String> {
    Some(value.get("description")?.as_str()?.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::tasks::TASKS;
    use crate::prompt::tasks::reply::ReplyDraft;

    /// Collects the keywords of a schema and of the schemas in it.
    fn keywords(schema: &Value, found: &mut Vec<String>) {
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            found.push(keyword.clone());
            match keyword.as_str() {
                "properties" => value.as_object().into_iter().flatten().for_each(|(_, inner)| keywords(inner, found)),
                "items" => keywords(value, found),
                _ => {}
            }
        }
    }

    #[test]
    fn a_model_is_given_schemas_with_plain_keywords_only() {
        let objects: Vec<_> = TASKS.iter().filter_map(|task| task.object).collect();
        assert!(!objects.is_empty());
        for schema in objects.iter().map(|object| (object.schema)()) {
            let top: Vec<_> = schema.as_object().expect("an object").keys().collect();
            assert_eq!(top, ["type", "properties", "required", "additionalProperties"], "Nova takes nothing else");
            let mut found = Vec::new();
            keywords(&schema, &mut found);
            let plain =
                ["type", "properties", "required", "items", "enum", "description", "minLength", "minItems", "maxItems"];
            let is_plain = |keyword: &str| plain.contains(&keyword) || keyword == "additionalProperties";
            let others: Vec<_> = found.iter().filter(|keyword| !is_plain(keyword)).collect();
            assert!(others.is_empty(), "{others:?} in {schema}");
        }
    }

    #[test]
    fn every_object_that_a_model_is_asked_for_is_closed() {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is used")]
        struct Outer {
            inner: Inner,
            list: Vec<Inner>,
        }

        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is used")]
        struct Inner {
            text: String,
        }

        let schema = schema_for_models::<Outer>();
        for object in ["", "/properties/inner", "/properties/list/items"] {
            assert_eq!(schema.pointer(&format!("{object}/additionalProperties")), Some(&json!(false)), "{object}");
        }
    }

    #[test]
    fn a_choice_is_an_enumeration_whose_description_names_each_value() {
        let category = &schema::<ReplyDraft>()["properties"]["category"];
        assert_eq!(category["enum"], json!(["question", "request", "complaint", "praise", "other"]));
        assert_eq!(category["type"], "string");
        let description = category["description"].as_str().expect("described");
        assert!(
            description.starts_with("What the message is about.\n\n- `question`: The customer wants"),
            "{description}"
        );
    }
}
