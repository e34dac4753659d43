//! Changes of operations: their addresses, names and groups.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, rename, take};
use crate::fixture;

const SEND: &str = "/paths/~1parcels/post";

const OPERATIONS: &[Case] = &[
    Case {
        name: "a new operation with schemas of its own",
        edit: fixture::add_stream,
        rule: "operation_added",
        words: &["`send_stream` is new (POST /parcels/stream)"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a removed operation",
        edit: |document| drop(take(document, "/paths/~1parcels~1{id}/get")),
        rule: "operation_removed",
        words: &["`track` was removed (GET /parcels/{id})", "404 or 405"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a moved path",
        edit: |document| rename(document, "/paths/~1parcels", "/packets"),
        rule: "operation_moved",
        words: &["`send` moved from POST /parcels to POST /packets"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a moved path, and another operation at the old path",
        edit: |document| {
            rename(document, "/paths/~1parcels", "/packets");
            let later = json!({ "operationId": "sent", "responses": { "200": { "description": "All." } } });
            at(document, "/paths")["/parcels"] = json!({ "post": later });
        },
        rule: "operation_moved",
        words: &["`send` moved from POST /parcels to POST /packets"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "two operations that exchanged their addresses",
        edit: |document| {
            let item = "/paths/~1parcels~1{id}";
            let (get, put) = (take(document, &format!("{item}/get")), take(document, &format!("{item}/put")));
            at(document, item)["get"] = put;
            at(document, item)["put"] = get;
        },
        rule: "operation_moved",
        words: &["`redirect` moved from PUT /parcels/{id} to GET /parcels/{id}"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another operation at a path that differs only in the name of a parameter",
        edit: |document| {
            rename(document, "/paths/~1parcels~1{id}~1events", "/parcels/{number}/events");
            let item = at(document, "/paths/~1parcels~1{number}~1events");
            item["parameters"][0]["name"] = json!("number");
            item["get"]["operationId"] = json!("log");
            item["get"]["responses"]["200"]["content"] = json!({ "text/plain": {} });
        },
        rule: "operation_removed",
        words: &["`watch` was removed (GET /parcels/{id}/events)"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a path without operations",
        edit: |document| at(document, "/paths")["/later"] = json!({ "x-planned": true }),
        rule: "elsewhere",
        words: &["the path /later is new and has no operations"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "another method",
        edit: |document| rename(document, SEND, "put"),
        rule: "operation_moved",
        words: &["`send` moved from POST /parcels to PUT /parcels"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another name of a path parameter",
        edit: |document| {
            rename(document, "/paths/~1parcels~1{id}~1events", "/parcels/{number}/events");
            at(document, "/paths/~1parcels~1{number}~1events/parameters/0")["name"] = json!("number");
        },
        rule: "operation_moved",
        words: &["`watch` moved from GET /parcels/{id}/events to GET /parcels/{number}/events"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a moved path and a changed response",
        edit: |document| {
            rename(document, "/paths/~1parcels", "/packets");
            take(document, "/components/schemas/Receipt/properties/weight");
        },
        rule: "response_optional_field_removed",
        words: &["`Receipt.weight` was removed", "`send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a renamed operation id",
        edit: |document| at(document, SEND)["operationId"] = json!("post_parcel"),
        rule: "operation_renamed",
        words: &["`send` was renamed to `post_parcel`", "source code that calls it no longer compiles"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a deprecated operation",
        edit: |document| at(document, SEND)["deprecated"] = json!(true),
        rule: "deprecated",
        words: &["`send` is now deprecated"],
        severity: Additive,
        reverse: Additive,
    },
    Case {
        name: "an operation that is explicitly not deprecated",
        edit: |document| at(document, SEND)["deprecated"] = json!(false),
        rule: "same_meaning",
        words: &["`send` has a flag that is written in another way"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a renamed tag",
        edit: |document| {
            at(document, "/tags/0")["name"] = json!("shipping");
            at(document, SEND)["tags"] = json!(["shipping"]);
        },
        rule: "operation_group",
        words: &[
            "`send` is no longer in the group `sending`; its first group is now `shipping`",
            "name a class or a module",
        ],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "an additional tag",
        edit: |document| push(document, &format!("{SEND}/tags"), "tracking"),
        rule: "operation_group_added",
        words: &["`send` is in an additional group"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "an additional tag before the others",
        edit: |document| at(document, SEND)["tags"] = json!(["tracking", "sending"]),
        rule: "operation_group",
        words: &["`send` now has `tracking` as its first group instead of `sending`"],
        severity: Breaking,
        reverse: Breaking,
    },
];

#[test]
fn operations_are_judged_in_both_directions() {
    check(&fixture::document(), OPERATIONS);
}
