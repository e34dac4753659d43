//! Lowering: utoipa's OpenAPI 3.1 becomes the OpenAPI 3.0.3 that every tool takes.
//!
//! First the steps of `frame` and `transforms` rewrite each object and each schema, then the grammar judges every object.
//! Nothing is dropped in silence: what has no place in the lowered document is an error that names it.

use serde::Serialize;
use serde_json::Value;

use crate::frame;
use crate::grammar::{self, DOCUMENT, SCHEMA, SECURITY_SCHEME};
use crate::pointer::Pointer;
use crate::references;
use crate::request_rules;
use crate::shapes;
use crate::transforms::Steps;

/// The version of the lowered document.
const OPENAPI: &str = "3.0.3";

/// Why a document cannot be lowered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LowerError {
    /// The document does not serialise.
    #[error("the document does not serialise: {0}")]
    Serialise(#[from] serde_json::Error),
    /// A keyword that may not stand where it stands.
    #[error("{pointer}: the keyword {keyword:?} is not allowed in a {position}")]
    Keyword {
        /// The place of the keyword in the document.
        pointer: Pointer,
        /// The keyword.
        keyword: String,
        /// The kind of object that has it.
        position: &'static str,
    },
    /// A value that would be judged differently by the judges.
    #[error("{pointer}: {reason}")]
    Value {
        /// The place of the value in the document.
        pointer: Pointer,
        /// What is wrong, and what to do.
        reason: String,
    },
}

/// Lowers an OpenAPI 3.1 document, as utoipa makes it, to OpenAPI 3.0.3.
pub fn lower(document: &impl Serialize) -> Result<Value, LowerError> {
    let mut document = serde_json::to_value(document)?;
    check_frame(&document)?;
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), OPENAPI.into());
    }
    let mut steps = Steps::new();
    grammar::rewrite(&mut document, &DOCUMENT, &mut |value, kind| {
        if kind.is(&SCHEMA) {
            steps.apply(value);
        } else {
            frame::apply(value, kind);
        }
    });
    grammar::visit(&document, &DOCUMENT, &Pointer::default(), &mut check)?;
    references::check(&document)?;
    request_rules::check(&document)?;
    frame::use_item_schemas(&mut document);
    Ok(document)
}

/// What has no `info` or no `paths` is no OpenAPI 3.0 document.
pub(crate) fn check_frame(document: &Value) -> Result<(), LowerError> {
    for required in ["info", "paths"] {
        if !document.get(required).is_some_and(Value::is_object) {
            return Err(refusal(&Pointer::default().child(required), "a document has an object here"));
        }
    }
    Ok(())
}

/// Judges one object: its keywords, and the values that a schema's or a security scheme's have.
pub(crate) fn check(value: &Value, kind: &'static grammar::Kind, pointer: &Pointer) -> Result<(), LowerError> {
    if let Some(keyword) = grammar::disallowed(value, kind) {
        let pointer = pointer.child(keyword);
        return Err(LowerError::Keyword { pointer, keyword: keyword.to_owned(), position: kind.name });
    }
    if kind.is_schema() {
        shapes::check(value, pointer)?;
    }
    if kind.is(&SECURITY_SCHEME) && value.get("type").is_some_and(|name| name == "mutualTLS") {
        return Err(refusal(&pointer.child("type"), "OpenAPI 3.0 has no mutualTLS; leave the scheme out"));
    }
    Ok(())
}

pub(crate) fn refusal(pointer: &Pointer, reason: &str) -> LowerError {
    LowerError::Value { pointer: pointer.clone(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document whose one request schema is `schema`.
    fn request(schema: Value) -> Value {
        document(json!({ "Asked": schema, "Told": { "type": "object" } }))
    }

    /// A document whose one response schema is `schema`.
    fn response(schema: Value) -> Value {
        document(json!({ "Asked": { "type": "object" }, "Told": schema }))
    }

    fn document(schemas: Value) -> Value {
        let body = |name: &str| {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
            json!({ "application/json": { "schema": schema } })
        };
        json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1.0.0" },
            "paths": { "/do": { "post": {
                "operationId": "do",
                "requestBody": { "content": body("Asked") },
                "responses": { "200": { "description": "d", "content": body("Told") } },
            } } },
            "components": { "schemas": schemas },
        })
    }

    fn refusal(document: &Value) -> String {
        lower(document).expect_err("refused").to_string()
    }

    #[test]
    fn the_version_becomes_3_0_3() {
        assert_eq!(lower(&response(json!({}))).expect("lowers")["openapi"], "3.0.3");
    }

    #[test]
    fn an_optional_property_loses_null_and_a_required_one_becomes_nullable() {
        let lowered = lower(&response(json!({
            "type": "object",
            "required": ["must"],
            "properties": {
                "must": { "type": ["string", "null"] },
                "may": { "type": ["string", "null"] },
                "other": { "description": "d", "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Asked" }] },
            },
        })))
        .expect("lowers");
        let properties = &lowered["components"]["schemas"]["Told"]["properties"];
        assert_eq!(properties["must"], json!({ "type": "string", "nullable": true }));
        assert_eq!(properties["may"], json!({ "type": "string" }));
        assert_eq!(properties["other"], json!({ "$ref": "#/components/schemas/Asked" }));
    }

    #[test]
    fn schemas_outside_of_components_are_lowered_too() {
        let mut document = response(json!({ "type": "object" }));
        document["paths"]["/do"]["post"]["parameters"] =
            json!([{ "name": "n", "in": "header", "schema": { "type": "string", "const": "a" } }]);
        let lowered = lower(&document).expect("lowers");
        let schema = &lowered["paths"]["/do"]["post"]["parameters"][0]["schema"];
        assert_eq!(schema["enum"], json!(["a"]));
    }

    #[test]
    fn a_map_keeps_its_values_and_loses_the_type_of_its_names() {
        let map = json!({ "type": "object", "propertyNames": { "type": "string" }, "additionalProperties": { "type": "string" } });
        let lowered = lower(&response(map)).expect("lowers");
        let told = &lowered["components"]["schemas"]["Told"];
        assert_eq!(*told, json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    }

    /// Every keyword of JSON Schema 2020-12 and OpenAPI that has no place in a lowered schema, with a value that has
    /// no equal in 3.0.3. What the transforms rewrite (`const`, `examples` …) is not among them.
    const UNSUPPORTED_IN_ANY_SCHEMA: &[(&str, &str)] = &[
        ("exclusiveMinimum", "0"),
        ("exclusiveMaximum", "10"),
        ("multipleOf", "2"),
        ("not", "{}"),
        ("if", "{}"),
        ("then", "{}"),
        ("else", "{}"),
        ("dependentSchemas", "{}"),
        ("dependentRequired", "{}"),
        ("patternProperties", "{}"),
        ("propertyNames", r#"{"pattern": "^a$"}"#),
        ("contains", "{}"),
        ("minContains", "1"),
        ("maxContains", "1"),
        ("unevaluatedItems", "false"),
        ("contentEncoding", "\"base64\""),
        ("contentMediaType", "\"image/png\""),
        ("contentSchema", "{}"),
        ("default", "1"),
        ("readOnly", "true"),
        ("writeOnly", "true"),
        ("discriminator", r#"{"propertyName": "kind"}"#),
        ("xml", "{}"),
        ("externalDocs", r#"{"url": "u"}"#),
        ("$id", "\"i\""),
        ("$schema", "\"s\""),
        ("$anchor", "\"a\""),
        ("$dynamicRef", "\"#a\""),
        ("$dynamicAnchor", "\"a\""),
        ("$defs", "{}"),
        ("definitions", "{}"),
        ("$comment", "\"c\""),
        ("$vocabulary", "{}"),
        ("x-anything", "1"),
        ("misspelt", "1"),
    ];

    /// What a response may have and a request may not.
    const UNSUPPORTED_IN_REQUESTS: &[(&str, &str)] = &[
        ("oneOf", r#"[{"type": "string"}, {"type": "boolean"}]"#),
        ("anyOf", r#"[{"type": "string"}, {"type": "boolean"}]"#),
        ("allOf", r#"[{"type": "object"}]"#),
        ("nullable", "true"),
        ("uniqueItems", "true"),
        ("minProperties", "1"),
        ("maxProperties", "1"),
    ];

    fn planted(keyword: &str, value: &str) -> Value {
        let value: Value = serde_json::from_str(value).expect("JSON");
        json!({ "type": "object", "properties": { "deep": { "type": "array", "items": { "type": "object", keyword: value } } } })
    }

    #[test]
    fn each_unsupported_keyword_of_a_schema_is_an_error_that_names_its_pointer() {
        for (keyword, value) in UNSUPPORTED_IN_ANY_SCHEMA {
            for (name, document) in
                [("Asked", request(planted(keyword, value))), ("Told", response(planted(keyword, value)))]
            {
                let expected = format!("/components/schemas/{name}/properties/deep/items/{keyword}: ");
                let message = refusal(&document);
                assert!(message.starts_with(&expected), "{keyword}: {message}");
            }
        }
    }

    #[test]
    fn each_keyword_that_a_request_may_not_have_is_an_error_there_and_none_in_a_response() {
        for (keyword, value) in UNSUPPORTED_IN_REQUESTS {
            let message = refusal(&request(planted(keyword, value)));
            let expected = format!("/components/schemas/Asked/properties/deep/items/{keyword}: ");
            assert!(message.starts_with(&expected), "{keyword}: {message}");
            lower(&response(planted(keyword, value))).unwrap_or_else(|error| panic!("{keyword}: {error}"));
        }
    }

    #[test]
    fn each_unsupported_keyword_outside_of_a_schema_is_an_error_that_names_its_pointer() {
        for pointer in [
            "/webhooks",
            "/jsonSchemaDialect",
            "/$self",
            "/info/summary",
            "/components/pathItems",
            "/components/callbacks",
            "/components/links",
            "/components/mediaTypes",
            "/paths/~1do/query",
            "/paths/~1do/servers",
            "/paths/~1do/post/callbacks",
            "/paths/~1do/post/servers",
            "/paths/~1do/post/responses/200/links",
            "/paths/~1do/post/responses/200/summary",
            "/paths/~1do/post/responses/200/content/application~1json/itemSchema",
            "/paths/~1do/post/responses/200/content/application~1json/encoding",
            "/paths/~1do/post/requestBody/misspelt",
        ] {
            let mut document = response(json!({ "type": "object" }));
            let (parent, keyword) = pointer.rsplit_once('/').expect("a pointer");
            let parent = document.pointer_mut(parent).expect("a place");
            parent[keyword] = json!({});
            assert!(refusal(&document).starts_with(&format!("{pointer}: ")), "{pointer}");
        }
    }

    /// A document whose one response is a stream of `item`.
    fn stream(body: Value, item: Value) -> Value {
        let mut document = response(json!({ "type": "object" }));
        document["paths"]["/do"]["post"]["responses"]["200"]["content"] =
            json!({ "text/event-stream": { "schema": body, "itemSchema": item } });
        document
    }

    #[test]
    fn the_schema_of_a_streams_items_is_kept_beside_the_text_that_the_body_is() {
        let lowered =
            lower(&stream(json!({ "type": "string" }), json!({ "type": "string", "const": "a" }))).expect("lowers");
        let content = &lowered["paths"]["/do"]["post"]["responses"]["200"]["content"]["text/event-stream"];
        let item = json!({ "type": "string", "enum": ["a"] });
        assert_eq!(*content, json!({ "schema": { "type": "string", "not": item }, "x-item-schema": item }));
    }

    #[test]
    fn the_schema_of_a_streams_items_is_judged_as_any_schema() {
        let place = "/paths/~1do/post/responses/200/content/text~1event-stream";
        let message = refusal(&stream(json!({ "type": "string" }), json!({ "$ref": "#/components/schemas/Other" })));
        assert_eq!(message, format!("{place}/x-item-schema/$ref: the reference leads nowhere"));
        let message = refusal(&stream(json!({ "type": "string" }), json!({ "not": {} })));
        assert!(message.starts_with(&format!("{place}/x-item-schema/not: ")), "{message}");
        let message = refusal(&stream(json!({ "type": "object" }), json!({ "type": "object" })));
        assert!(message.starts_with(&format!("{place}/itemSchema: ")), "{message}");
    }

    #[test]
    fn several_types_are_an_error() {
        let message = refusal(&response(json!({ "type": ["string", "integer"] })));
        assert!(message.starts_with("/components/schemas/Told/type: "), "{message}");
    }
}
