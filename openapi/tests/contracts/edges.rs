//! Edge cases of the two versions of OpenAPI and of the gateway. Each is rewritten without loss, or refused with its place.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use serde_json::{Value, json};
use textgate_openapi::{Validator, lower};
use utoipa::{OpenApi, ToSchema};

use crate::checks;

/// A contract with the title and the licence of the package, which utoipa writes by default.
#[derive(OpenApi)]
#[openapi(paths(defaults))]
struct Defaults;

#[utoipa::path(get, path = "/defaults", responses((status = 200, body = String)))]
fn defaults() {}

#[derive(ToSchema)]
struct Described {
    /// Where it is.
    inner: Inner,
    /// Where it was.
    before: Option<Inner>,
}

#[derive(ToSchema)]
struct Inner {
    #[schema(max_length = 3)]
    text: String,
}

#[utoipa::path(post, path = "/described", request_body = Described, responses((status = 204, description = "Done.")))]
fn described() {}

#[derive(OpenApi)]
#[openapi(paths(described))]
struct DocComments;

#[utoipa::path(
    get,
    path = "/parameters",
    params(("X-Dry-Run" = Option<bool>, Header)),
    responses((status = 204, description = "Done.")),
)]
fn parameters() {}

#[derive(OpenApi)]
#[openapi(paths(parameters))]
struct OptionalHeader;

fn document(item: Value, components: Value) -> Value {
    let info = json!({ "title": "Edge", "version": "1" });
    json!({ "openapi": "3.1.0", "info": info, "paths": { "/a": item }, "components": components })
}

/// A document whose request has this schema.
fn request(schema: Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/A" } } });
    let responses = json!({ "204": { "description": "d" } });
    let operation = json!({ "requestBody": { "required": true, "content": content }, "responses": responses });
    document(json!({ "post": operation }), json!({ "schemas": { "A": schema, "B": { "type": "object" } } }))
}

/// A document whose response has this schema.
fn response(schema: Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/A" } } });
    let operation = json!({ "responses": { "200": { "description": "d", "content": content } } });
    let other = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
    document(json!({ "get": operation }), json!({ "schemas": { "A": schema, "B": other } }))
}

/// A document with this operation `GET /a` and these components.
fn get(operation: Value, components: Value) -> Value {
    document(json!({ "get": operation }), components)
}

fn findings(document: &Value) -> Vec<String> {
    checks::findings(&checks::lowered(document)).into_iter().map(|(_, place)| place).collect()
}

#[test]
fn the_default_document_of_utoipa_lowers() {
    let mut document = Defaults::openapi();
    document.paths.paths.clear();
    let lowered = checks::lowered(&document);
    assert_eq!(lowered["info"]["license"]["name"], "Apache-2.0");
}

#[test]
fn a_response_without_a_description_gets_one() {
    let lowered = checks::lowered(&checks::contract::<Defaults>());
    assert!(lowered["paths"]["/defaults"]["get"]["responses"]["200"]["description"].is_string());
}

#[test]
fn a_doc_comment_on_a_field_of_a_referenced_type_is_allowed_in_a_request() {
    let lowered = checks::lowered(&checks::contract::<DocComments>());
    let validator = Validator::compile(&lowered, "/components/schemas/Described").expect("compiles");
    let violations = validator.violations(&json!({ "inner": { "text": "abc" }, "before": { "text": "abcd" } }));
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer.as_str(), "/before/text");
}

#[test]
fn an_optional_parameter_must_not_be_null() {
    let lowered = checks::lowered(&checks::contract::<OptionalHeader>());
    let schema = &lowered["paths"]["/parameters"]["get"]["parameters"][0]["schema"];
    assert_eq!(*schema, json!({ "type": "boolean" }));
    checks::derives(&lowered, &[]);
}

#[test]
fn a_tuple_is_refused() {
    for tuple in [json!({ "type": "array", "items": [{}, {}] }), json!({ "type": "array", "prefixItems": [{}, {}] })] {
        for document in [request(tuple.clone()), response(tuple)] {
            assert!(checks::refusal(&document).starts_with("/components/schemas/A/items: "));
        }
    }
}

#[test]
fn an_invalid_value_of_a_keyword_is_refused_with_its_place() {
    for (schema, place) in [
        (json!("nonsense"), ""),
        (json!({ "properties": ["a"] }), "/properties"),
        (json!({ "additionalProperties": "yes" }), "/additionalProperties"),
        (json!({ "required": "a" }), "/required"),
        (json!({ "required": [1] }), "/required"),
        (json!({ "type": "string", "minLength": "1" }), "/minLength"),
        (json!({ "type": "file" }), "/type"),
    ] {
        for document in [request(schema.clone()), response(schema.clone())] {
            let message = lower(&document).expect_err("refused").to_string();
            assert!(message.starts_with(&format!("/components/schemas/A{place}: ")), "{schema}: {message}");
        }
    }
}

#[test]
fn a_value_that_is_not_a_document_is_refused() {
    for document in
        [json!(null), json!([]), json!({}), json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" } })]
    {
        assert!(lower(&document).is_err(), "{document}");
    }
}

#[test]
fn a_boolean_schema_within_additional_properties_is_replaced() {
    let schema = json!({ "type": "object", "additionalProperties": { "type": "object", "properties": { "a": true } } });
    let lowered = checks::lowered(&request(schema));
    let any = "/components/schemas/A/additionalProperties/properties/a";
    assert_eq!(lowered.pointer(any), Some(&json!({})));
    Validator::compile(&lowered, "/components/schemas/A").expect("compiles");
}

#[test]
fn unevaluated_properties_are_refused_where_they_would_mean_something_else() {
    let beside =
        json!({ "type": "object", "additionalProperties": { "type": "string" }, "unevaluatedProperties": false });
    assert!(checks::refusal(&request(beside)).starts_with("/components/schemas/A/unevaluatedProperties: "));
    let behind = json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "unevaluatedProperties": false });
    assert!(checks::refusal(&response(behind)).starts_with("/components/schemas/A/unevaluatedProperties: "));
}

#[test]
fn a_constant_outside_of_the_enumeration_beside_it_is_refused() {
    assert!(
        checks::refusal(&request(json!({ "enum": ["a"], "const": "b" }))).starts_with("/components/schemas/A/const: ")
    );
}

#[test]
fn an_enumerated_integer_of_a_request_needs_no_bounds() {
    let lowered = checks::lowered(&request(json!({ "type": "integer", "enum": [1, 2] })));
    let validator = Validator::compile(&lowered, "/components/schemas/A").expect("compiles");
    assert_eq!((validator.violations(&json!(2)).len(), validator.violations(&json!(3)).len()), (0, 1));
}

#[test]
fn a_reference_without_a_target_or_to_itself_is_refused_anywhere() {
    let dangling = response(json!({ "properties": { "a": { "$ref": "#/components/schemas/Nowhere" } } }));
    assert_eq!(
        checks::refusal(&dangling),
        "/components/schemas/A/properties/a/$ref: the reference has no target in this document; define the target or correct the reference"
    );
    let circular = request(json!({ "$ref": "#/components/schemas/A" }));
    assert_eq!(
        checks::refusal(&circular),
        "/components/schemas/A/$ref: the reference refers to itself; it must end at a schema"
    );
}

#[test]
fn a_format_that_serde_checks_needs_a_pattern_in_a_request() {
    for format in ["uuid", "date", "date-time", "ipv4"] {
        let message = checks::refusal(&request(json!({ "type": "string", "format": format })));
        assert!(message.starts_with("/components/schemas/A: "), "{message}");
        checks::lowered(&request(json!({ "type": "string", "format": format, "pattern": "^[0-9a-fT:.-]+$" })));
    }
}

#[test]
fn empty_lists_that_draft_4_does_not_allow_do_not_reach_a_model() {
    let derived = checks::derives(&checks::lowered(&request(json!({ "type": "object", "required": [] }))), &[]);
    assert_eq!(derived["components"]["schemas"]["A"], json!({ "type": "object" }));
    assert!(
        checks::refusal(&request(json!({ "type": "string", "enum": [] }))).starts_with("/components/schemas/A/enum: ")
    );
}

#[test]
fn a_security_scheme_of_a_newer_version_is_refused() {
    let components = json!({ "securitySchemes": { "tls": { "type": "mutualTLS" } } });
    let document = get(json!({ "responses": { "204": { "description": "d" } } }), components);
    assert!(checks::refusal(&document).starts_with("/components/securitySchemes/tls/type: "));
}

#[test]
fn a_reference_to_a_response_is_replaced_by_its_target_and_the_headers_are_checked() {
    let missing = json!({ "description": "There is none.", "headers": { "Date": { "schema": { "type": "string" } } } });
    let responses = json!({ "404": { "$ref": "#/components/responses/Missing" } });
    let document = get(json!({ "responses": responses }), json!({ "responses": { "Missing": missing } }));
    let found = [("remapped_header", "/paths/~1a/get/responses/404/headers/Date")];
    let derived = checks::derives(&checks::lowered(&document), &found);
    assert_eq!(derived["paths"]["/a"]["get"]["responses"]["404"]["description"], "There is none.");
}

#[test]
fn a_parameter_of_an_operation_replaces_one_of_its_path() {
    let parameter = |description: &str| json!([{ "name": "q", "in": "query", "required": true, "description": description, "schema": { "type": "string" } }]);
    let get = json!({ "parameters": parameter("own"), "responses": { "204": { "description": "d" } } });
    let document = document(json!({ "parameters": parameter("shared"), "get": get }), json!({}));
    let derived = checks::derives(&checks::lowered(&document), &[]);
    assert_eq!(derived["paths"]["/a"]["get"]["parameters"], parameter("own"));
}

#[test]
fn security_that_the_gateway_would_not_enforce_is_a_finding() {
    let key = |place: &str, name: &str| json!({ "type": "apiKey", "in": place, "name": name });
    for (scheme, requirement) in [
        (key("query", "key"), json!([{ "key": [] }])),
        (key("cookie", "key"), json!([{ "key": [] }])),
        (key("header", "x-token"), json!([{ "key": [] }])),
        (key("header", "x-api-key"), json!([{ "key": [] }, {}])),
        (key("header", "x-api-key"), json!([{ "nowhere": [] }])),
    ] {
        let operation = json!({ "responses": { "204": { "description": "d" } }, "security": requirement });
        let document = get(operation, json!({ "securitySchemes": { "key": scheme } }));
        assert_eq!(findings(&document).len(), 1, "{document}");
    }
}

#[test]
fn a_path_part_that_the_gateway_does_not_support_is_a_finding() {
    for path in ["/files/{*rest}", "/users/@me", "/a b", "/caf\u{e9}"] {
        let item = json!({ "get": { "responses": { "204": { "description": "d" } } } });
        let mut document = document(json!({}), json!({}));
        document["paths"] = json!({ path: item });
        assert_eq!(findings(&document).len(), 1, "{path}");
    }
}

#[test]
fn binary_media_types_are_declared() {
    let binary = json!({ "schema": { "type": "string", "format": "binary" } });
    let responses = json!({ "200": { "description": "d", "content": { "image/png": binary } } });
    let derived = checks::derives(&checks::lowered(&get(json!({ "responses": responses }), json!({}))), &[]);
    assert_eq!(derived["x-amazon-apigateway-binary-media-types"], json!(["image/png"]));
}

#[test]
fn schemas_that_contain_each_other_derive_quickly() {
    let mut schemas = serde_json::Map::new();
    for one in 0..12 {
        let reference = |other| json!({ "$ref": format!("#/components/schemas/S{other}") });
        let properties: Value = (0..12).map(|other| (format!("s{other}"), reference(other))).collect();
        schemas.insert(format!("S{one}"), json!({ "type": "object", "properties": properties }));
    }
    let mut document =
        request(json!({ "type": "object", "properties": { "s": { "$ref": "#/components/schemas/S0" } } }));
    document["components"]["schemas"].as_object_mut().expect("schemas").append(&mut schemas);
    checks::derives(&checks::lowered(&document), &[]);
}
