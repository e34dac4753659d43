//! A platform with hundreds of resources and schemas, built by a program.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use serde::{Deserialize, Serialize};
use serde_json::json;
use textgate_openapi::Validator;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, Info, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref,
    Required, ResponseBuilder, Type,
};
use utoipa::{PartialSchema, ToSchema};

use crate::checks;

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Address {
    #[schema(max_length = 100)]
    street: String,
    #[schema(pattern = "^[A-Z]{2}$")]
    country: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecord {
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    ship_to: Address,
    bill_to: Option<Address>,
    #[schema(minimum = 0, maximum = 65_535)]
    priority: Option<u16>,
}

#[derive(Serialize, ToSchema)]
struct Record {
    id: String,
    address: Option<Address>,
    parent: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct RecordPage {
    items: Vec<Record>,
    next: Option<String>,
}

/// A contract with this number of kinds of records. Each kind has two paths and three schemas.
fn platform(kinds: usize) -> OpenApi {
    let mut components =
        ComponentsBuilder::new().schema("Address", Address::schema()).schema("Record", Record::schema());
    let mut paths = PathsBuilder::new();
    for kind in 0..kinds {
        let (new, one, page) = (format!("NewKind{kind}"), format!("Kind_{kind}"), format!("Page_Kind_{kind}"));
        let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        let id = id.schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        let content = |name: &str| ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).build();
        let answer =
            |name: &str| ResponseBuilder::new().description("Done.").content("application/json", content(name));
        let body = RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", content(&new));
        let create = OperationBuilder::new().request_body(Some(body.build())).response("201", answer(&one));
        let list = OperationBuilder::new().response("200", answer(&page));
        let mut collection = PathItem::new(HttpMethod::Post, create);
        collection.merge_operations(PathItem::new(HttpMethod::Get, list));
        let read = OperationBuilder::new().parameter(id).response("200", answer(&one));
        paths = paths.path(format!("/kind{kind}"), collection);
        paths = paths.path(format!("/kind{kind}/{{id}}"), PathItem::new(HttpMethod::Get, read));
        components = components.schema(new, NewRecord::schema()).schema(one, Record::schema());
        components = components.schema(page, RecordPage::schema());
    }
    OpenApiBuilder::new()
        .info(Info::new("A platform", "1.0.0"))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

#[test]
fn hundreds_of_schemas_lower_validate_and_derive_without_a_finding() {
    let lowered = checks::lowered(&platform(140));
    assert_eq!(lowered["components"]["schemas"].as_object().map(serde_json::Map::len), Some(422));
    let address = json!({ "street": "1 High Street", "country": "IE" });
    for kind in 0..140 {
        let place = format!("/paths/~1kind{kind}/post/requestBody/content/application~1json/schema");
        let validator = Validator::compile(&lowered, &place).expect("compiles");
        assert_eq!(validator.violations(&json!({ "name": "a", "ship_to": address, "bill_to": address })), []);
        let violations = validator.violations(&json!({ "name": "a", "ship_to": address, "priority": 65_536 }));
        assert_eq!(violations.len(), 1);
        assert_eq!(violations[0].pointer.as_str(), "/priority");
    }
    let derived = checks::derives(&lowered, &[]);
    assert_eq!(derived["components"]["schemas"].as_object().map(serde_json::Map::len), Some(140));
}

#[test]
fn too_many_resources_are_one_finding() {
    checks::derives(&checks::lowered(&platform(149)), &[]);
    checks::derives(&checks::lowered(&platform(150)), &[("resources", "/paths")]);
}

#[test]
fn too_large_models_are_one_finding() {
    let mut contract = platform(140);
    let components = contract.components.as_mut().expect("components");
    let large = ObjectBuilder::new().description(Some("An address. ".repeat(130))).schema_type(Type::Object);
    components.schemas.insert("Address".to_owned(), large.into());
    checks::derives(&checks::lowered(&contract), &[("models_size", "/components/schemas")]);
}

#[test]
fn names_that_only_differ_in_punctuation_are_one_finding() {
    let mut contract = platform(2);
    let components = contract.components.as_mut().expect("components");
    let schema = components.schemas["NewKind0"].clone();
    components.schemas.insert("New_Kind1".to_owned(), schema);
    let mut contract = serde_json::to_value(contract).expect("a document");
    contract["paths"]["/kind0"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"] =
        "#/components/schemas/New_Kind1".into();
    let found = checks::findings(&checks::lowered(&contract));
    assert_eq!(found, [("model_name".to_owned(), "/components/schemas/NewKind1".to_owned())]);
}
