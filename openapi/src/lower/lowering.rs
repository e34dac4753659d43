//! Lowers OpenAPI 3.1, as utoipa writes it, to OpenAPI 3.0.3, which every tool reads.
//!
//! First the transforms rewrite each object and each schema, then the grammar checks every object. Nothing is dropped
//! silently: a keyword that has no equivalent in OpenAPI 3.0.3 is an error that names its place.

use serde::Serialize;
use serde_json::Value;

use super::schema_transforms::SchemaTransforms;
use super::{document_transforms, request_rules};
use crate::document::{self, DOCUMENT, DocumentError, Pointer, SCHEMA, check_object, check_references, check_root};

/// The version of a lowered document.
const OPENAPI: &str = "3.0.3";

/// Why a document cannot be lowered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LowerError {
    /// The document cannot be serialised to JSON.
    #[error("the document cannot be serialised to JSON: {0}")]
    Serialise(#[from] serde_json::Error),
    /// The document has something that the lowered document cannot have.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Lowers an OpenAPI 3.1 document, as utoipa makes it, to OpenAPI 3.0.3.
///
/// # Errors
///
/// The first keyword or value that has no equivalent in OpenAPI 3.0.3, or that a request must not have.
pub fn lower(document: &impl Serialize) -> Result<Value, LowerError> {
    let mut document = serde_json::to_value(document)?;
    check_root(&document)?;
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), OPENAPI.into());
    }
    let mut schema_transforms = SchemaTransforms::new();
    document::rewrite(&mut document, &DOCUMENT, &mut |value, kind| {
        if kind.is(&SCHEMA) {
            schema_transforms.apply(value);
        } else {
            document_transforms::apply(value, kind);
        }
    });
    document::visit(&document, &DOCUMENT, &Pointer::default(), &mut check_object)?;
    check_references(&document)?;
    request_rules::check(&document)?;
    document_transforms::mark_item_schemas_as_used(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document whose one request schema is `schema`.
    fn request(schema: Value) -> Value {
        document(json!({ "Request": schema, "Response": { "type": "object" } }))
    }

    /// A document whose one response schema is `schema`.
    fn response(schema: Value) -> Value {
        document(json!({ "Request": { "type": "object" }, "Response": schema }))
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
                "requestBody": { "content": body("Request") },
                "responses": { "200": { "description": "d", "content": body("Response") } },
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
                "other": { "description": "d", "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Request" }] },
            },
        })))
        .expect("lowers");
        let properties = &lowered["components"]["schemas"]["Response"]["properties"];
        assert_eq!(properties["must"], json!({ "type": "string", "nullable": true }));
        assert_eq!(properties["may"], json!({ "type": "string" }));
        assert_eq!(properties["other"], json!({ "$ref": "#/components/schemas/Request" }));
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
        let response_schema = &lowered["components"]["schemas"]["Response"];
        assert_eq!(*response_schema, json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    }

    /// Every keyword of JSON Schema 2020-12 and OpenAPI that a lowered schema must not have, with a value that has no
    /// equivalent in 3.0.3. Keywords that the transforms rewrite (`const`, `examples` …) are left out.
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

    /// Keywords that a response may have and a request may not.
    const UNSUPPORTED_IN_REQUESTS: &[(&str, &str)] = &[
        ("oneOf", r#"[{"type": "string"}, {"type": "boolean"}]"#),
        ("anyOf", r#"[{"type": "string"}, {"type": "boolean"}]"#),
        ("allOf", r#"[{"type": "object"}]"#),
        ("nullable", "true"),
        ("uniqueItems", "true"),
        ("minProperties", "1"),
        ("maxProperties", "1"),
    ];

    fn with_nested_keyword(keyword: &str, value: &str) -> Value {
        let value: Value = serde_json::from_str(value).expect("JSON");
        json!({ "type": "object", "properties": { "deep": { "type": "array", "items": { "type": "object", keyword: value } } } })
    }

    #[test]
    fn each_unsupported_keyword_of_a_schema_is_an_error_that_names_its_pointer() {
        for (keyword, value) in UNSUPPORTED_IN_ANY_SCHEMA {
            for (name, document) in [
                ("Request", request(with_nested_keyword(keyword, value))),
                ("Response", response(with_nested_keyword(keyword, value))),
            ] {
                let expected = format!("/components/schemas/{name}/properties/deep/items/{keyword}: ");
                let message = refusal(&document);
                assert!(message.starts_with(&expected), "{keyword}: {message}");
            }
        }
    }

    #[test]
    fn each_keyword_that_only_a_response_may_have_is_an_error_in_a_request() {
        for (keyword, value) in UNSUPPORTED_IN_REQUESTS {
            let message = refusal(&request(with_nested_keyword(keyword, value)));
            let expected = format!("/components/schemas/Request/properties/deep/items/{keyword}: ");
            assert!(message.starts_with(&expected), "{keyword}: {message}");
            lower(&response(with_nested_keyword(keyword, value))).unwrap_or_else(|error| panic!("{keyword}: {error}"));
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
    fn the_schema_of_the_items_of_a_stream_is_kept_beside_the_text_schema() {
        let lowered =
            lower(&stream(json!({ "type": "string" }), json!({ "type": "string", "const": "a" }))).expect("lowers");
        let content = &lowered["paths"]["/do"]["post"]["responses"]["200"]["content"]["text/event-stream"];
        let item = json!({ "type": "string", "enum": ["a"] });
        assert_eq!(*content, json!({ "schema": { "type": "string", "not": item }, "x-item-schema": item }));
    }

    #[test]
    fn the_schema_of_the_items_of_a_stream_is_checked_like_any_schema() {
        let place = "/paths/~1do/post/responses/200/content/text~1event-stream";
        let message = refusal(&stream(json!({ "type": "string" }), json!({ "$ref": "#/components/schemas/Other" })));
        assert_eq!(
            message,
            format!(
                "{place}/x-item-schema/$ref: the reference has no target in this document; define the target or correct the reference"
            )
        );
        let message = refusal(&stream(json!({ "type": "string" }), json!({ "not": {} })));
        assert!(message.starts_with(&format!("{place}/x-item-schema/not: ")), "{message}");
        let message = refusal(&stream(json!({ "type": "object" }), json!({ "type": "object" })));
        assert!(message.starts_with(&format!("{place}/itemSchema: ")), "{message}");
    }

    #[test]
    fn several_types_are_an_error() {
        let message = refusal(&response(json!({ "type": ["string", "integer"] })));
        assert!(message.starts_with("/components/schemas/Response/type: "), "{message}");
    }
}
