//! Changes of a released document of this project. A released document never changes, so these verdicts never change either.

use serde_json::{Value, json};
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, changes, check, push, take};

fn document() -> Value {
    serde_json::from_str(include_str!("../../released/1.1.0.json")).expect("JSON")
}

const REQUEST: &str = "/components/schemas/GenerateRequest";

#[test]
fn a_released_document_does_not_differ_from_itself() {
    assert!(changes(&document(), &document()).is_empty());
}

const CASES: &[Case] = &[
    Case {
        name: "usage is removed from the response",
        edit: |document| {
            take(document, "/components/schemas/GenerateResponse/properties/usage");
            at(document, "/components/schemas/GenerateResponse")["required"] =
                json!(["id", "output", "model", "stop_reason"]);
        },
        rule: "response_field_removed",
        words: &[
            "`GenerateResponse.usage` was removed",
            "a client that reads it fails to deserialise every response of `generate`",
        ],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new optional field beside the input",
        edit: |document| {
            let items = json!({ "type": "string", "minLength": 1 });
            at(document, &format!("{REQUEST}/properties"))["conversation"] = json!({ "type": "array", "items": items });
        },
        rule: "request_field_optional",
        words: &["`GenerateRequest.conversation` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a model that becomes required",
        edit: |document| push(document, &format!("{REQUEST}/required"), "model"),
        rule: "request_field_required",
        words: &["`GenerateRequest.model` was optional and is now required", "refused by `generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a shorter input",
        edit: |document| at(document, &format!("{REQUEST}/properties/input"))["maxLength"] = json!(100_000),
        rule: "request_constraint_narrowed",
        words: &["`GenerateRequest.input` has maxLength 100000 instead of 200000"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a shorter stop sequence",
        edit: |document| at(document, "/components/schemas/StopSequence")["maxLength"] = json!(32),
        rule: "request_constraint_narrowed",
        words: &["`StopSequence` has maxLength 32 instead of 64", "refused by `generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new stop reason",
        edit: |document| push(document, "/components/schemas/StopReason/enum", "tool_use"),
        rule: "response_value_added",
        words: &["`StopReason` can now also be \"tool_use\"", "`generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a price that becomes optional",
        edit: |document| {
            at(document, "/components/schemas/ModelPrice")["required"] = json!(["input_usd_per_million_tokens"]);
        },
        rule: "response_field_optional",
        words: &["`ModelPrice.output_usd_per_million_tokens` was always present", "`model_list`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "the errors of every operation lose their code",
        edit: |document| {
            take(document, "/components/schemas/ErrorBody/properties/code");
            at(document, "/components/schemas/ErrorBody")["required"] = json!(["error", "request_id"]);
        },
        rule: "response_field_removed",
        words: &["`ErrorBody.code` was removed", "`generate`, `generate_stream`, `text`, `model_list`, `health`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "another operation id",
        edit: |document| at(document, "/paths/~1models/get")["operationId"] = json!("list_models"),
        rule: "operation_renamed",
        words: &["`model_list` was renamed to `list_models`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "the short form is removed",
        edit: |document| drop(take(document, "/paths/~1text")),
        rule: "operation_removed",
        words: &["`text` was removed (POST /text)"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "an API key for the health check",
        edit: |document| at(document, "/paths/~1health/get")["security"] = json!([{ "api_key": [] }]),
        rule: "security_tightened",
        words: &["`health` requires `api_key` instead of no credentials"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a plain text error",
        edit: |document| {
            let content = at(document, "/paths/~1generate/post/responses/5XX/content");
            *content = json!({ "text/plain": { "schema": { "type": "string" } } });
        },
        rule: "response_media_type_removed",
        words: &["the 5XX response of `generate` can no longer be `application/json`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a removed header",
        edit: |document| drop(take(document, "/paths/~1health/get/responses/200/headers/x-request-id")),
        rule: "header_removed",
        words: &["the header `x-request-id` of the 200 response of `health` was removed"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "more tokens",
        edit: |document| at(document, &format!("{REQUEST}/properties/max_tokens"))["maximum"] = json!(131_072),
        rule: "request_constraint_widened",
        words: &["`GenerateRequest.max_tokens` has maximum 131072 instead of 65536"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "another description",
        edit: |document| at(document, &format!("{REQUEST}/properties/input"))["description"] = json!("The text."),
        rule: "text",
        words: &["`GenerateRequest.input` has a different text"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn changes_of_a_released_document_are_judged_in_both_directions() {
    check(&document(), CASES);
}
