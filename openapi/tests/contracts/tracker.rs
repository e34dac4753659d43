//! An issue tracker: generic pages, parameters of every kind, several media types, patches with optional fields.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]
#![expect(unused_qualifications, reason = "utoipa qualifies the types of parameters")]

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::checks::{self, body};

#[derive(Serialize, ToSchema)]
struct Page<T> {
    items: Vec<T>,
    total: u64,
    next_cursor: Option<String>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    Open,
    InProgress,
    Closed,
}

#[derive(Serialize, ToSchema)]
struct User {
    login: String,
    #[schema(format = Hostname)]
    avatar: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Issue {
    number: u64,
    title: String,
    state: State,
    assignee: Option<User>,
    watchers: Page<User>,
    labels: HashSet<String>,
    /// Absent while the issue is open.
    closed_by: Option<Box<User>>,
}

#[derive(Serialize, ToSchema)]
struct Audit<T, E> {
    before: T,
    after: T,
    failure: Option<E>,
}

#[derive(Serialize, ToSchema)]
struct Problem {
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewIssue {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    #[schema(max_length = 65_536)]
    body: Option<String>,
    #[schema(max_items = 10)]
    labels: Option<Vec<Label>>,
    state: Option<State>,
}

#[derive(Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 50, pattern = "^[a-z0-9-]+$")]
struct Label(String);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssuePatch {
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    state: Option<State>,
}

#[derive(Deserialize, ToSchema)]
struct LabelSet {
    labels: HashSet<String>,
}

#[derive(Deserialize, ToSchema)]
struct Reassignment {
    #[schema(required)]
    assignee: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct IssueFilter {
    state: Option<State>,
    /// Free text.
    q: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    per_page: Option<u32>,
    labels: Option<Vec<String>>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
struct Caching {
    #[serde(rename = "If-None-Match")]
    #[param(nullable = false)]
    if_none_match: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Repository {
    owner: String,
    repo: String,
}

#[utoipa::path(
    get,
    path = "/repos/{owner}/{repo}/issues",
    params(Repository, IssueFilter, Caching),
    responses(
        (status = 200, description = "Issues.", headers(("ETag" = String)), content(
            (Page<Issue> = "application/json"),
            (String = "text/csv"),
        )),
        (status = 304, description = "Nothing new."),
        (status = 404, description = "No such repository.", body = Problem),
    ),
)]
fn issue_list() {}

#[utoipa::path(
    post,
    path = "/repos/{owner}/{repo}/issues",
    params(Repository),
    request_body(content((NewIssue = "application/json"), (String = "text/markdown"))),
    responses((status = 201, description = "Opened.", body = Issue)),
)]
fn issue_open() {}

#[utoipa::path(
    patch,
    path = "/repos/{owner}/{repo}/issues/{number}",
    params(Repository, ("number" = u64, Path, minimum = 1)),
    request_body = IssuePatch,
    responses((status = 200, description = "Changed.", body = Audit<Issue, Problem>)),
)]
fn issue_change() {}

#[utoipa::path(put, path = "/labels", request_body = LabelSet, responses((status = 204, description = "Set.")))]
fn labels_set() {}

#[utoipa::path(put, path = "/assignee", request_body = Reassignment, responses((status = 204, description = "Set.")))]
fn reassign() {}

#[utoipa::path(put, path = "/issue", request_body = Option<IssuePatch>, responses((status = 204, description = "Set.")))]
fn change_or_not() {}

#[derive(OpenApi)]
#[openapi(paths(issue_list, issue_open, issue_change))]
struct Tracker;

#[derive(OpenApi)]
#[openapi(paths(labels_set))]
struct SetOfLabels;

#[derive(OpenApi)]
#[openapi(paths(reassign))]
struct NullUnassigns;

#[derive(OpenApi)]
#[openapi(paths(change_or_not))]
struct OptionalBody;

#[test]
fn a_set_in_a_request_is_refused() {
    let contract = checks::contract::<SetOfLabels>();
    checks::refused_keyword(&contract, "/components/schemas/LabelSet/properties/labels/uniqueItems", "request schema");
}

#[test]
fn null_in_a_request_is_refused() {
    let contract = checks::contract::<NullUnassigns>();
    checks::refused_keyword(
        &contract,
        "/components/schemas/Reassignment/properties/assignee/nullable",
        "request schema",
    );
}

#[test]
fn a_body_that_may_be_null_is_refused() {
    let contract = checks::contract::<OptionalBody>();
    let place = "/paths/~1issue/put/requestBody/content/application~1json/schema/oneOf";
    checks::refused_keyword(&contract, place, "request schema");
}

#[test]
fn each_media_type_of_a_body_has_its_own_validator() {
    let lowered = checks::lowered(&checks::contract::<Tracker>());
    checks::validates(
        &lowered,
        &[
            body::<NewIssue>(
                "/paths/~1repos~1{owner}~1{repo}~1issues/post/requestBody/content/application~1json",
                json!({ "title": "It leaks", "labels": ["bug", "p-1"], "state": "in-progress" }),
                json!({ "title": "It leaks", "labels": ["bug", "P1"] }),
                ("/labels/1", "must match the pattern ^[a-z0-9-]+$"),
            ),
            body::<String>(
                "/paths/~1repos~1{owner}~1{repo}~1issues/post/requestBody/content/text~1markdown",
                json!("# It leaks"),
                json!(["# It leaks"]),
                ("", "must be a string"),
            ),
            body::<IssuePatch>(
                "/paths/~1repos~1{owner}~1{repo}~1issues~1{number}/patch/requestBody/content/application~1json",
                json!({ "state": "closed" }),
                json!({ "state": "shut" }),
                ("/state", r#"must be one of "open", "in-progress", "closed""#),
            ),
        ],
    );
}

#[test]
fn each_instance_of_a_generic_type_has_its_own_schema() {
    let lowered = checks::lowered(&checks::contract::<Tracker>());
    let schemas = &lowered["components"]["schemas"];
    assert_eq!(schemas["Page_Issue"]["properties"]["next_cursor"], json!({ "type": "string" }));
    assert_eq!(schemas["Page_User"]["properties"]["items"]["items"]["required"], json!(["login"]));
    let watchers = &schemas["Audit_Issue_Problem"]["properties"]["before"]["properties"]["watchers"];
    assert_eq!(*watchers, json!({ "$ref": "#/components/schemas/Page_User" }));
}

#[test]
fn there_is_a_finding_for_each_parameter_that_the_gateway_does_not_validate() {
    let list = "/paths/~1repos~1{owner}~1{repo}~1issues/get/parameters";
    let change = "/paths/~1repos~1{owner}~1{repo}~1issues~1{number}/patch/parameters";
    let markdown = "/paths/~1repos~1{owner}~1{repo}~1issues/post/requestBody/content/text~1markdown";
    let derived = checks::derives(
        &checks::lowered(&checks::contract::<Tracker>()),
        &[
            ("parameter_constraint", &format!("{list}/2/schema/$ref")),
            ("parameter_constraint", &format!("{list}/4/schema/format")),
            ("parameter_constraint", &format!("{list}/4/schema/maximum")),
            ("parameter_constraint", &format!("{list}/4/schema/minimum")),
            ("parameter_constraint", &format!("{list}/5/schema/items")),
            ("media_type", markdown),
            ("parameter_constraint", &format!("{change}/2/schema/format")),
            ("parameter_constraint", &format!("{change}/2/schema/minimum")),
            ("array_length", "/components/schemas/NewIssue/properties/labels/maxItems"),
        ],
    );
    let opened = &derived["paths"]["/repos/{owner}/{repo}/issues"]["post"]["requestBody"]["content"];
    assert_eq!(*opened, json!({ "application/json": { "schema": { "$ref": "#/components/schemas/NewIssue" } } }));
}
