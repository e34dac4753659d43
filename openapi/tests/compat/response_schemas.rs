//! Changes of the schemas of responses. Guaranteeing less is breaking, guaranteeing more is not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, rename, take};
use crate::fixture;

const RECEIPT: &str = "/components/schemas/Receipt";
const WEIGHT: &str = "/components/schemas/Receipt/properties/weight";
const STEPS: &str = "/components/schemas/Track/properties/steps/items/oneOf";

const FIELDS: &[Case] = &[
    Case {
        name: "a removed field",
        edit: |document| {
            take(document, &format!("{RECEIPT}/properties/id"));
            at(document, RECEIPT)["required"] = json!(["price", "state"]);
        },
        rule: "response_field_removed",
        words: &["`Receipt.id` was removed", "a client that reads it fails to deserialise every response of `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a renamed field",
        edit: |document| {
            rename(document, &format!("{RECEIPT}/properties/id"), "parcel");
            at(document, RECEIPT)["required"] = json!(["parcel", "price", "state"]);
        },
        rule: "response_field_removed",
        words: &["`Receipt.id` was renamed to `parcel`", "every response of `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a removed optional field",
        edit: |document| drop(take(document, WEIGHT)),
        rule: "response_optional_field_removed",
        words: &["`Receipt.weight` was removed", "no longer finds it in the responses of `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a required field that becomes optional",
        edit: |document| at(document, RECEIPT)["required"] = json!(["id", "price"]),
        rule: "response_field_optional",
        words: &[
            "`Receipt.state` was always present and may now be absent",
            "fails to deserialise a response of `send`",
        ],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new optional field",
        edit: |document| at(document, RECEIPT)["properties"]["new"] = json!({ "type": "string" }),
        rule: "response_field_added",
        words: &["`Receipt.new` is new and optional", "ignores it"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a new required field",
        edit: |document| {
            at(document, RECEIPT)["properties"]["new"] = json!({ "type": "string" });
            push(document, &format!("{RECEIPT}/required"), "new");
        },
        rule: "response_field_added",
        words: &["`Receipt.new` is new and required"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a new field of an object that allows no other fields",
        edit: |document| at(document, "/components/schemas/Price")["properties"]["tax"] = json!({ "type": "integer" }),
        rule: "response_field_unknown",
        words: &["`Price.tax` is new", "a client that refuses unknown fields", "`send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "other fields of an object that allowed none",
        edit: |document| at(document, "/components/schemas/Price")["additionalProperties"] = json!(true),
        rule: "response_constraint_widened",
        words: &["`Price` allowed no other fields and now allows any other fields"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "other fields of one schema",
        edit: |document| {
            at(document, "/components/schemas/Left")["additionalProperties"] = json!({ "type": "string" });
        },
        rule: "response_constraint_narrowed",
        words: &["`Left` allowed any other fields and now allows other fields of one schema"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a new description and example",
        edit: |document| {
            at(document, &format!("{RECEIPT}/properties/hint"))["description"] = json!("What to do now.");
            at(document, &format!("{RECEIPT}/properties/id"))["example"] = json!("p2");
        },
        rule: "text",
        words: &["`Receipt.hint` has a different text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a deprecated field",
        edit: |document| at(document, WEIGHT)["deprecated"] = json!(true),
        rule: "deprecated",
        words: &["`Receipt.weight` is now deprecated"],
        severity: Additive,
        reverse: Additive,
    },
];

#[test]
fn fields_of_responses_are_judged_in_both_directions() {
    check(&fixture::document(), FIELDS);
}

const CONSTRAINTS: &[Case] = &[
    Case {
        name: "a new value of an enum",
        edit: |document| push(document, "/components/schemas/State/enum", "lost"),
        rule: "response_value_added",
        words: &["`State` can now also be \"lost\"", "enum does not have it", "`send`, `track`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "the same enum in another order",
        edit: |document| at(document, "/components/schemas/State")["enum"] = json!(["gone", "waiting", "other"]),
        rule: "order",
        words: &["`State` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a removed enum",
        edit: |document| drop(take(document, "/components/schemas/State/enum")),
        rule: "response_constraint_widened",
        words: &["`State` is no longer limited to"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a looser constraint",
        edit: |document| drop(take(document, &format!("{WEIGHT}/minimum"))),
        rule: "response_constraint_widened",
        words: &["`Receipt.weight` no longer has minimum 0", "has the old constraint in its types"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a tighter constraint",
        edit: |document| at(document, WEIGHT)["minimum"] = json!(1),
        rule: "response_constraint_narrowed",
        words: &["`Receipt.weight` has minimum 1 instead of 0", "guarantee more"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a bound beyond the precision of floating-point numbers",
        edit: |document| at(document, WEIGHT)["maximum"] = json!(9_007_199_254_740_993_u64),
        rule: "response_constraint_narrowed",
        words: &["9007199254740993"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "an integer that becomes a number",
        edit: |document| {
            at(document, WEIGHT)["type"] = json!("number");
            take(document, &format!("{WEIGHT}/format"));
        },
        rule: "response_type_widened",
        words: &["`Receipt.weight` was of type integer and is now of type number", "fails to deserialise"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a wider format",
        edit: |document| at(document, WEIGHT)["format"] = json!("int64"),
        rule: "response_type_widened",
        words: &["`Receipt.weight` has format \"int64\" instead of \"int32\""],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a changed type",
        edit: |document| at(document, "/components/schemas/Price/properties/cents")["type"] = json!("string"),
        rule: "response_type_widened",
        words: &[
            "`Price.cents` was of type integer and is now of type string",
            "fails to deserialise a response of `send`",
        ],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a value that may be null",
        edit: |document| at(document, WEIGHT)["nullable"] = json!(true),
        rule: "response_constraint_widened",
        words: &["`Receipt.weight` now has nullable true"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "elements that may no longer repeat",
        edit: |document| at(document, "/components/schemas/Track/properties/steps")["uniqueItems"] = json!(true),
        rule: "response_constraint_narrowed",
        words: &["`Track.steps` now has uniqueItems true"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a new variant of a union",
        edit: |document| push(document, STEPS, json!({ "$ref": "#/components/schemas/Lost" })),
        rule: "response_variant_added",
        words: &["`Track.steps[]` now has the variant `Lost`", "union does not have it", "`track`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a variant instead of another",
        edit: |document| *at(document, &format!("{STEPS}/1")) = json!({ "$ref": "#/components/schemas/Lost" }),
        rule: "response_variant_added",
        words: &["now has the variant `Lost`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "variants in another order",
        edit: |document| at(document, STEPS).as_array_mut().expect("a list").reverse(),
        rule: "order",
        words: &["`Track.steps[]` is in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a removed union",
        edit: |document| drop(take(document, STEPS)),
        rule: "response_constraint_widened",
        words: &["`Track.steps[]` no longer has `oneOf`"],
        severity: Breaking,
        reverse: Additive,
    },
];

#[test]
fn constraints_of_responses_are_judged_in_both_directions() {
    check(&fixture::document(), CONSTRAINTS);
}
