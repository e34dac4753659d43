//! Changes of the schemas of requests. Allowing less is breaking, allowing more is not.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, rename, take};
use crate::fixture;

const PARCEL: &str = "/components/schemas/Parcel";
const LABEL: &str = "/components/schemas/Parcel/properties/label";
const GRAMS: &str = "/components/schemas/Parcel/properties/grams";

const FIELDS: &[Case] = &[
    Case {
        name: "a new required field",
        edit: |document| {
            at(document, PARCEL)["properties"]["from"] = json!({ "type": "string" });
            push(document, &format!("{PARCEL}/required"), "from");
        },
        rule: "request_field_required",
        words: &["`Parcel.from` is new and required", "does not send it is refused by `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new optional field",
        edit: |document| at(document, PARCEL)["properties"]["from"] = json!({ "type": "string" }),
        rule: "request_field_optional",
        words: &["`Parcel.from` is new and optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "an optional field that becomes required",
        edit: |document| push(document, &format!("{PARCEL}/required"), "label"),
        rule: "request_field_required",
        words: &["`Parcel.label` was optional and is now required", "refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a required field that becomes optional",
        edit: |document| at(document, PARCEL)["required"] = json!(["to"]),
        rule: "request_field_optional",
        words: &["`Parcel.grams` was required and is now optional"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a removed field of an object that allows no other fields",
        edit: |document| drop(take(document, LABEL)),
        rule: "request_field_refused",
        words: &["`Parcel.label` was removed", "a client that sends it is refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a removed field of an object that allows other fields",
        edit: |document| drop(take(document, "/components/schemas/Address/properties/floor")),
        rule: "request_field_ignored",
        words: &["`Address.floor` was removed", "ignored by `send`, `redirect`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a renamed field",
        edit: |document| rename(document, LABEL, "sticker"),
        rule: "request_field_refused",
        words: &["`Parcel.label` was renamed to `sticker`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "other fields that are no longer allowed",
        edit: |document| at(document, "/components/schemas/Address")["additionalProperties"] = json!(false),
        rule: "request_constraint_narrowed",
        words: &["`Address` allowed any other fields and now allows no other fields", "refused by `send`, `redirect`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "the same required fields in another order",
        edit: |document| at(document, PARCEL)["required"] = json!(["grams", "to"]),
        rule: "order",
        words: &["`Parcel` lists its required fields in another order"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn fields_of_requests_are_judged_in_both_directions() {
    check(&fixture::document(), FIELDS);
}

const CONSTRAINTS: &[Case] = &[
    Case {
        name: "a tighter length",
        edit: |document| at(document, LABEL)["maxLength"] = json!(32),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` has maxLength 32 instead of 64", "refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a greater minimum length",
        edit: |document| at(document, LABEL)["minLength"] = json!(2),
        rule: "request_constraint_narrowed",
        words: &["has minLength 2 instead of 1"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a minimum length that constrains nothing",
        edit: |document| at(document, "/components/schemas/Parcel/properties/notes")["minItems"] = json!(0),
        rule: "same_meaning",
        words: &["`Parcel.notes` now has minItems 0"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "fewer elements",
        edit: |document| at(document, "/components/schemas/Parcel/properties/notes")["maxItems"] = json!(3),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.notes` has maxItems 3 instead of 4"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a narrower range",
        edit: |document| at(document, GRAMS)["maximum"] = json!(20000),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.grams` has maximum 20000 instead of 30000"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a narrower range at its lower end",
        edit: |document| at(document, GRAMS)["minimum"] = json!(10),
        rule: "request_constraint_narrowed",
        words: &["has minimum 10 instead of 1"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new bound",
        edit: |document| at(document, "/components/schemas/Parcel/properties/value")["minimum"] = json!(0),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.value` now has minimum 0"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a bound written as a fraction",
        edit: |document| at(document, "/components/schemas/Parcel/properties/value")["maximum"] = json!(500.0),
        rule: "same_meaning",
        words: &["`Parcel.value` has maximum 500.0 instead of 500"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a new pattern",
        edit: |document| at(document, "/components/schemas/Address/properties/street")["pattern"] = json!("^[a-z]+$"),
        rule: "request_constraint_narrowed",
        words: &["`Address.street` now has pattern"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another pattern",
        edit: |document| at(document, LABEL)["pattern"] = json!("^[a-z0-9]+$"),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` has pattern"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a narrower enum",
        edit: |document| at(document, "/components/schemas/Parcel/properties/speed")["enum"] = json!(["slow"]),
        rule: "request_value_removed",
        words: &["`Parcel.speed` can no longer be \"fast\"", "a client that sends it is refused by `send`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a new enum",
        edit: |document| at(document, LABEL)["enum"] = json!(["a"]),
        rule: "request_constraint_narrowed",
        words: &["`Parcel.label` can now only be one of \"a\""],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "an integer that becomes a number",
        edit: |document| {
            at(document, GRAMS)["type"] = json!("number");
            take(document, &format!("{GRAMS}/format"));
        },
        rule: "request_type_widened",
        words: &["`Parcel.grams` was of type integer and is now of type number"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a changed type",
        edit: |document| at(document, GRAMS)["type"] = json!("string"),
        rule: "request_type_narrowed",
        words: &["`Parcel.grams` was of type integer and is now of type string"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a wider format",
        edit: |document| at(document, GRAMS)["format"] = json!("int64"),
        rule: "request_type_widened",
        words: &["`Parcel.grams` has format \"int64\" instead of \"int32\""],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "a tighter schema of the values of a map",
        edit: |document| {
            at(document, "/components/schemas/Parcel/properties/codes/additionalProperties")["maxLength"] = json!(4);
        },
        rule: "request_constraint_narrowed",
        words: &["`Parcel.codes{}` has maxLength 4 instead of 8"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a tighter schema of the elements of a list",
        edit: |document| {
            at(document, "/components/schemas/Parcel/properties/notes/items")["maxLength"] = json!(9);
        },
        rule: "request_constraint_narrowed",
        words: &["`Parcel.notes[]` now has maxLength 9"],
        severity: Breaking,
        reverse: Additive,
    },
];

#[test]
fn constraints_of_requests_are_judged_in_both_directions() {
    check(&fixture::document(), CONSTRAINTS);
}
