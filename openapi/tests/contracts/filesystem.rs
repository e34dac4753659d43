//! A file system with comments: recursion, direct and mutual, through maps, lists and boxes.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use textgate_openapi::Validator;
use utoipa::{OpenApi, ToSchema};

use crate::checks::{self, body};

/// A folder with its folders and files by name.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Folder {
    #[schema(max_length = 64)]
    owner: Option<String>,
    #[schema(no_recursion)]
    folders: BTreeMap<String, Folder>,
    files: Option<BTreeMap<String, FileEntry>>,
    #[schema(no_recursion)]
    link: Option<Box<Link>>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    #[schema(minimum = 0, maximum = 1_099_511_627_776_u64)]
    size_bytes: u64,
    mode: Mode,
}

#[derive(Deserialize, Serialize, ToSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Read,
    Write,
}

/// A link to a folder, which may contain links.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Link {
    #[schema(no_recursion)]
    target: Box<Folder>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Comment {
    #[schema(min_length = 1, max_length = 2_000)]
    text: String,
    #[schema(no_recursion, max_items = 50)]
    replies: Option<Vec<Comment>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Condition {
    Name(String),
    #[schema(no_recursion)]
    Not(Box<Condition>),
    #[schema(no_recursion)]
    All(Vec<Condition>),
}

/// The remedy for the recursive union: the operator says which fields count.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    operator: Operator,
    #[schema(max_length = 255)]
    name: Option<String>,
    #[schema(no_recursion)]
    operands: Option<Vec<Search>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Operator {
    Name,
    Not,
    All,
}

#[derive(Serialize, ToSchema)]
struct Snapshot {
    root: Folder,
    threads: BTreeMap<String, Vec<Comment>>,
    attributes: serde_json::Map<String, Value>,
    anything: Value,
}

#[derive(Serialize, ToSchema)]
struct Usage {
    bytes_by_mode: BTreeMap<Mode, u64>,
}

#[utoipa::path(put, path = "/tree", request_body = Folder, responses((status = 200, description = "The tree.", body = Snapshot)))]
fn tree_put() {}

#[utoipa::path(post, path = "/comments", request_body = Comment, responses((status = 201, description = "Said.", body = Comment)))]
fn comment() {}

#[utoipa::path(post, path = "/links", request_body = Link, responses((status = 204, description = "Linked.")))]
fn link() {}

#[utoipa::path(post, path = "/search", request_body = Search, responses((status = 200, description = "Found.", body = Snapshot)))]
fn search() {}

#[utoipa::path(post, path = "/search", request_body = Condition, responses((status = 204, description = "Found.")))]
fn search_by_union() {}

#[utoipa::path(get, path = "/usage", responses((status = 200, description = "Usage.", body = Usage)))]
fn usage() {}

#[derive(OpenApi)]
#[openapi(paths(tree_put, comment, link, search))]
struct Files;

#[derive(OpenApi)]
#[openapi(paths(search_by_union))]
struct RecursiveUnion;

#[derive(OpenApi)]
#[openapi(paths(usage))]
struct MapByEnum;

#[test]
fn a_recursive_union_in_a_request_is_refused() {
    let contract = checks::contract::<RecursiveUnion>();
    checks::refused_keyword(&contract, "/components/schemas/Condition/oneOf", "request schema");
}

#[test]
fn a_map_whose_keys_are_an_enumeration_is_refused() {
    let contract = checks::contract::<MapByEnum>();
    let place = "/components/schemas/Usage/properties/bytes_by_mode/propertyNames";
    checks::refused_keyword(&contract, place, "schema");
}

#[test]
fn recursive_bodies_are_validated_at_any_depth() {
    let folder = |inner: Value| json!({ "folders": { "a/b": { "folders": {}, "link": { "target": inner } } } });
    let comment = |text: &str| json!({ "text": "a", "replies": [{ "text": "b", "replies": [{ "text": text }] }] });
    let lowered = checks::lowered(&checks::contract::<Files>());
    checks::validates(
        &lowered,
        &[
            body::<Folder>(
                "/paths/~1tree/put/requestBody/content/application~1json",
                folder(json!({ "folders": {}, "files": { "c": { "size_bytes": 0, "mode": "read" } } })),
                folder(json!({ "folders": {}, "files": { "c": { "size_bytes": -1, "mode": "read" } } })),
                ("/folders/a~1b/link/target/files/c/size_bytes", "must be at least 0"),
            ),
            body::<Comment>(
                "/paths/~1comments/post/requestBody/content/application~1json",
                comment("c"),
                comment(""),
                ("/replies/0/replies/0/text", "must not be empty"),
            ),
            body::<Link>(
                "/paths/~1links/post/requestBody/content/application~1json",
                json!({ "target": folder(json!({ "folders": {} })) }),
                json!({ "target": folder(json!({})) }),
                ("/target/folders/a~1b/link/target/folders", "is required"),
            ),
            body::<Search>(
                "/paths/~1search/post/requestBody/content/application~1json",
                json!({ "operator": "not", "operands": [{ "operator": "name", "name": "a" }] }),
                json!({ "operator": "not", "operands": [{ "operator": "any" }] }),
                ("/operands/0/operator", r#"must be one of "name", "not", "all""#),
            ),
        ],
    );
}

#[test]
fn a_deep_value_is_validated_without_a_stack_overflow() {
    let lowered = checks::lowered(&checks::contract::<Files>());
    let validator = Validator::compile(&lowered, "/components/schemas/Comment").expect("compiles");
    let mut comment = json!({ "text": "" });
    for _ in 1..textgate_openapi::json::MAX_DEPTH {
        comment = json!({ "text": "a", "replies": [comment] });
    }
    let violations = validator.violations(&comment);
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer.as_str(), format!("{}/text", "/replies/0".repeat(31)));
}

#[test]
fn recursive_models_refer_to_models() {
    let derived = checks::derives(
        &checks::lowered(&checks::contract::<Files>()),
        &[("array_length", "/components/schemas/Comment/properties/replies/maxItems")],
    );
    let models = &derived["components"]["schemas"];
    let names: Vec<_> = models.as_object().expect("models").keys().collect();
    assert_eq!(names, ["Link", "Folder", "Comment", "Search"]);
    let folder = json!({ "$ref": "#/components/schemas/Folder" });
    assert_eq!(models["Folder"]["properties"]["folders"]["additionalProperties"], folder);
    assert_eq!(models["Folder"]["properties"]["link"], json!({ "$ref": "#/components/schemas/Link" }));
    assert_eq!(models["Link"]["properties"]["target"], folder);
    assert_eq!(
        models["Folder"]["properties"]["files"]["additionalProperties"]["required"],
        json!(["size_bytes", "mode"])
    );
}
