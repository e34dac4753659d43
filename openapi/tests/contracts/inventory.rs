//! The inventory of an ERP system: inheritance by flattening, required fields that may be null, bodies that are lists.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{OpenApi, ToSchema};

use crate::checks::{self, body};

#[derive(Deserialize, Serialize, ToSchema)]
struct Audited {
    #[schema(value_type = String, format = DateTime)]
    created_at: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<String>,
}

#[derive(Deserialize, Serialize, ToSchema)]
struct Named {
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Who changed it, and when.
    #[serde(flatten)]
    audited: Audited,
}

#[derive(Serialize, ToSchema)]
struct StockItem {
    #[serde(flatten)]
    named: Named,
    #[serde(flatten)]
    attributes: BTreeMap<String, String>,
    #[schema(required)]
    replaced_by: Option<String>,
    #[schema(required)]
    supplier: Option<Supplier>,
    quantity_by_bin: Vec<Option<u32>>,
}

#[derive(Serialize, ToSchema)]
struct Supplier {
    id: String,
}

#[derive(Deserialize, ToSchema)]
struct NewItemByInheritance {
    #[serde(flatten)]
    named: Named,
}

#[derive(Deserialize, ToSchema)]
struct ReplacementByNull {
    #[schema(required)]
    replaced_by: Option<String>,
}

/// The remedies: the inherited fields are repeated, and an absent field replaces null.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    #[schema(pattern = "^item_[0-9]{6}$")]
    replaced_by: Option<String>,
    #[schema(minimum = -40.5, maximum = 85)]
    storage_celsius: Option<f64>,
    #[schema(min_length = 1, max_length = 1)]
    class: Option<char>,
    attributes: Option<BTreeMap<String, BTreeMap<String, bool>>>,
}

/// The remedy for a body that is a list: an object with the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItems {
    items: Vec<NewItem>,
}

#[utoipa::path(post, path = "/items", request_body = NewItemByInheritance, responses((status = 204, description = "Kept.")))]
fn item_by_inheritance() {}

#[utoipa::path(put, path = "/replacement", request_body = ReplacementByNull, responses((status = 204, description = "Kept.")))]
fn replace_by_null() {}

#[utoipa::path(post, path = "/batches", request_body = Vec<NewItem>, responses((status = 204, description = "Kept.")))]
fn items_by_list() {}

#[utoipa::path(post, path = "/items", request_body = NewItem, responses((status = 201, description = "Kept.", body = StockItem)))]
fn item() {}

#[utoipa::path(post, path = "/batches", request_body = NewItems, responses((status = 204, description = "Kept.")))]
fn items() {}

#[derive(OpenApi)]
#[openapi(paths(item_by_inheritance))]
struct Inheritance;

#[derive(OpenApi)]
#[openapi(paths(replace_by_null))]
struct RequiredNull;

#[derive(OpenApi)]
#[openapi(paths(items_by_list))]
struct ListBody;

#[derive(OpenApi)]
#[openapi(paths(item, items))]
struct Inventory;

#[test]
fn inheritance_in_a_request_is_refused() {
    let contract = checks::contract::<Inheritance>();
    checks::refused_keyword(&contract, "/components/schemas/NewItemByInheritance/allOf", "request schema");
}

#[test]
fn a_required_field_of_a_request_that_may_be_null_is_refused() {
    let contract = checks::contract::<RequiredNull>();
    let place = "/components/schemas/ReplacementByNull/properties/replaced_by/nullable";
    checks::refused_keyword(&contract, place, "request schema");
}

#[test]
fn a_body_that_is_a_list_is_validated_by_the_server_and_not_by_the_gateway() {
    let lowered = checks::lowered(&checks::contract::<ListBody>());
    let list = "/paths/~1batches/post/requestBody/content/application~1json";
    let item = json!({ "name": "Bolt" });
    checks::validates(&lowered, &[body::<Vec<NewItem>>(list, json!([item]), json!(item), ("", "must be an array"))]);
    checks::derives(&lowered, &[("body_without_schema", list)]);
}

#[test]
fn the_remedied_contract_validates_bodies_and_derives_without_a_finding() {
    let lowered = checks::lowered(&checks::contract::<Inventory>());
    let item =
        |degrees: f64| json!({ "name": "Bolt", "storage_celsius": degrees, "attributes": { "eu": { "ce": true } } });
    checks::validates(
        &lowered,
        &[
            body::<NewItem>(
                "/paths/~1items/post/requestBody/content/application~1json",
                item(-40.5),
                item(-40.6),
                ("/storage_celsius", "must be at least -40.5"),
            ),
            body::<NewItems>(
                "/paths/~1batches/post/requestBody/content/application~1json",
                json!({ "items": [item(0.0)] }),
                json!({ "items": [{ "name": "Bolt", "created_at": "2026-01-01T00:00:00Z" }] }),
                ("/items/0/created_at", "is not a known field"),
            ),
        ],
    );
    checks::derives(&lowered, &[]);
}

#[test]
fn a_response_keeps_inheritance_and_nullable_fields() {
    let lowered = checks::lowered(&checks::contract::<Inventory>());
    let schemas = &lowered["components"]["schemas"];
    let [inherited, own] = schemas["StockItem"]["allOf"].as_array().expect("allOf").as_slice() else { panic!("two") };
    assert_eq!(*inherited, json!({ "$ref": "#/components/schemas/Named" }));
    let properties = &own["properties"];
    assert_eq!(properties["replaced_by"], json!({ "type": "string", "nullable": true }));
    let supplier = [json!({ "$ref": "#/components/schemas/Supplier" }), json!({ "nullable": true, "enum": [null] })];
    assert_eq!(properties["supplier"], json!({ "oneOf": supplier }));
    assert_eq!(properties["quantity_by_bin"]["items"]["nullable"], true);
    assert_eq!(own["additionalProperties"], json!({ "type": "string" }));
    assert_eq!(schemas["Named"]["allOf"][0], json!({ "$ref": "#/components/schemas/Audited" }));
}
