//! Changes of security, servers, texts and extensions.

use serde_json::json;
use textgate_openapi::compat::Severity::{Additive, Breaking, Editorial};

use crate::case::{Case, at, check, push, take};
use crate::fixture;

const SEND: &str = "/paths/~1parcels/post";

const SECURITY_AND_SERVERS: &[Case] = &[
    Case {
        name: "credentials where none were required",
        edit: |document| at(document, "/paths/~1parcels~1{id}/put")["security"] = json!([{ "key": [] }]),
        rule: "security_tightened",
        words: &["`redirect` requires `key` instead of no credentials", "401 or 403 from `redirect`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "an additional scope",
        edit: |document| at(document, &format!("{SEND}/security/1"))["login"] = json!(["send", "pay"]),
        rule: "security_tightened",
        words: &["`send` requires `key` or `login` (send, pay) instead of `key` or `login` (send)"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "two schemes at once",
        edit: |document| at(document, SEND)["security"] = json!([{ "key": [], "login": [] }]),
        rule: "security_tightened",
        words: &["requires `key` and `login`"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "credentials for every operation without its own security",
        edit: |document| at(document, "")["security"] = json!([{ "key": [] }]),
        rule: "security_tightened",
        words: &["`track` requires `key` instead of no credentials"],
        severity: Breaking,
        reverse: Additive,
    },
    Case {
        name: "no credentials, declared at the operation",
        edit: |document| at(document, "/paths/~1parcels~1{id}/get")["security"] = json!([]),
        rule: "elsewhere",
        words: &["`track` requires the same credentials, written in another way"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "another header for the key",
        edit: |document| at(document, "/components/securitySchemes/key")["name"] = json!("x-key"),
        rule: "security_scheme_changed",
        words: &["the security scheme `key` has a different `name`: it was \"x-api-key\" and is now \"x-key\"", "401"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "a new scheme that no operation requires",
        edit: |document| {
            at(document, "/components/securitySchemes")["other"] = json!({ "type": "http", "scheme": "basic" });
        },
        rule: "security_scheme_added",
        words: &["the security scheme `other` is new"],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "another server",
        edit: |document| at(document, "/servers/0")["url"] = json!("https://packets.example"),
        rule: "server_changed",
        words: &["was [\"https://parcels.example\"] and is now [\"https://packets.example\"]", "base URL"],
        severity: Breaking,
        reverse: Breaking,
    },
    Case {
        name: "an additional server",
        edit: |document| push(document, "/servers", json!({ "url": "https://packets.example" })),
        rule: "server_added",
        words: &["has the additional server \"https://packets.example\""],
        severity: Additive,
        reverse: Breaking,
    },
    Case {
        name: "no servers instead of one",
        edit: |document| drop(take(document, "/servers")),
        rule: "server_changed",
        words: &["the list of servers"],
        severity: Breaking,
        reverse: Breaking,
    },
];

#[test]
fn security_and_servers_are_judged_in_both_directions() {
    check(&fixture::document(), SECURITY_AND_SERVERS);
}

const TEXTS_AND_EXTENSIONS: &[Case] = &[
    Case {
        name: "another description of the document",
        edit: |document| at(document, "/info")["description"] = json!("Sends parcels fast."),
        rule: "text",
        words: &["`description` of the document has a different text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "another description of a tag",
        edit: |document| at(document, "/tags/0")["description"] = json!("Send parcels."),
        rule: "text",
        words: &["`tags` of the document has a different text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "another description of a response",
        edit: |document| at(document, &format!("{SEND}/responses/200"))["description"] = json!("It is sent."),
        rule: "text",
        words: &["the 200 response of `send` has a different text"],
        severity: Editorial,
        reverse: Editorial,
    },
    Case {
        name: "a new extension",
        edit: |document| at(document, SEND)["x-cost"] = json!(1),
        rule: "extension_added",
        words: &["`send` has the new extension `x-cost`"],
        severity: Additive,
        reverse: Breaking,
    },
];

#[test]
fn texts_and_extensions_are_judged_in_both_directions() {
    check(&fixture::document(), TEXTS_AND_EXTENSIONS);
}
