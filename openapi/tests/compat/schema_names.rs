//! Changes of the names of schemas, which generated source code shows.

use serde_json::{Value, json};
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, rename, take};
use crate::fixture;

/// Renames a component schema and all references to it.
fn rename_schema(document: &mut Value, from: &str, to: &str) {
    let reference = |name: &str| format!("\"#/components/schemas/{name}\"");
    let text = document.to_string().replace(&reference(from), &reference(to));
    *document = serde_json::from_str(&text).expect("JSON");
    rename(document, &format!("/components/schemas/{from}"), to);
}

const NAMES: &[Case] = &[
    Case {
        name: "a renamed schema",
        edit: |document| rename_schema(document, "Receipt", "Confirmation"),
        rule: "schema_renamed",
        words: &["`Receipt` was renamed to `Confirmation`", "source code that uses the old name no longer compiles"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a renamed and changed schema",
        edit: |document| {
            rename_schema(document, "Price", "Amount");
            at(document, "/components/schemas/Amount/properties/cents")["maximum"] = json!(9);
        },
        rule: "response_constraint_narrowed",
        words: &["`Price.cents` now has maximum 9"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a removed schema that nothing uses",
        edit: |document| drop(take(document, "/components/schemas/Unused")),
        rule: "schema_removed",
        words: &["`Unused` was removed", "no longer compiles"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "a changed schema that nothing uses",
        edit: |document| at(document, "/components/schemas/Unused/properties/size")["maximum"] = json!(8),
        rule: "request_constraint_narrowed",
        words: &["`Unused.size` has maximum 8 instead of 9", "no operation uses it now"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "an inline schema instead of a type with a name",
        edit: |document| {
            let price = at(document, "/components/schemas/Price").clone();
            *at(document, "/components/schemas/Receipt/properties/price") = price;
        },
        rule: "type_name",
        words: &["`Receipt.price` now has an inline schema instead of `Price`", "callers of `send`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another type with the same schema",
        edit: |document| {
            let price = at(document, "/components/schemas/Price").clone();
            at(document, "/components/schemas")["Amount"] = price;
            at(document, "/components/schemas/Receipt/properties/price")["$ref"] = json!("#/components/schemas/Amount");
        },
        rule: "type_name",
        words: &["`Receipt.price` is now a `Amount` instead of a `Price`"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "another title of a type without a name",
        edit: |document| at(document, "/components/schemas/Receipt/properties/window")["title"] = json!("Slot"),
        rule: "type_name",
        words: &["`Receipt.window` has the title \"Slot\" instead of \"Window\""],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a title of a type with a name",
        edit: |document| at(document, "/components/schemas/Price")["title"] = json!("The price"),
        rule: "text",
        words: &["`Price` has a different title"],
        severity: Editorial,
        reverse: Editorial,
    },
];

#[test]
fn names_of_schemas_are_judged_in_both_directions() {
    check(&fixture::document(), NAMES);
}
