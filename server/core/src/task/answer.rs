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
