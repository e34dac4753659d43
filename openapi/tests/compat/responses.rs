//! Seeded changes of what clients read: promising less breaks, promising more does not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::parcels;
use crate::seed::{Seed, at, judge, push, rename, take};
use crate::structure::add_stream;

const RECEIPT: &str = "/components/schemas/Receipt";
const WEIGHT: &str = "/components/schemas/Receipt/properties/weight";
const SENT: &str = "/paths/~1parcels/post/responses/200";
const STEPS: &str = "/components/schemas/Track/properties/steps/items/oneOf";
const STREAM: &str = "/paths/~1parcels~1{id}~1events/get/responses/200/content/text~1event-stream";

const FIELDS: &[Seed] = &[
    Seed {
        name: "a removed field",
        plant: |document| {
            take(document, &format!("{RECEIPT}/properties/id"));
            at(document, RECEIPT)["required"] = json!(["price", "state"]);
        },
        rule: "response_field_removed",
        words: &["`Receipt.id` is gone", "a client that reads it fails to deserialise every answer of `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a renamed field",
        plant: |document| {
            rename(document, &format!("{RECEIPT}/properties/id"), "parcel");
            at(document, RECEIPT)["required"] = json!(["parcel", "price", "state"]);
        },
        rule: "response_field_removed",
        words: &["`Receipt.id` is now called `parcel`", "every answer of `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a removed optional field",
        plant: |document| drop(take(document, WEIGHT)),
        rule: "response_optional_field_removed",
        words: &["`Receipt.weight` is gone", "never finds it again in an answer of `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a required field made optional",
        plant: |document| at(document, RECEIPT)["required"] = json!(["id", "price"]),
        rule: "response_field_optional",
        words: &["`Receipt.state` was always there and may be absent", "fails to deserialise an answer of `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a new optional field",
        plant: |document| at(document, RECEIPT)["properties"]["new"] = json!({ "type": "string" }),
        rule: "response_field_added",
        words: &["`Receipt.new` is new and optional", "ignores it"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a new required field",
        plant: |document| {
            at(document, RECEIPT)["properties"]["new"] = json!({ "type": "string" });
            push(document, &format!("{RECEIPT}/required"), "new");
        },
        rule: "response_field_added",
        words: &["`Receipt.new` is new and required"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a new field of an object that has no others",
        plant: |document| at(document, "/components/schemas/Price")["properties"]["tax"] = json!({ "type": "integer" }),
        rule: "response_field_unknown",
        words: &["`Price.tax` is new", "a client that refuses unknown fields", "`send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "other fields where there were none",
        plant: |document| at(document, "/components/schemas/Price")["additionalProperties"] = json!(true),
        rule: "response_constraint_widened",
        words: &["`Price` allowed no other fields and allows any other fields"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "other fields of one schema",
        plant: |document| {
            at(document, "/components/schemas/Left")["additionalProperties"] = json!({ "type": "string" });
        },
        rule: "response_constraint_narrowed",
        words: &["`Left` allowed any other fields and allows other fields of one schema"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a new description and example",
        plant: |document| {
            at(document, &format!("{RECEIPT}/properties/hint"))["description"] = json!("What to do now.");
            at(document, &format!("{RECEIPT}/properties/id"))["example"] = json!("p2");
        },
        rule: "text",
        words: &["`Receipt.hint` has another text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a deprecated field",
        plant: |document| at(document, WEIGHT)["deprecated"] = json!(true),
        rule: "deprecated",
        words: &["`Receipt.weight` is deprecated"],
        severity: Additive,
        reverse: Additive,
    },
];

#[test]
fn fields_that_clients_read_are_judged_there_and_back() {
    judge(&parcels::document(), FIELDS);
}

const CONSTRAINTS: &[Seed] = &[
    Seed {
        name: "a new value of an enum",
        plant: |document| push(document, "/components/schemas/State/enum", "lost"),
        rule: "response_value_added",
        words: &["`State` may also be \"lost\"", "enum does not have it", "`send`, `track`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "the same enum in another order",
        plant: |document| at(document, "/components/schemas/State")["enum"] = json!(["gone", "waiting", "other"]),
        rule: "order",
        words: &["`State` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "an enum that is a plain string",
        plant: |document| drop(take(document, "/components/schemas/State/enum")),
        rule: "response_constraint_widened",
        words: &["`State` is no longer limited to"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a looser constraint",
        plant: |document| drop(take(document, &format!("{WEIGHT}/minimum"))),
        rule: "response_constraint_widened",
        words: &["`Receipt.weight` has no minimum any more (it was 0)", "holds the old constraint in its types"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a tighter constraint",
        plant: |document| at(document, WEIGHT)["minimum"] = json!(1),
        rule: "response_constraint_narrowed",
        words: &["`Receipt.weight` has minimum 1 instead of 0", "promise more"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a larger bound beyond what floating-point numbers tell apart",
        plant: |document| at(document, WEIGHT)["maximum"] = json!(9_007_199_254_740_993_u64),
        rule: "response_constraint_narrowed",
        words: &["9007199254740993"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "an integer made a number",
        plant: |document| {
            at(document, WEIGHT)["type"] = json!("number");
            take(document, &format!("{WEIGHT}/format"));
        },
        rule: "response_type_widened",
        words: &["`Receipt.weight` was of type integer and is of type number", "fails to deserialise"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a wider format",
        plant: |document| at(document, WEIGHT)["format"] = json!("int64"),
        rule: "response_type_widened",
        words: &["`Receipt.weight` has format \"int64\" instead of \"int32\""],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a changed type",
        plant: |document| at(document, "/components/schemas/Price/properties/cents")["type"] = json!("string"),
        rule: "response_type_widened",
        words: &["`Price.cents` was of type integer and is of type string", "fails to deserialise an answer of `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a value that may be null",
        plant: |document| at(document, WEIGHT)["nullable"] = json!(true),
        rule: "response_constraint_widened",
        words: &["`Receipt.weight` has nullable true, which it had not"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "elements that may no longer repeat",
        plant: |document| at(document, "/components/schemas/Track/properties/steps")["uniqueItems"] = json!(true),
        rule: "response_constraint_narrowed",
        words: &["`Track.steps` has uniqueItems true"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a new variant of a union",
        plant: |document| push(document, STEPS, json!({ "$ref": "#/components/schemas/Lost" })),
        rule: "response_variant_added",
        words: &["`Track.steps[]` has one variant more: `Lost`", "union does not have it", "`track`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a variant instead of another",
        plant: |document| *at(document, &format!("{STEPS}/1")) = json!({ "$ref": "#/components/schemas/Lost" }),
        rule: "response_variant_added",
        words: &["has one variant more: `Lost`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "variants in another order",
        plant: |document| at(document, STEPS).as_array_mut().expect("a list").reverse(),
        rule: "order",
        words: &["`Track.steps[]` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Seed {
        name: "a union that is nothing in particular",
        plant: |document| drop(take(document, STEPS)),
        rule: "response_constraint_widened",
        words: &["`Track.steps[]` is no longer described by `oneOf`"],
        severity: Breaking,
        reverse: Additive,
    },
];

#[test]
fn constraints_on_what_clients_read_are_judged_there_and_back() {
    judge(&parcels::document(), CONSTRAINTS);
}

const ANSWERS: &[Seed] = &[
    Seed {
        name: "a dropped status",
        plant: |document| drop(take(document, "/paths/~1parcels~1{id}/put/responses/204")),
        rule: "status_removed",
        words: &["the 204 answer of `redirect` is gone", "never gets it from `redirect`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a new success status",
        plant: |document| {
            at(document, "/paths/~1parcels/post/responses")["202"] = json!({ "description": "Later." });
        },
        rule: "status_added",
        words: &["the 202 answer of `send` is new"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a status that was one of a range, with the range's body",
        plant: |document| {
            let responses = at(document, "/paths/~1parcels/post/responses");
            responses["404"] = responses["4XX"].clone();
        },
        rule: "status_within_range",
        words: &["the 404 answer of `send` is new, and was read as `4XX`"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a status that was one of a range, with another body",
        plant: |document| {
            let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Lost" } } });
            at(document, "/paths/~1parcels/post/responses")["404"] = json!({ "description": "", "content": body });
        },
        rule: "type_name",
        words: &["the 404 answer of `send` is a `Lost` instead of a `Failure`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "an error status that was one of the rest, with the rest's body",
        plant: |document| {
            let responses = at(document, "/paths/~1parcels~1{id}~1events/get/responses");
            responses["404"] = responses["default"].clone();
        },
        rule: "status_within_range",
        words: &["the 404 answer of `watch` is new, and was read as `default`"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "a removed header",
        plant: |document| drop(take(document, &format!("{SENT}/headers/x-remaining"))),
        rule: "header_removed",
        words: &["the header `x-remaining` of the 200 answer of `send` is gone"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a header that may be absent",
        plant: |document| drop(take(document, &format!("{SENT}/headers/x-parcel/required"))),
        rule: "header_optional",
        words: &["the header `x-parcel` of the 200 answer of `send` was always there and may be absent"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a header's looser schema",
        plant: |document| at(document, &format!("{SENT}/headers/x-remaining/schema"))["maximum"] = json!(1000),
        rule: "response_constraint_widened",
        words: &["the header `x-remaining` of the 200 answer of `send` has maximum 1000 instead of 100"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "another media type instead of the old one",
        plant: |document| rename(document, &format!("{SENT}/content/application~1json"), "application/cbor"),
        rule: "response_media_type_removed",
        words: &["the 200 answer of `send` is no longer `application/json`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "another media type beside the old one",
        plant: |document| at(document, &format!("{SENT}/content"))["text/plain"] = json!({}),
        rule: "response_media_type_added",
        words: &["the 200 answer of `send` may also be `text/plain`", "fails on an answer"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "an answer without a schema",
        plant: |document| drop(take(document, &format!("{SENT}/content/application~1json/schema"))),
        rule: "response_type_widened",
        words: &["the 200 answer of `send` has no schema any more"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a shared answer's other body",
        plant: |document| {
            let content = at(document, "/components/responses/TooLate/content/application~1json");
            content["schema"] = json!({ "type": "string" });
        },
        rule: "type_name",
        words: &["the 409 answer of `redirect` is no longer a `Failure`, but described in place"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a shared answer written in place",
        plant: |document| {
            let response = take(document, "/components/responses/TooLate");
            *at(document, "/paths/~1parcels~1{id}/put/responses/409") = response;
        },
        rule: "elsewhere",
        words: &["the 409 answer of `redirect` is described at another place"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn answers_are_judged_there_and_back() {
    judge(&parcels::document(), ANSWERS);
}

const EVENTS: &[Seed] = &[
    Seed {
        name: "a removed field of an event",
        plant: |document| {
            take(document, "/components/schemas/Lost/properties/lost");
            at(document, "/components/schemas/Lost")["required"] = json!([]);
        },
        rule: "response_field_removed",
        words: &["`Lost.lost` is gone", "every answer of `watch`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a new event",
        plant: |document| {
            push(document, "/components/schemas/Event/oneOf", json!({ "$ref": "#/components/schemas/Arrived" }));
        },
        rule: "response_variant_added",
        words: &["`Event` has one variant more: `Arrived`", "an answer of `watch`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a new field of an event",
        plant: |document| at(document, "/components/schemas/Lost")["properties"]["where"] = json!({ "type": "string" }),
        rule: "response_field_added",
        words: &["`Lost.where` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "an extension that is gone",
        plant: |document| drop(take(document, &format!("{STREAM}/x-events"))),
        rule: "extension_changed",
        words: &["has a change that nobody can judge, in `x-events`"],
        severity: Breaking,
        reverse: Additive,
    },
];

const ITEMS: &[Seed] = &[
    Seed {
        name: "an item's field of another type",
        plant: |document| at(document, "/components/schemas/Begun/properties/begun")["type"] = json!("string"),
        rule: "response_type_widened",
        words: &["`Begun.begun` was of type boolean and is of type string", "an answer of `send_stream`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "items of another type",
        plant: |document| {
            let begun = json!({ "$ref": "#/components/schemas/Begun" });
            let stream = at(document, "/paths/~1parcels~1stream/post/responses/200/content/text~1event-stream");
            stream["schema"]["not"] = begun.clone();
            stream["x-item-schema"] = begun;
        },
        rule: "type_name",
        words: &["each item of the 200 answer of `send_stream` is a `Begun` instead of a `StreamEvent`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "items that are described no more",
        plant: |document| {
            let stream = "/paths/~1parcels~1stream/post/responses/200/content/text~1event-stream";
            take(document, &format!("{stream}/schema/not"));
            take(document, &format!("{stream}/x-item-schema"));
        },
        rule: "response_type_widened",
        words: &["each item of the 200 answer of `send_stream` has no schema any more"],
        severity: Breaking,
        // A schema that nothing uses is judged as sent, too.
        reverse: Additive,
    },
];

#[test]
fn the_items_of_a_stream_are_judged_as_answers() {
    let mut document = parcels::document();
    add_stream(&mut document);
    judge(&document, ITEMS);
}

#[test]
fn what_only_an_extension_of_an_answer_refers_to_is_judged_as_an_answer() {
    judge(&parcels::document(), EVENTS);
}
