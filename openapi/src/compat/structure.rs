//! The document around its operations: info, servers, tags.

use serde_json::{Map, Value, json};

use super::components;
use super::keywords::{extension, text};
use super::operations;
use super::pair::{Pair, array};
use super::rules::{ELSEWHERE, SERVER_ADDED, SERVER_CHANGED};
use super::security;
use super::subject::Subject;
use super::walk::Walk;

/// Compares the documents.
pub(super) fn document(walk: &mut Walk<'_>) {
    let root = walk.root();
    for (keyword, pair) in root.members() {
        match keyword {
            "info" => info(walk, &pair),
            "servers" => servers(walk, &pair.about(Subject::phrase("the list of servers"))),
            "paths" => operations::paths(walk, &pair),
            "tags" | "externalDocs" => text(walk, &pair.about(Subject::phrase(format!("`{keyword}` of the document")))),
            "security" if pair.differs() => {
                walk.found(
                    &ELSEWHERE,
                    &pair.place,
                    "says otherwise what operations ask for that do not say it themselves",
                );
            }
            // After the operations, which say what they reach.
            "components" => {}
            _ => extension(walk, keyword, pair),
        }
    }
    let components = root.member("components");
    components::compare(walk, &components);
    security::schemes(walk, &components.member("securitySchemes"));
}

fn info<'d>(walk: &mut Walk<'d>, info: &Pair<'d>) {
    for (keyword, pair) in info.members() {
        match keyword {
            // Judged by what else changed.
            "version" => walk.judged(&pair.place),
            "title" | "description" | "termsOfService" | "contact" | "license" => {
                text(walk, &pair.about(Subject::phrase(format!("`{keyword}` of the document"))));
            }
            _ => extension(walk, keyword, pair),
        }
    }
}

/// A client that is generated with a base URL takes the first server's.
fn servers<'d>(walk: &mut Walk<'d>, servers: &Pair<'d>) {
    let (old, new) = (array(servers.old), array(servers.new));
    if !servers.differs() {
        return;
    }
    let kept = old.iter().zip(new).all(|(old, new)| address(old) == address(new));
    if !kept || new.len() < old.len() {
        // `[]` and no list mean the one server `/`.
        let url =
            |servers: &[Value]| servers.iter().map(|server| server["url"].to_string()).collect::<Vec<_>>().join(", ");
        let happened = format!("was [{}] and is [{}]", url(old), url(new));
        walk.found(&SERVER_CHANGED, &servers.place, happened);
        return;
    }
    if old.is_empty() {
        walk.found(
            &SERVER_CHANGED,
            &servers.place,
            "was empty, which means the server of the document itself, and is not",
        );
        return;
    }
    if new.len() > old.len() {
        walk.judged(&servers.place);
    }
    for (index, server) in new.iter().enumerate() {
        let pair = servers.member_at(index);
        match old.get(index) {
            None => walk.found(&SERVER_ADDED, &pair.place, format!("has one more: {}", server["url"])),
            Some(_) => {
                for (keyword, pair) in pair.members() {
                    match keyword {
                        "url" => {}
                        "description" | "variables" => text(walk, &pair),
                        _ => extension(walk, keyword, pair),
                    }
                }
            }
        }
    }
}

/// What a client builds its base URL from.
fn address(server: &Value) -> Value {
    let mut address = json!({ "url": server["url"], "variables": server["variables"] });
    for variable in address["variables"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(variable) = variable.as_object_mut() {
            variable.remove("description");
        }
    }
    address
}
