//! Seeded changes of what stands around requests and answers: operations, names, security, servers, texts.

use serde_json::{Value, json};
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::parcels;
use crate::seed::{Seed, at, judge, push, rename, take};

const SEND: &str = "/paths/~1parcels/post";

/// Gives a component another name, wherever it is referred to.
fn rename_schema(document: &mut Value, from: &str, to: &str) {
    let reference = |name: &str| format!("\"#/components/schemas/{name}\"");
    let text = document.to_string().replace(&reference(from), &reference(to));
    *document = serde_json::from_str(&text).expect("JSON");
    rename(document, &format!("/components/schemas/{from}"), to);
}

/// An operation that streams, with the schemas of its events, as no other operation has.
pub(crate) fn add_stream(document: &mut Value) {
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    at(document, "/paths")["/parcels/stream"] = json!({ "post": {
        "operationId": "send_stream",
        "tags": ["sending"],
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema("Parcel") } } },
        "responses": { "200": { "description": "A stream.", "content": { "text/event-stream": {
            "schema": { "type": "string", "not": schema("StreamEvent") },
            "x-item-schema": schema("StreamEvent"),
        } } } },
        "security": [{ "key": [] }],
    } });
    let schemas = at(document, "/components/schemas");
    schemas["StreamEvent"] = json!({ "oneOf": [schema("Begun"), schema("Receipt")] });
    schemas["Begun"] = json!({ "type": "object", "properties": { "begun": { "type": "boolean" } } });
}

const OPERATIONS: &[Seed] = &[
    Seed {
        name: "a new operation with schemas of its own",
        plant: add_stream,
        rule: "operation_added",
        words: &["`send_stream` is new (POST /parcels/stream)"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a removed operation",
        plant: |document| drop(take(document, "/paths/~1parcels~1{id}/get")),
        rule: "operation_removed",
        words: &["`track` is gone (GET /parcels/{id})", "404 or 405"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a moved path",
        plant: |document| rename(document, "/paths/~1parcels", "/packets"),
        rule: "operation_moved",
        words: &["`send` is no longer POST /parcels but POST /packets"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a moved path, and another operation where it was",
        plant: |document| {
            rename(document, "/paths/~1parcels", "/packets");
            let later = json!({ "operationId": "sent", "responses": { "200": { "description": "All." } } });
            at(document, "/paths")["/parcels"] = json!({ "post": later });
        },
        rule: "operation_moved",
        words: &["`send` is no longer POST /parcels but POST /packets"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "two operations that took each other's place",
        plant: |document| {
            let item = "/paths/~1parcels~1{id}";
            let (get, put) = (take(document, &format!("{item}/get")), take(document, &format!("{item}/put")));
            at(document, item)["get"] = put;
            at(document, item)["put"] = get;
        },
        rule: "operation_moved",
        words: &["`redirect` is no longer PUT /parcels/{id} but GET /parcels/{id}"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another operation at an address that only names its parameter otherwise",
        plant: |document| {
            rename(document, "/paths/~1parcels~1{id}~1events", "/parcels/{number}/events");
            let item = at(document, "/paths/~1parcels~1{number}~1events");
            item["parameters"][0]["name"] = json!("number");
            item["get"]["operationId"] = json!("log");
            item["get"]["responses"]["200"]["content"] = json!({ "text/plain": {} });
        },
        rule: "operation_removed",
        words: &["`watch` is gone (GET /parcels/{id}/events)"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a path without operations",
        plant: |document| at(document, "/paths")["/later"] = json!({ "x-planned": true }),
        rule: "elsewhere",
        words: &["the path /later is new, without operations"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "another method",
        plant: |document| rename(document, SEND, "put"),
        rule: "operation_moved",
        words: &["`send` is no longer POST /parcels but PUT /parcels"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another name of a path parameter",
        plant: |document| {
            rename(document, "/paths/~1parcels~1{id}~1events", "/parcels/{number}/events");
            at(document, "/paths/~1parcels~1{number}~1events/parameters/0")["name"] = json!("number");
        },
        rule: "operation_moved",
        words: &["`watch` is no longer GET /parcels/{id}/events but GET /parcels/{number}/events"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a moved path whose answer changed, too",
        plant: |document| {
            rename(document, "/paths/~1parcels", "/packets");
            take(document, "/components/schemas/Receipt/properties/weight");
        },
        rule: "response_optional_field_removed",
        words: &["`Receipt.weight` is gone", "`send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a renamed operation id",
        plant: |document| at(document, SEND)["operationId"] = json!("post_parcel"),
        rule: "operation_renamed",
        words: &["`send` is now called `post_parcel`", "source code that calls it no longer compiles"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a deprecated operation",
        plant: |document| at(document, SEND)["deprecated"] = json!(true),
        rule: "deprecated",
        words: &["`send` is deprecated"],
        severity: Additive,
        reverse: Additive,
    },
    Seed {
        name: "an operation that is said not to be deprecated",
        plant: |document| at(document, SEND)["deprecated"] = json!(false),
        rule: "same_meaning",
        words: &["`send` has a flag said otherwise"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a renamed tag",
        plant: |document| {
            at(document, "/tags/0")["name"] = json!("shipping");
            at(document, SEND)["tags"] = json!(["shipping"]);
        },
        rule: "operation_group",
        words: &["`send` is no longer in the group `sending`, its first is `shipping`", "name a class or a module"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "one more tag",
        plant: |document| push(document, &format!("{SEND}/tags"), "tracking"),
        rule: "operation_group_added",
        words: &["`send` is in one more group"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "one more tag before the others",
        plant: |document| at(document, SEND)["tags"] = json!(["tracking", "sending"]),
        rule: "operation_group",
        words: &["`send` has `tracking` as its first group instead of `sending`"],
        severity: Breaking,
        reverse: Breaking,
    },
];

#[test]
fn operations_are_judged_there_and_back() {
    judge(&parcels::document(), OPERATIONS);
}

const NAMES: &[Seed] = &[
    Seed {
        name: "a renamed schema",
        plant: |document| rename_schema(document, "Receipt", "Confirmation"),
        rule: "schema_renamed",
        words: &["`Receipt` is now called `Confirmation`", "source code that names the old one no longer compiles"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a renamed schema that changed, too",
        plant: |document| {
            rename_schema(document, "Price", "Amount");
            at(document, "/components/schemas/Amount/properties/cents")["maximum"] = json!(9);
        },
        rule: "response_constraint_narrowed",
        words: &["`Price.cents` has maximum 9"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a removed schema that nothing uses",
        plant: |document| drop(take(document, "/components/schemas/Unused")),
        rule: "schema_removed",
        words: &["`Unused` is gone", "no longer compiles"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a changed schema that nothing uses",
        plant: |document| at(document, "/components/schemas/Unused/properties/size")["maximum"] = json!(8),
        rule: "request_constraint_narrowed",
        words: &["`Unused.size` has maximum 8 instead of 9", "no operation does"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a type described in place",
        plant: |document| {
            let price = at(document, "/components/schemas/Price").clone();
            *at(document, "/components/schemas/Receipt/properties/price") = price;
        },
        rule: "type_name",
        words: &["`Receipt.price` is no longer a `Price`, but described in place", "callers of `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another type of the same shape",
        plant: |document| {
            let price = at(document, "/components/schemas/Price").clone();
            at(document, "/components/schemas")["Amount"] = price;
            at(document, "/components/schemas/Receipt/properties/price")["$ref"] = json!("#/components/schemas/Amount");
        },
        rule: "type_name",
        words: &["`Receipt.price` is a `Amount` instead of a `Price`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another title of a type without a name",
        plant: |document| at(document, "/components/schemas/Receipt/properties/window")["title"] = json!("Slot"),
        rule: "type_name",
        words: &["`Receipt.window` has the title \"Slot\" instead of \"Window\""],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a title of a type with a name",
        plant: |document| at(document, "/components/schemas/Price")["title"] = json!("The price"),
        rule: "text",
        words: &["`Price` has another title"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn names_of_schemas_are_judged_there_and_back() {
    judge(&parcels::document(), NAMES);
}

const SECURITY_AND_SERVERS: &[Seed] = &[
    Seed {
        name: "credentials where none were asked for",
        plant: |document| at(document, "/paths/~1parcels~1{id}/put")["security"] = json!([{ "key": [] }]),
        rule: "security_tightened",
        words: &["`redirect` asks for `key` instead of no credentials", "401 or 403 by `redirect`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "one more scope",
        plant: |document| at(document, &format!("{SEND}/security/1"))["login"] = json!(["send", "pay"]),
        rule: "security_tightened",
        words: &["`send` asks for `key` or `login` (send, pay) instead of `key` or `login` (send)"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "one more scheme at once",
        plant: |document| at(document, SEND)["security"] = json!([{ "key": [], "login": [] }]),
        rule: "security_tightened",
        words: &["asks for `key` and `login`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "credentials for every operation that says nothing",
        plant: |document| at(document, "")["security"] = json!([{ "key": [] }]),
        rule: "security_tightened",
        words: &["`track` asks for `key` instead of no credentials"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "no credentials, said at the operation",
        plant: |document| at(document, "/paths/~1parcels~1{id}/get")["security"] = json!([]),
        rule: "elsewhere",
        words: &["`track` asks for the same, said otherwise"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "another header for the key",
        plant: |document| at(document, "/components/securitySchemes/key")["name"] = json!("x-key"),
        rule: "security_scheme_changed",
        words: &["the security scheme `key` has another `name`: it was \"x-api-key\" and is \"x-key\"", "401"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another scheme that nothing asks for",
        plant: |document| {
            at(document, "/components/securitySchemes")["other"] = json!({ "type": "http", "scheme": "basic" });
        },
        rule: "security_scheme_added",
        words: &["the security scheme `other` is new"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "another server",
        plant: |document| at(document, "/servers/0")["url"] = json!("https://packets.example"),
        rule: "server_changed",
        words: &["was [\"https://parcels.example\"] and is [\"https://packets.example\"]", "base URL"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "one more server",
        plant: |document| push(document, "/servers", json!({ "url": "https://packets.example" })),
        rule: "server_added",
        words: &["has one more: \"https://packets.example\""],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a server where none was named",
        plant: |document| drop(take(document, "/servers")),
        rule: "server_changed",
        words: &["the list of servers"],
        severity: Breaking,
        reverse: Breaking,
    },
];

#[test]
fn security_and_servers_are_judged_there_and_back() {
    judge(&parcels::document(), SECURITY_AND_SERVERS);
}

const TEXTS_AND_EXTENSIONS: &[Seed] = &[
    Seed {
        name: "another description of the document",
        plant: |document| at(document, "/info")["description"] = json!("Sends parcels fast."),
        rule: "text",
        words: &["`description` of the document has another text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "another description of a tag",
        plant: |document| at(document, "/tags/0")["description"] = json!("Send parcels."),
        rule: "text",
        words: &["`tags` of the document has another text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "another description of an answer",
        plant: |document| at(document, &format!("{SEND}/responses/200"))["description"] = json!("It is sent."),
        rule: "text",
        words: &["the 200 answer of `send` has another text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "an extension that there was not",
        plant: |document| at(document, SEND)["x-cost"] = json!(1),
        rule: "extension_added",
        words: &["`send` has a new extension, `x-cost`"],
        severity: Additive,
        reverse: Breaking,
    },
];

#[test]
fn texts_and_extensions_are_judged_there_and_back() {
    judge(&parcels::document(), TEXTS_AND_EXTENSIONS);
}
