//! Changes of parameters and request bodies. Allowing less is breaking, allowing more is not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, rename, take};
use crate::fixture;

const SEND: &str = "/paths/~1parcels/post";
const REDIRECT: &str = "/paths/~1parcels~1{id}/put";

const PARAMETERS_AND_BODIES: &[Case] = &[
    Case {
        name: "a new required parameter",
        edit: |document| {
            let parameter = json!({ "name": "day", "in": "query", "required": true, "schema": { "type": "string" } });
            push(document, &format!("{SEND}/parameters"), parameter);
        },
        rule: "parameter_required",
        words: &["the query parameter `day` of `send` is new and required"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new optional header",
        edit: |document| {
            push(document, &format!("{SEND}/parameters"), json!({ "name": "x-day", "in": "header", "schema": {} }));
        },
        rule: "parameter_optional",
        words: &["the header parameter `x-day` of `send` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a parameter that becomes required",
        edit: |document| at(document, "/components/parameters/Trace")["required"] = json!(true),
        rule: "parameter_required",
        words: &["the header parameter `x-trace` of `send` was optional and is now required"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a tighter schema of a shared parameter",
        edit: |document| at(document, "/components/parameters/Trace/schema")["maxLength"] = json!(16),
        rule: "request_constraint_narrowed",
        words: &["the header parameter `x-trace` of `send` has maxLength 16 instead of 32"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a shared parameter declared inline",
        edit: |document| {
            let parameter = take(document, "/components/parameters/Trace");
            *at(document, &format!("{SEND}/parameters/0")) = parameter;
        },
        rule: "elsewhere",
        words: &["parameters"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "parameters in another order",
        edit: |document| at(document, &format!("{SEND}/parameters")).as_array_mut().expect("a list").reverse(),
        rule: "order",
        words: &["`send` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a parameter that moves from the path to its operations",
        edit: |document| {
            let own = take(document, "/paths/~1parcels~1{id}/parameters");
            at(document, "/paths/~1parcels~1{id}/get")["parameters"] = own.clone();
            at(document, REDIRECT)["parameters"] = own;
        },
        rule: "elsewhere",
        words: &["declares its parameters in another way"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a parameter with another style",
        edit: |document| at(document, &format!("{SEND}/parameters/1"))["explode"] = json!(false),
        rule: "parameter_style",
        words: &["the query parameter `dry-run` of `send` is serialised in another way", "reads as another value"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a style that is the default",
        edit: |document| at(document, &format!("{SEND}/parameters/1"))["style"] = json!("form"),
        rule: "same_meaning",
        words: &["has `style` written in another way"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a removed path parameter",
        edit: |document| drop(take(document, "/paths/~1parcels~1{id}~1events/parameters")),
        rule: "parameter_removed",
        words: &["the path parameter `id` of `watch` was removed"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a body that becomes required",
        edit: |document| at(document, &format!("{REDIRECT}/requestBody"))["required"] = json!(true),
        rule: "body_required",
        words: &["the request body of `redirect` was optional and is now required"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a removed body",
        edit: |document| drop(take(document, &format!("{REDIRECT}/requestBody"))),
        rule: "body_removed",
        words: &["the request body of `redirect` was removed"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "another media type beside the old one",
        edit: |document| {
            let content = at(document, &format!("{SEND}/requestBody/content"));
            content["application/cbor"] = content["application/json"].clone();
        },
        rule: "request_media_type_added",
        words: &["the request body of `send` can now also be `application/cbor`"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "another media type instead of the old one",
        edit: |document| rename(document, &format!("{SEND}/requestBody/content/application~1json"), "text/json"),
        rule: "request_media_type_removed",
        words: &["can no longer be `application/json`", "gets 415 from `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a body without a schema",
        edit: |document| drop(take(document, &format!("{SEND}/requestBody/content/application~1json/schema"))),
        rule: "request_type_widened",
        words: &["the request body of `send` no longer has a schema"],
        severity: Additive,
        reverse: Breaking,
    },
];

#[test]
fn parameters_and_bodies_are_judged_in_both_directions() {
    check(&fixture::document(), PARAMETERS_AND_BODIES);
}
