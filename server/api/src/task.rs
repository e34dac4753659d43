//! What the typed tasks have in common: the form of their answers in the contract, and who judges a model's object.
//!
//! The constraints and descriptions of answers and choices are written once, on the domain's types. From them come the
//! schema that the model is given, the judge of what it answers, and, here, their part of the contract.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use textgate_core::generation::Generation;
use textgate_core::prompt::schema;
use textgate_core::prompt::tasks::explain::Explanation;
use textgate_core::prompt::tasks::reply::ReplyDraft;
use textgate_core::prompt::tasks::summarize::Summary;
use textgate_core::task::{SchemaJudge, Violation};
use textgate_openapi::{CompileError, Validator};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::generate::{StopReason, Usage};
use crate::state::AppState;

/// The answer of a task, and what it took.
#[derive(Debug, Serialize)]
pub(crate) struct TaskResponse<A> {
    id: String,
    #[serde(flatten)]
    answer: A,
    model: String,
    stop_reason: StopReason,
    usage: Usage,
}

/// What stands around the answer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it gives the fields around an answer their schema")]
struct Frame {
    /// Names this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The model that answered.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation took; where the model was asked a second time, both together.
    usage: Usage,
}

/// An answer, by its name in the contract.
pub(crate) trait WireAnswer: JsonSchema {
    const RESPONSE: &'static str;
}

impl WireAnswer for Summary {
    const RESPONSE: &'static str = "SummarizeResponse";
}

impl WireAnswer for Explanation {
    const RESPONSE: &'static str = "ExplainResponse";
}

impl WireAnswer for ReplyDraft {
    const RESPONSE: &'static str = "ReplyResponse";
}

impl<A> TaskResponse<A> {
    pub(crate) fn new(state: &AppState, generation: Generation<A>) -> Self {
        Self {
            id: format!("gen_{}", (state.ids)()),
            answer: generation.output,
            model: generation.model,
            stop_reason: generation.stop_reason.into(),
            usage: Usage::new(generation.usage, generation.cost_usd),
        }
    }
}

impl<A: WireAnswer> ToSchema for TaskResponse<A> {
    fn name() -> Cow<'static, str> {
        A::RESPONSE.into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Frame::schemas(schemas);
    }
}

impl<A: WireAnswer> PartialSchema for TaskResponse<A> {
    fn schema() -> RefOr<Schema> {
        let mut response = schema::<A>();
        promise_little(&mut response);
        let frame = serde_json::to_value(Frame::schema()).expect("a schema is JSON");
        let names = |part: &Value| -> Vec<String> {
            part["properties"].as_object().into_iter().flat_map(|properties| properties.keys().cloned()).collect()
        };
        // The id first, then what was asked for.
        let mut all = names(&frame);
        all.splice(1..1, names(&response));
        let (mut properties, mut example) = (Map::new(), Map::new());
        for name in &all {
            let part = if frame["properties"][name].is_null() { &response } else { &frame };
            let property = &part["properties"][name];
            let shown = match name.as_str() {
                "stop_reason" => json!(StopReason::EndTurn),
                "usage" => {
                    json!({ "input_tokens": 213, "output_tokens": 61, "total_tokens": 274, "cost_usd": "0.000015995" })
                }
                // utoipa has one example, schemars several.
                _ => property.get("example").unwrap_or(&property["examples"][0]).clone(),
            };
            example.insert(name.clone(), shown);
            properties.insert(name.clone(), property.clone());
        }
        response["properties"] = properties.into();
        response["examples"] = json!([example]);
        response["required"] = all.into();
        converted(response)
    }
}

/// The schema of a choice among named values, for a field of a request.
pub(crate) fn choice<T: JsonSchema>() -> RefOr<Schema> {
    converted(schema::<T>())
}

fn converted(schema: Value) -> RefOr<Schema> {
    serde_json::from_value(schema).expect("utoipa reads the schemas of the domain's types; the tests publish them all")
}

/// What the model has to keep is not what the contract promises: clients need not break when a bound becomes another.
fn promise_little(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    for bound in ["additionalProperties", "minLength", "maxLength", "minItems", "maxItems"] {
        members.remove(bound);
    }
    members.get_mut("items").into_iter().for_each(promise_little);
    let properties = members.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(Map::values_mut).for_each(promise_little);
}

/// Judges what a model answered with by the validator that judges requests.
struct Judge(Validator);

/// The judge of a schema, for the tasks.
pub(crate) fn judge(schema: &Value) -> Result<Box<dyn SchemaJudge>, CompileError> {
    Ok(Box::new(Judge(Validator::compile(schema, "")?)))
}

impl SchemaJudge for Judge {
    fn judge(&self, answer: &str) -> Result<Value, Vec<Violation>> {
        let fault = |pointer: &str, message: String| Violation { pointer: pointer.to_owned(), message };
        let value = textgate_openapi::json::parse(answer.as_bytes())
            .map_err(|_| vec![fault("", "must be a JSON object, given by the tool".to_owned())])?;
        let violations = self.0.violations(&value);
        if violations.is_empty() {
            return Ok(value);
        }
        Err(violations.into_iter().map(|violation| fault(violation.pointer.as_str(), violation.message)).collect())
    }
}
