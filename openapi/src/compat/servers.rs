//! Compares the servers of a document.

use serde_json::{Map, Value, json};

use super::diff::Diff;
use super::extensions;
use super::keywords::text;
use super::pair::{Pair, array};
use super::rules::{SERVER_ADDED, SERVER_CHANGED};

/// Compares the servers. A client that is generated with a base URL uses the first one.
pub(super) fn compare<'d>(diff: &mut Diff<'d>, servers: &Pair<'d>) {
    let (old, new) = (array(servers.old), array(servers.new));
    if !servers.differs() {
        return;
    }
    let are_kept = old.iter().zip(new).all(|(old, new)| address(old) == address(new));
    if !are_kept || new.len() < old.len() {
        let predicate = format!("was [{}] and is now [{}]", urls(old), urls(new));
        diff.report(&SERVER_CHANGED, &servers.location, predicate);
        return;
    }
    // `[]` and no list mean the one server `/`.
    if old.is_empty() {
        let predicate = format!("was empty, which means the URL `/`, and is now [{}]", urls(new));
        diff.report(&SERVER_CHANGED, &servers.location, predicate);
        return;
    }
    if new.len() > old.len() {
        diff.mark_judged(&servers.location);
    }
    for (index, server) in new.iter().enumerate() {
        let pair = servers.element(index);
        if index < old.len() {
            compare_server(diff, &pair);
        } else {
            diff.report(&SERVER_ADDED, &pair.location, format!("has the additional server {}", server["url"]));
        }
    }
}

/// Compares two servers with the same address.
fn compare_server<'d>(diff: &mut Diff<'d>, server: &Pair<'d>) {
    for (keyword, pair) in server.members() {
        match keyword {
            "url" => {}
            "description" | "variables" => text(diff, &pair),
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}

fn urls(servers: &[Value]) -> String {
    servers.iter().map(|server| server["url"].to_string()).collect::<Vec<_>>().join(", ")
}

/// The parts of a server that make the base URL of a client.
fn address(server: &Value) -> Value {
    let mut address = json!({ "url": server["url"], "variables": server["variables"] });
    for variable in address["variables"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(variable) = variable.as_object_mut() {
            variable.remove("description");
        }
    }
    address
}
