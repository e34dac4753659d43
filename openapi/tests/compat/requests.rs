//! Seeded changes of what clients send: allowing less breaks, allowing more does not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::parcels;
use crate::seed::{Seed, at, judge, push, rename, take};

const PARCEL: &str = "/components/schemas/Parcel";
const LABEL: &str = "/components/schemas/Parcel/properties/label";
const GRAMS: &str = "/components/schemas/Parcel/properties/grams";
const SEND: &str = "/paths/~1parcels/post";
const REDIRECT: &str = "/paths/~1parcels~1{id}/put";

const FIELDS: &[Seed] = &[
    Seed {
        name: "a new required field",
        plant: |document| {
            at(document, PARCEL)["properties"]["from"] = json!({ "type": "string" });
            push(document, &format!("{PARCEL}/required"), "from");
        },
        rule: "request_field_required",
        words: &["`Parcel.from` is new and required", "does not send it is refused by `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a new optional field",
        plant: |document| at(document, PARCEL)["properties"]["from"] = json!({ "type": "string" }),
        rule: "request_field_optional",
        words: &["`Parcel.from` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "an optional field made required",
        plant: |document| push(document, &format!("{PARCEL}/required"), "label"),
        rule: "request_field_required",
        words: &["`Parcel.label` was optional and is required", "refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a required field made optional",
        plant: |document| at(document, PARCEL)["required"] = json!(["to"]),
        rule: "request_field_optional",
        words: &["`Parcel.grams` was required and is optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a removed field of an object that takes no others",
        plant: |document| drop(take(document, LABEL)),
        rule: "request_field_refused",
        words: &["`Parcel.label` is gone", "a client that sends it is refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a removed field of an object that takes others",
        plant: |document| drop(take(document, "/components/schemas/Address/properties/floor")),
        rule: "request_field_ignored",
        words: &["`Address.floor` is gone", "no longer understood by `send`, `redirect`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a renamed field",
        plant: |document| rename(document, LABEL, "sticker"),
        rule: "request_field_refused",
        words: &["`Parcel.label` is now called `sticker`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "other fields refused",
        plant: |document| at(document, "/components/schemas/Address")["additionalProperties"] = json!(false),
        rule: "request_constraint_narrowed",
        words: &["`Address` allowed any other fields and allows no other fields", "refused by `send`, `redirect`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "the same required fields in another order",
        plant: |document| at(document, PARCEL)["required"] = json!(["grams", "to"]),
        rule: "order",
        words: &["`Parcel` has its required fields in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn fields_that_clients_send_are_judged_there_and_back() {
    judge(&parcels::document(), FIELDS);
}

const CONSTRAINTS: &[Seed] = &[
    Seed {
        name: "a tighter length",
        plant: |document| at(document, LABEL)["maxLength"] = json!(32),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` has maxLength 32 instead of 64", "refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a longer least length",
        plant: |document| at(document, LABEL)["minLength"] = json!(2),
        rule: "request_constraint_narrowed",
        words: &["has minLength 2 instead of 1"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a least length that says nothing",
        plant: |document| at(document, "/components/schemas/Parcel/properties/notes")["minItems"] = json!(0),
        rule: "same_meaning",
        words: &["`Parcel.notes` has minItems 0"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "fewer elements",
        plant: |document| at(document, "/components/schemas/Parcel/properties/notes")["maxItems"] = json!(3),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.notes` has maxItems 3 instead of 4"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a narrower range",
        plant: |document| at(document, GRAMS)["maximum"] = json!(20000),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.grams` has maximum 20000 instead of 30000"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a narrower range at its lower end",
        plant: |document| at(document, GRAMS)["minimum"] = json!(10),
        rule: "request_constraint_narrowed",
        words: &["has minimum 10 instead of 1"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a bound that there was not",
        plant: |document| at(document, "/components/schemas/Parcel/properties/value")["minimum"] = json!(0),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.value` has minimum 0, which it had not"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a bound written as a fraction",
        plant: |document| at(document, "/components/schemas/Parcel/properties/value")["maximum"] = json!(500.0),
        rule: "same_meaning",
        words: &["`Parcel.value` has maximum 500.0 instead of 500"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a pattern that there was not",
        plant: |document| at(document, "/components/schemas/Address/properties/street")["pattern"] = json!("^[a-z]+$"),
        rule: "request_constraint_narrowed",
        words: &["`Address.street` has pattern"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another pattern",
        plant: |document| at(document, LABEL)["pattern"] = json!("^[a-z0-9]+$"),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` has pattern"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a narrower enum",
        plant: |document| at(document, "/components/schemas/Parcel/properties/speed")["enum"] = json!(["slow"]),
        rule: "request_value_removed",
        words: &["`Parcel.speed` is never \"fast\" any more", "a client that sends it is refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "an enum that there was not",
        plant: |document| at(document, LABEL)["enum"] = json!(["a"]),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` may only be one of \"a\""],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "an integer made a number",
        plant: |document| {
            at(document, GRAMS)["type"] = json!("number");
            take(document, &format!("{GRAMS}/format"));
        },
        rule: "request_type_widened",
        words: &["`Parcel.grams` was of type integer and is of type number"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a changed type",
        plant: |document| at(document, GRAMS)["type"] = json!("string"),
        rule: "request_type_narrowed",
        words: &["`Parcel.grams` was of type integer and is of type string"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a wider format",
        plant: |document| at(document, GRAMS)["format"] = json!("int64"),
        rule: "request_type_widened",
        words: &["`Parcel.grams` has format \"int64\" instead of \"int32\""],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a tighter schema of a map's values",
        plant: |document| {
            at(document, "/components/schemas/Parcel/properties/codes/additionalProperties")["maxLength"] = json!(4);
        },
        rule: "request_constraint_narrowed",
        words: &["`Parcel.codes{}` has maxLength 4 instead of 8"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a schema for elements that had one, tightened",
        plant: |document| {
            at(document, "/components/schemas/Parcel/properties/notes/items")["maxLength"] = json!(9);
        },
        rule: "request_constraint_narrowed",
        words: &["`Parcel.notes[]` has maxLength 9, which it had not"],
        severity: Breaking,
        reverse: Additive,
    },
];

#[test]
fn constraints_on_what_clients_send_are_judged_there_and_back() {
    judge(&parcels::document(), CONSTRAINTS);
}

const PARAMETERS_AND_BODIES: &[Seed] = &[
    Seed {
        name: "a new required parameter",
        plant: |document| {
            let parameter = json!({ "name": "day", "in": "query", "required": true, "schema": { "type": "string" } });
            push(document, &format!("{SEND}/parameters"), parameter);
        },
        rule: "parameter_required",
        words: &["the query parameter `day` of `send` is new and required"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a new optional header",
        plant: |document| {
            push(document, &format!("{SEND}/parameters"), json!({ "name": "x-day", "in": "header", "schema": {} }));
        },
        rule: "parameter_optional",
        words: &["the header parameter `x-day` of `send` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a parameter made required",
        plant: |document| at(document, "/components/parameters/Trace")["required"] = json!(true),
        rule: "parameter_required",
        words: &["the header parameter `x-trace` of `send` was optional and is required"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a shared parameter's tighter schema",
        plant: |document| at(document, "/components/parameters/Trace/schema")["maxLength"] = json!(16),
        rule: "request_constraint_narrowed",
        words: &["the header parameter `x-trace` of `send` has maxLength 16 instead of 32"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a shared parameter written in place",
        plant: |document| {
            let parameter = take(document, "/components/parameters/Trace");
            *at(document, &format!("{SEND}/parameters/0")) = parameter;
        },
        rule: "elsewhere",
        words: &["parameters"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "parameters in another order",
        plant: |document| at(document, &format!("{SEND}/parameters")).as_array_mut().expect("a list").reverse(),
        rule: "order",
        words: &["`send` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a path's parameter moved to its operations",
        plant: |document| {
            let own = take(document, "/paths/~1parcels~1{id}/parameters");
            at(document, "/paths/~1parcels~1{id}/get")["parameters"] = own.clone();
            at(document, REDIRECT)["parameters"] = own;
        },
        rule: "elsewhere",
        words: &["listed otherwise"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a parameter written in another style",
        plant: |document| at(document, &format!("{SEND}/parameters/1"))["explode"] = json!(false),
        rule: "parameter_style",
        words: &["the query parameter `dry-run` of `send` is written otherwise", "reads as another value"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a style that was the default",
        plant: |document| at(document, &format!("{SEND}/parameters/1"))["style"] = json!("form"),
        rule: "same_meaning",
        words: &["says `style` otherwise"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a path parameter that is described no more",
        plant: |document| drop(take(document, "/paths/~1parcels~1{id}~1events/parameters")),
        rule: "parameter_removed",
        words: &["the path parameter `id` of `watch` is gone"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a body made required",
        plant: |document| at(document, &format!("{REDIRECT}/requestBody"))["required"] = json!(true),
        rule: "body_required",
        words: &["the request body of `redirect` was optional and is required"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a body that is taken no more",
        plant: |document| drop(take(document, &format!("{REDIRECT}/requestBody"))),
        rule: "body_removed",
        words: &["the request body of `redirect` is gone"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "another media type beside the old one",
        plant: |document| {
            let content = at(document, &format!("{SEND}/requestBody/content"));
            content["application/cbor"] = content["application/json"].clone();
        },
        rule: "request_media_type_added",
        words: &["the request body of `send` may also be `application/cbor`"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "another media type instead of the old one",
        plant: |document| rename(document, &format!("{SEND}/requestBody/content/application~1json"), "text/json"),
        rule: "request_media_type_removed",
        words: &["may no longer be `application/json`", "answered with 415 by `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a body without a schema",
        plant: |document| drop(take(document, &format!("{SEND}/requestBody/content/application~1json/schema"))),
        rule: "request_type_widened",
        words: &["the request body of `send` has no schema any more"],
        severity: Additive,
        reverse: Breaking,
    },
];

#[test]
fn parameters_and_bodies_are_judged_there_and_back() {
    judge(&parcels::document(), PARAMETERS_AND_BODIES);
}
