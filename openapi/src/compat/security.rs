//! Who may call: what an operation asks for, and how credentials are shown.

use serde_json::{Value, json};

use super::change::Position;
use super::keywords::{extension, text};
use super::pair::{Pair, Place, array, object, strings};
use super::rules::{
    ELSEWHERE, SECURITY_LOOSENED, SECURITY_SCHEME_ADDED, SECURITY_SCHEME_CHANGED, SECURITY_SCHEME_REMOVED,
    SECURITY_TIGHTENED,
};
use super::subject::Subject;
use super::walk::Walk;

/// Compares what an operation asks for, be it said there or at the root of the document.
pub(super) fn operation<'d>(walk: &mut Walk<'d>, operation: &Pair<'d>) {
    let pair = operation.member("security");
    let place = Place { position: Position::Request, ..pair.place.clone() };
    let (old, new) = (effective(walk.old, pair.old), effective(walk.new, pair.new));
    let is_kept = old.iter().all(|before| new.iter().any(|after| is_enough(before, after)));
    if !is_kept {
        let happened = format!("asks for {} instead of {}", in_words(&new), in_words(&old));
        walk.found(&SECURITY_TIGHTENED, &place, happened);
    } else if !new.iter().all(|after| old.iter().any(|before| is_enough(after, before))) {
        walk.found(&SECURITY_LOOSENED, &place, format!("is content with {}", in_words(&new)));
    } else if pair.differs() {
        walk.found(&ELSEWHERE, &place, "asks for the same, said otherwise");
    }
}

/// The alternatives that a caller has, each a set of schemes; an empty set is a call without credentials.
fn effective(document: &Value, own: &Value) -> Vec<Value> {
    let said = if own.is_null() { &document["security"] } else { own };
    let alternatives = array(said).to_vec();
    if alternatives.is_empty() { vec![json!({})] } else { alternatives }
}

/// Whether who shows `shown` shows all that `asked` asks for.
fn is_enough(shown: &Value, asked: &Value) -> bool {
    object(asked).iter().all(|(scheme, scopes)| {
        let shown = shown.get(scheme).map(strings);
        shown.is_some_and(|shown| strings(scopes).keys().all(|scope| shown.contains_key(scope)))
    })
}

fn in_words(alternatives: &[Value]) -> String {
    let scheme = |(name, scopes): (&String, &Value)| match array(scopes) {
        [] => format!("`{name}`"),
        scopes => format!("`{name}` ({})", scopes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
    };
    let alternative = |schemes: &Value| match object(schemes) {
        none if none.is_empty() => "no credentials".to_owned(),
        schemes => schemes.iter().map(scheme).collect::<Vec<_>>().join(" and "),
    };
    alternatives.iter().map(alternative).collect::<Vec<_>>().join(" or ")
}

/// Compares the schemes by which credentials are shown.
pub(super) fn schemes<'d>(walk: &mut Walk<'d>, schemes: &Pair<'d>) {
    for (name, pair) in schemes.members() {
        let pair = pair.positioned(Position::Request).about(Subject::phrase(format!("the security scheme `{name}`")));
        if pair.is_added() {
            walk.found(&SECURITY_SCHEME_ADDED, &pair.place, "is new");
            continue;
        }
        if pair.is_removed() {
            walk.found(&SECURITY_SCHEME_REMOVED, &pair.place, "is gone");
            continue;
        }
        for (keyword, pair) in pair.members() {
            match keyword {
                // What a token looks like is a hint for readers ("Security Scheme Object", `bearerFormat`).
                "description" | "bearerFormat" => text(walk, &pair),
                "type" | "name" | "in" | "scheme" | "flows" | "openIdConnectUrl" => {
                    if pair.differs() {
                        let happened = format!("has another `{keyword}`: it was {} and is {}", pair.old, pair.new);
                        walk.found(&SECURITY_SCHEME_CHANGED, &pair.place, happened);
                    }
                }
                _ => extension(walk, keyword, pair),
            }
        }
    }
}
