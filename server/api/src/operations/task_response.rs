//! What the typed tasks have in common: how they are run, and the form of their responses in the contract.
//!
//! The constraints and descriptions of answers and choices are written once, on the domain's types. From them come the
//! schema that the model gets, the check of the model's answer, and, here, their part of the contract.

use std::borrow::Cow;

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use textgate_core::generation::RequestContext;
use textgate_core::model;
use textgate_core::prompt::{ListedTask, Task, schema};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::stop_reason::StopReason;
use super::usage::Usage;
use crate::error::ApiError;
use crate::http::AppState;

/// The response of the typed task `T`: the fields of its answer, and what the generation used.
#[derive(Serialize)]
#[serde(bound = "T::Answer: Serialize")]
pub(crate) struct TaskResponse<T: Task> {
    id: String,
    #[serde(flatten)]
    answer: T::Answer,
    model: String,
    stop_reason: StopReason,
    usage: Usage,
}

/// The fields around the answer, with their schemas.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it gives the fields around an answer their schema")]
struct CommonFields {
    /// The id of this generation.
    #[schema(example = "gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    id: String,
    /// The model that answered.
    #[schema(example = "nova-micro")]
    model: String,
    /// Why the model stopped.
    stop_reason: StopReason,
    /// What the generation used. If the model had to answer twice, the usage of both answers.
    usage: Usage,
}

/// Runs a task and makes its response.
pub(super) async fn run<T: ListedTask>(
    state: &AppState,
    context: &RequestContext,
    task: T,
) -> Result<Json<TaskResponse<T>>, ApiError> {
    let generation = state.tasks.run(&state.generator, context, task).await?;
    Ok(Json(TaskResponse {
        id: state.generation_id(),
        answer: generation.output,
        model: generation.model,
        stop_reason: StopReason(generation.stop_reason),
        usage: Usage::new(generation.usage, generation.cost_usd),
    }))
}

/// The schema of a choice among named values, for a field of a request.
pub(super) fn choice<C: JsonSchema>() -> RefOr<Schema> {
    converted(schema::<C>())
}

impl<T: Task> ToSchema for TaskResponse<T>
where
    T::Answer: JsonSchema,
{
    /// The name of the task, in upper camel case, and `Response`.
    fn name() -> Cow<'static, str> {
        let words = T::NAME.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
        format!("{}Response", words.collect::<String>()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        CommonFields::schemas(schemas);
    }
}

impl<T: Task> PartialSchema for TaskResponse<T>
where
    T::Answer: JsonSchema,
{
    fn schema() -> RefOr<Schema> {
        let mut response = schema::<T::Answer>();
        remove_bounds(&mut response);
        let common = serde_json::to_value(CommonFields::schema()).expect("a schema is JSON");
        let names = |part: &Value| -> Vec<String> {
            part["properties"].as_object().into_iter().flat_map(|properties| properties.keys().cloned()).collect()
        };
        // The id first, then the answer.
        let mut all = names(&common);
        all.splice(1..1, names(&response));
        let (mut properties, mut example) = (Map::new(), Map::new());
        for name in &all {
            let part = if common["properties"][name].is_null() { &response } else { &common };
            let property = &part["properties"][name];
            let value = match name.as_str() {
                "stop_reason" => json!(model::StopReason::EndTurn.as_str()),
                "usage" => {
                    json!({ "input_tokens": 213, "output_tokens": 61, "total_tokens": 274, "cost_usd": "0.000015995" })
                }
                // utoipa writes one example, schemars a list of them.
                _ => property.get("example").unwrap_or(&property["examples"][0]).clone(),
            };
            example.insert(name.clone(), value);
            properties.insert(name.clone(), property.clone());
        }
        response["properties"] = properties.into();
        response["examples"] = json!([example]);
        response["required"] = all.into();
        converted(response)
    }
}

fn converted(schema: Value) -> RefOr<Schema> {
    serde_json::from_value(schema).expect("utoipa reads the schemas of the domain's types; the tests publish them all")
}

/// The bounds bind the model, and the contract does not promise them: a client must not break when a bound changes.
fn remove_bounds(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    for bound in ["additionalProperties", "minLength", "maxLength", "minItems", "maxItems"] {
        members.remove(bound);
    }
    members.get_mut("items").into_iter().for_each(remove_bounds);
    let properties = members.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(Map::values_mut).for_each(remove_bounds);
}
