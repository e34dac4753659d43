//! The tool that a Converse request wants the model to call, and the call of it.

use serde_json::{Value, json};

/// A tool that the model must call.
pub(super) struct RequestedTool {
    name: String,
    schema: Value,
}

/// The tool that the request wants called, if any. The error is the reason for which Bedrock or Nova would refuse the request.
pub(super) fn requested(body: &[u8]) -> Result<Option<RequestedTool>, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "the body is not JSON")?;
    let Some(config) = body.get("toolConfig") else { return Ok(None) };
    let [tool] = config["tools"].as_array().map_or(&[][..], Vec::as_slice) else {
        return Err("the request does not have exactly one tool");
    };
    let (name, schema) = (&tool["toolSpec"]["name"], &tool["toolSpec"]["inputSchema"]["json"]);
    if config["toolChoice"]["tool"]["name"] != *name {
        return Err("the tool of toolChoice is not in the list of tools");
    }
    let name = name.as_str().unwrap_or_default();
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !(1..=64).contains(&name.len()) || !name.bytes().all(is_named) {
        return Err("the tool's name does not match [a-zA-Z0-9_-]{1,64}");
    }
    let fields = schema.as_object().ok_or("the tool has no schema")?;
    let keywords = ["type", "properties", "required", "additionalProperties"];
    if schema["type"] != "object" || !fields.keys().all(|key| keywords.contains(&key.as_str())) {
        return Err("Nova accepts no $defs, title and the like at the top of a tool's schema");
    }
    if schema.to_string().contains("$ref") {
        return Err("the tool's schema has a $ref, and must be complete in itself");
    }
    Ok(Some(RequestedTool { name: name.to_owned(), schema: schema.clone() }))
}

impl RequestedTool {
    /// The content block that calls the tool.
    pub(super) fn call(&self, input: &Value) -> Value {
        json!({ "toolUse": { "toolUseId": "tooluse_1", "name": self.name, "input": input } })
    }

    /// An input that satisfies the tool's schema, with `text` in every text field.
    pub(super) fn input(&self, text: &str) -> Value {
        valid(&self.schema, text)
    }
}

fn valid(schema: &Value, text: &str) -> Value {
    if let Some(value) = schema.pointer("/enum/0") {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, property)| (name.clone(), valid(property, text))).collect()
        }
        Some("array") => json!([valid(&schema["items"], text)]),
        Some("boolean") => true.into(),
        Some("string") => text.into(),
        other => panic!("the tool's schema has a value of the type {other:?}"),
    }
}
