//! Changes of statuses, headers, bodies and streams. Guaranteeing less is breaking, guaranteeing more is not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, rename, take};
use crate::fixture;

const SENT: &str = "/paths/~1parcels/post/responses/200";
const STREAM: &str = "/paths/~1parcels~1{id}~1events/get/responses/200/content/text~1event-stream";

const RESPONSES: &[Case] = &[
    Case {
        name: "a removed status",
        edit: |document| drop(take(document, "/paths/~1parcels~1{id}/put/responses/204")),
        rule: "status_removed",
        words: &["the 204 response of `redirect` was removed", "never gets it from `redirect`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new success status",
        edit: |document| {
            at(document, "/paths/~1parcels/post/responses")["202"] = json!({ "description": "Later." });
        },
        rule: "status_added",
        words: &["the 202 response of `send` is new"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new status inside a range, with the body of the range",
        edit: |document| {
            let responses = at(document, "/paths/~1parcels/post/responses");
            responses["404"] = responses["4XX"].clone();
        },
        rule: "status_within_range",
        words: &["the 404 response of `send` is new, and old clients read it as `4XX`"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a new status inside a range, with another body",
        edit: |document| {
            let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Lost" } } });
            at(document, "/paths/~1parcels/post/responses")["404"] = json!({ "description": "", "content": body });
        },
        rule: "type_name",
        words: &["the 404 response of `send` is now a `Lost` instead of a `Failure`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new error status, with the body of `default`",
        edit: |document| {
            let responses = at(document, "/paths/~1parcels~1{id}~1events/get/responses");
            responses["404"] = responses["default"].clone();
        },
        rule: "status_within_range",
        words: &["the 404 response of `watch` is new, and old clients read it as `default`"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a removed header",
        edit: |document| drop(take(document, &format!("{SENT}/headers/x-remaining"))),
        rule: "header_removed",
        words: &["the header `x-remaining` of the 200 response of `send` was removed"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a header that becomes optional",
        edit: |document| drop(take(document, &format!("{SENT}/headers/x-parcel/required"))),
        rule: "header_optional",
        words: &["the header `x-parcel` of the 200 response of `send` was always present and may now be absent"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a looser schema of a header",
        edit: |document| at(document, &format!("{SENT}/headers/x-remaining/schema"))["maximum"] = json!(1000),
        rule: "response_constraint_widened",
        words: &["the header `x-remaining` of the 200 response of `send` has maximum 1000 instead of 100"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "another media type instead of the old one",
        edit: |document| rename(document, &format!("{SENT}/content/application~1json"), "application/cbor"),
        rule: "response_media_type_removed",
        words: &["the 200 response of `send` can no longer be `application/json`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another media type beside the old one",
        edit: |document| at(document, &format!("{SENT}/content"))["text/plain"] = json!({}),
        rule: "response_media_type_added",
        words: &["the 200 response of `send` can now also be `text/plain`", "fails on a response"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a response without a schema",
        edit: |document| drop(take(document, &format!("{SENT}/content/application~1json/schema"))),
        rule: "response_type_widened",
        words: &["the 200 response of `send` no longer has a schema"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "another body of a shared response",
        edit: |document| {
            let content = at(document, "/components/responses/TooLate/content/application~1json");
            content["schema"] = json!({ "type": "string" });
        },
        rule: "type_name",
        words: &["the 409 response of `redirect` now has an inline schema instead of `Failure`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a shared response declared inline",
        edit: |document| {
            let response = take(document, "/components/responses/TooLate");
            *at(document, "/paths/~1parcels~1{id}/put/responses/409") = response;
        },
        rule: "elsewhere",
        words: &["the 409 response of `redirect` is defined at another place"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn responses_are_judged_in_both_directions() {
    check(&fixture::document(), RESPONSES);
}

const EVENTS: &[Case] = &[
    Case {
        name: "a removed field of an event",
        edit: |document| {
            take(document, "/components/schemas/Lost/properties/lost");
            at(document, "/components/schemas/Lost")["required"] = json!([]);
        },
        rule: "response_field_removed",
        words: &["`Lost.lost` was removed", "every response of `watch`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new event",
        edit: |document| {
            push(document, "/components/schemas/Event/oneOf", json!({ "$ref": "#/components/schemas/Arrived" }));
        },
        rule: "response_variant_added",
        words: &["`Event` now has the variant `Arrived`", "a response of `watch`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new field of an event",
        edit: |document| at(document, "/components/schemas/Lost")["properties"]["where"] = json!({ "type": "string" }),
        rule: "response_field_added",
        words: &["`Lost.where` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a removed extension",
        edit: |document| drop(take(document, &format!("{STREAM}/x-events"))),
        rule: "extension_changed",
        words: &["has a change in the extension `x-events`"],
        severity: Breaking,
        reverse: Additive,
    },
];

#[test]
fn a_schema_that_only_an_extension_of_a_response_refers_to_is_judged_as_a_response() {
    check(&fixture::document(), EVENTS);
}

const ITEMS: &[Case] = &[
    Case {
        name: "another type of a field of an item",
        edit: |document| at(document, "/components/schemas/Begun/properties/begun")["type"] = json!("string"),
        rule: "response_type_widened",
        words: &["`Begun.begun` was of type boolean and is now of type string", "a response of `send_stream`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "items of another type",
        edit: |document| {
            let begun = json!({ "$ref": "#/components/schemas/Begun" });
            let stream = at(document, "/paths/~1parcels~1stream/post/responses/200/content/text~1event-stream");
            stream["schema"]["not"] = begun.clone();
            stream["x-item-schema"] = begun;
        },
        rule: "type_name",
        words: &["each item of the 200 response of `send_stream` is now a `Begun` instead of a `StreamEvent`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "items without a schema",
        edit: |document| {
            let stream = "/paths/~1parcels~1stream/post/responses/200/content/text~1event-stream";
            take(document, &format!("{stream}/schema/not"));
            take(document, &format!("{stream}/x-item-schema"));
        },
        rule: "response_type_widened",
        words: &["each item of the 200 response of `send_stream` no longer has a schema"],
        severity: Breaking,
        // Without the items, nothing uses the schema, and it is judged as part of a request, too.
        reverse: Additive,
    },
];

#[test]
fn the_items_of_a_stream_are_judged_as_responses() {
    let mut document = fixture::document();
    fixture::add_stream(&mut document);
    check(&document, ITEMS);
}
