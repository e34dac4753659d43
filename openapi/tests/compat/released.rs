//! Seeded changes of a released document of this project, taken as any other document. A released one never changes, and so
//! neither do the verdicts here.

use serde_json::{Value, json};
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::seed::{Seed, at, changes, judge, push, take};

fn document() -> Value {
    serde_json::from_str(include_str!("../../released/1.1.0.json")).expect("JSON")
}

const REQUEST: &str = "/components/schemas/GenerateRequest";

#[test]
fn a_released_document_beside_itself_shows_nothing() {
    assert!(changes(&document(), &document()).is_empty());
}

const SEEDS: &[Seed] = &[
    Seed {
        name: "usage leaves the answer",
        plant: |document| {
            take(document, "/components/schemas/GenerateResponse/properties/usage");
            at(document, "/components/schemas/GenerateResponse")["required"] =
                json!(["id", "output", "model", "stop_reason"]);
        },
        rule: "response_field_removed",
        words: &[
            "`GenerateResponse.usage` is gone",
            "a client that reads it fails to deserialise every answer of `generate`",
        ],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a conversation beside the input",
        plant: |document| {
            let items = json!({ "type": "string", "minLength": 1 });
            at(document, &format!("{REQUEST}/properties"))["conversation"] = json!({ "type": "array", "items": items });
        },
        rule: "request_field_optional",
        words: &["`GenerateRequest.conversation` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "the model has to be named",
        plant: |document| push(document, &format!("{REQUEST}/required"), "model"),
        rule: "request_field_required",
        words: &["`GenerateRequest.model` was optional and is required", "refused by `generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a shorter input",
        plant: |document| at(document, &format!("{REQUEST}/properties/input"))["maxLength"] = json!(100_000),
        rule: "request_constraint_narrowed",
        words: &["`GenerateRequest.input` has maxLength 100000 instead of 200000"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a shorter stop sequence",
        plant: |document| at(document, "/components/schemas/StopSequence")["maxLength"] = json!(32),
        rule: "request_constraint_narrowed",
        words: &["`StopSequence` has maxLength 32 instead of 64", "refused by `generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a stop reason that clients do not know",
        plant: |document| push(document, "/components/schemas/StopReason/enum", "tool_use"),
        rule: "response_value_added",
        words: &["`StopReason` may also be \"tool_use\"", "`generate`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a price that may be absent",
        plant: |document| {
            at(document, "/components/schemas/ModelPrice")["required"] = json!(["input_usd_per_million_tokens"]);
        },
        rule: "response_field_optional",
        words: &["`ModelPrice.output_usd_per_million_tokens` was always there", "`model_list`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "an error of every operation without its code",
        plant: |document| {
            take(document, "/components/schemas/ErrorBody/properties/code");
            at(document, "/components/schemas/ErrorBody")["required"] = json!(["error", "request_id"]);
        },
        rule: "response_field_removed",
        words: &["`ErrorBody.code` is gone", "`generate`, `generate_stream`, `text`, `model_list`, `health`"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "another operation id",
        plant: |document| at(document, "/paths/~1models/get")["operationId"] = json!("list_models"),
        rule: "operation_renamed",
        words: &["`model_list` is now called `list_models`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "the short form goes",
        plant: |document| drop(take(document, "/paths/~1text")),
        rule: "operation_removed",
        words: &["`text` is gone (POST /text)"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a key for the health check",
        plant: |document| at(document, "/paths/~1health/get")["security"] = json!([{ "api_key": [] }]),
        rule: "security_tightened",
        words: &["`health` asks for `api_key` instead of no credentials"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "a plain error of the service",
        plant: |document| {
            let content = at(document, "/paths/~1generate/post/responses/5XX/content");
            *content = json!({ "text/plain": { "schema": { "type": "string" } } });
        },
        rule: "response_media_type_removed",
        words: &["the 5XX answer of `generate` is no longer `application/json`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Seed {
        name: "a header less",
        plant: |document| drop(take(document, "/paths/~1health/get/responses/200/headers/x-request-id")),
        rule: "header_removed",
        words: &["the header `x-request-id` of the 200 answer of `health` is gone"],
        severity: Breaking,
        reverse: Additive,
    },
    Seed {
        name: "more tokens",
        plant: |document| at(document, &format!("{REQUEST}/properties/max_tokens"))["maximum"] = json!(131_072),
        rule: "request_constraint_widened",
        words: &["`GenerateRequest.max_tokens` has maximum 131072 instead of 65536"],
        severity: Additive,
        reverse: Breaking,
    },
    Seed {
        name: "better words",
        plant: |document| at(document, &format!("{REQUEST}/properties/input"))["description"] = json!("The text."),
        rule: "text",
        words: &["`GenerateRequest.input` has another text"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn changes_of_a_released_document_are_judged_there_and_back() {
    judge(&document(), SEEDS);
}
