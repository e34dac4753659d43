//! Answers that are objects: one type is the schema that the model is given, what its answer is judged by, and what it is
//! read into.

use std::fmt::Write as _;
use std::marker::PhantomData;
use std::sync::Arc;

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::model::AnswerShape;

/// An answer that is an object.
pub trait Answer: DeserializeOwned + JsonSchema + Send {
    /// What the model calls it: letters, digits and underscores.
    const NAME: &'static str;
    /// What it is for, told to the model.
    const DESCRIPTION: &'static str;
}

/// Reads an answer and judges it by a schema. The one who made the judge chose the schema.
pub trait AnswerJudge: Send + Sync {
    /// The answer, or everything that is wrong with it.
    fn judge(&self, answer: &str) -> Result<Value, Vec<AnswerFault>>;
}

/// Something wrong with an answer, told to the model and to nobody else: a name in it may be the model's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    /// The place, as a JSON pointer (RFC 6901). Empty for the whole answer.
    pub pointer: String,
    /// What must hold there: a phrase such as `must not be empty`.
    pub message: String,
}

/// How answers of one type are asked for and read.
pub(super) struct AnswerForm<A> {
    pub(super) shape: Arc<AnswerShape>,
    judge: Box<dyn AnswerJudge>,
    of: PhantomData<fn() -> A>,
}

impl<A: Answer> AnswerForm<A> {
    pub(super) fn new<E>(judge: impl FnOnce(&Value) -> Result<Box<dyn AnswerJudge>, E>) -> Result<Self, E> {
        let schema = schema_for_models::<A>();
        let mut judged = schema.clone();
        judged["additionalProperties"] = false.into();
        let shape = AnswerShape { name: A::NAME, description: A::DESCRIPTION, schema };
        Ok(Self { shape: shape.into(), judge: judge(&judged)?, of: PhantomData })
    }

    /// The object that the model answered with.
    pub(super) fn read(&self, answer: &str) -> Result<A, Vec<AnswerFault>> {
        let value = self.judge.judge(answer)?;
        // What the schema accepts and serde refuses is a defect of the type. serde's message may quote the answer.
        serde_json::from_value(value).map_err(|_| {
            vec![AnswerFault { pointer: String::new(), message: "must be what the schema describes".to_owned() }]
        })
    }
}

/// What the model is told of an answer that it has to give again.
pub(super) fn complaint(faults: &[AnswerFault]) -> String {
    let mut text = "Your last answer was not accepted:\n".to_owned();
    for AnswerFault { pointer, message } in faults {
        let place = if pointer.is_empty() { "the answer" } else { pointer };
        let _ = writeln!(text, "- {place} {message}");
    }
    text.push_str("Answer again by the tool, with every field as its schema says.");
    text
}

/// The JSON Schema (draft 2020-12) of a type, complete in itself: without references and with a named choice as `enum`.
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

/// The schema as Amazon Nova takes it (Nova user guide, tool-use-definition): at the top nothing but `type`, `properties`
/// and `required`. Examples are for people: a model would copy them.
fn schema_for_models<T: JsonSchema>() -> Value {
    let full = schema::<T>();
    let mut properties = full["properties"].clone();
    without_examples(&mut properties);
    json!({ "type": full["type"], "properties": properties, "required": full["required"] })
}

fn without_examples(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("examples");
            members.values_mut().for_each(without_examples);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_examples),
        _ => {}
    }
}

/// schemars makes a union of constants of a choice whose values are described. Here it is an `enum`, with the
/// descriptions in the choice's own.
fn enumerate_choice(schema: &mut Schema) {
    transform_subschemas(&mut enumerate_choice, schema);
    let Some(members) = schema.as_object_mut() else { return };
    let Some(Value::Array(values)) = members.get("oneOf") else { return };
    let named: Option<Vec<_>> = values.iter().map(|value| Some((value.get("const")?.clone(), about(value)?))).collect();
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

fn about(value: &Value) -> Option<String> {
    Some(value.get("description")?.as_str()?.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Explanation, ReplyDraft};

    /// Every place of a schema that has a keyword.
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
    fn a_model_is_given_plain_schemas_only() {
        for schema in [schema_for_models::<Explanation>(), schema_for_models::<ReplyDraft>()] {
            let top: Vec<_> = schema.as_object().expect("an object").keys().collect();
            assert_eq!(top, ["type", "properties", "required"], "Nova takes nothing else");
            let mut found = Vec::new();
            keywords(&schema, &mut found);
            let plain =
                ["type", "properties", "required", "items", "enum", "description", "minLength", "minItems", "maxItems"];
            let others: Vec<_> = found.iter().filter(|keyword| !plain.contains(&keyword.as_str())).collect();
            assert!(others.is_empty(), "{others:?} in {schema}");
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

    #[test]
    fn a_complaint_has_places_and_what_must_hold_there() {
        let fault =
            |pointer: &str, message: &str| AnswerFault { pointer: pointer.to_owned(), message: message.to_owned() };
        let told = complaint(&[fault("", "must be an object"), fault("/reply", "must not be empty")]);
        assert!(told.contains("\n- the answer must be an object\n- /reply must not be empty\n"), "{told}");
    }
}
