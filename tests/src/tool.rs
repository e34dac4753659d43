//! The tool that a Converse request wants called, and how the fake calls it.

use serde_json::{Value, json};

/// A tool that the model has to call.
pub(crate) struct WantedTool {
    name: String,
    schema: Value,
}

/// The tool that a request wants called, if it wants one; or what Bedrock or Nova would refuse about it.
pub(crate) fn wanted(body: &[u8]) -> Result<Option<WantedTool>, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "the body is no JSON")?;
    let Some(config) = body.get("toolConfig") else { return Ok(None) };
    let [tool] = config["tools"].as_array().map_or(&[][..], Vec::as_slice) else {
        return Err("there is not exactly one tool");
    };
    let (name, schema) = (&tool["toolSpec"]["name"], &tool["toolSpec"]["inputSchema"]["json"]);
    if config["toolChoice"]["tool"]["name"] != *name {
        return Err("the chosen tool is none of the tools");
    }
    let name = name.as_str().unwrap_or_default();
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !(1..=64).contains(&name.len()) || !name.bytes().all(is_named) {
        return Err("the tool's name does not match [a-zA-Z0-9_-]{1,64}");
    }
    let fields = schema.as_object().ok_or("the tool has no schema")?;
    let keywords = ["type", "properties", "required", "additionalProperties"];
    if schema["type"] != "object" || !fields.keys().all(|key| keywords.contains(&key.as_str())) {
        return Err("Nova takes no $defs, title and the like at the top of a tool's schema");
    }
    if schema.to_string().contains("$ref") {
        return Err("the tool's schema is not complete in itself");
    }
    Ok(Some(WantedTool { name: name.to_owned(), schema: schema.clone() }))
}

impl WantedTool {
    /// The block of a message that calls the tool.
    pub(crate) fn call(&self, input: &Value) -> Value {
        json!({ "toolUse": { "toolUseId": "tooluse_1", "name": self.name, "input": input } })
    }

    /// An input that the tool's schema describes, with `text` wherever it wants one.
    pub(crate) fn input(&self, text: &str) -> Value {
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
