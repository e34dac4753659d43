//! Compares which credentials operations require, and how clients send them.

use serde_json::{Value, json};

use super::diff::Diff;
use super::extensions;
use super::keywords::text;
use super::label::Label;
use super::location::{Location, Position};
use super::pair::{Pair, array, object, strings};
use super::rules::{
    ELSEWHERE, SECURITY_LOOSENED, SECURITY_SCHEME_ADDED, SECURITY_SCHEME_CHANGED, SECURITY_SCHEME_REMOVED,
    SECURITY_TIGHTENED,
};

/// Judges the security of an operation. If the operation has none of its own, that of the document applies.
pub(super) fn judge_operation<'d>(diff: &mut Diff<'d>, operation: &Pair<'d>) {
    let pair = operation.member("security");
    let location = Location { position: Position::Request, ..pair.location.clone() };
    let (old, new) = (alternatives(diff.old, pair.old), alternatives(diff.new, pair.new));
    let is_still_sufficient = old.iter().all(|before| new.iter().any(|after| satisfies(before, after)));
    if !is_still_sufficient {
        let predicate = format!("requires {} instead of {}", in_words(&new), in_words(&old));
        diff.report(&SECURITY_TIGHTENED, &location, predicate);
    } else if !new.iter().all(|after| old.iter().any(|before| satisfies(after, before))) {
        diff.report(&SECURITY_LOOSENED, &location, format!("now accepts {}", in_words(&new)));
    } else if pair.differs() {
        diff.report(&ELSEWHERE, &location, "requires the same credentials, written in another way");
    }
}

/// The alternatives that a caller has. Each is a set of schemes. An empty set is a call without credentials.
fn alternatives(document: &Value, own: &Value) -> Vec<Value> {
    let effective = if own.is_null() { &document["security"] } else { own };
    let alternatives = array(effective).to_vec();
    if alternatives.is_empty() { vec![json!({})] } else { alternatives }
}

/// Whether the credentials `sent` include all credentials that are `required`.
fn satisfies(sent: &Value, required: &Value) -> bool {
    object(required).iter().all(|(scheme, scopes)| {
        let sent = sent.get(scheme).map(strings);
        sent.is_some_and(|sent| strings(scopes).keys().all(|scope| sent.contains_key(scope)))
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

/// Compares the security schemes.
pub(super) fn compare_schemes<'d>(diff: &mut Diff<'d>, schemes: &Pair<'d>) {
    for (name, pair) in schemes.members() {
        let label = Label::phrase(format!("the security scheme `{name}`"));
        let pair = pair.positioned(Position::Request).labelled(label);
        if pair.is_added() {
            diff.report(&SECURITY_SCHEME_ADDED, &pair.location, "is new");
        } else if pair.is_removed() {
            diff.report(&SECURITY_SCHEME_REMOVED, &pair.location, "was removed");
        } else {
            compare_scheme(diff, &pair);
        }
    }
}

fn compare_scheme<'d>(diff: &mut Diff<'d>, scheme: &Pair<'d>) {
    for (keyword, pair) in scheme.members() {
        match keyword {
            // The format of a token is a hint for readers ("Security Scheme Object", `bearerFormat`).
            "description" | "bearerFormat" => text(diff, &pair),
            "type" | "name" | "in" | "scheme" | "flows" | "openIdConnectUrl" => {
                if pair.differs() {
                    let predicate = format!("has a different `{keyword}`: it was {} and is now {}", pair.old, pair.new);
                    diff.report(&SECURITY_SCHEME_CHANGED, &pair.location, predicate);
                }
            }
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}
