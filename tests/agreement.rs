//! The server, the published document, API Gateway's models and the client's types agree on every body. A judge that lacks one
//! constraint is noticed.

use std::path::Path;
use std::process::Command;

use futures_util::{StreamExt, stream};
use serde_json::Value;
use textgate::types;
use textgate_openapi::json;
use textgate_tests::agreement::{Case, Judge, Judges, Relation, Report, call, reads};
use textgate_tests::bodies::{Operation, bodies, operations, systematic, unacceptable};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::sample_contract;
use textgate_tests::server::{Server, server_on};

/// The number of bodies for each operation. `TEXTGATE_AGREEMENT_BODIES` sets another number.
const BODIES: usize = 900;
/// The number of bodies in `tests/external/agreement`, where there are more judges.
const BODIES_OF_ALL_JUDGES: usize = 10_000;
/// The seed of the random bodies. `TEXTGATE_AGREEMENT_SEED` sets another one.
const SEED: u64 = 20_261_122;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

fn published() -> Value {
    serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON")
}

fn gateway() -> Value {
    serde_json::from_str(include_str!("../openapi/api-gateway.json")).expect("JSON")
}

/// Whether the client's type of this name reads a body.
fn client_type(schema: &str) -> fn(&Value) -> bool {
    match schema {
        "GenerateRequest" => reads::<types::GenerateRequest>,
        "SummarizeRequest" => reads::<types::SummarizeRequest>,
        "ExplainRequest" => reads::<types::ExplainRequest>,
        "ReplyRequest" => reads::<types::ReplyRequest>,
        "TextRequest" => reads::<types::TextRequest>,
        other => panic!("add the client's type for {other}"),
    }
}

async fn server() -> Server {
    let bedrock = FakeBedrock::start(Answer::Completion("text", "end_turn", 1, 1)).await;
    Server::start(server_on(&bedrock).env("RUST_LOG", "error"))
}

/// The judges that need only Rust.
fn judges(server: &Server) -> Judges {
    let document = published();
    Judges::new(&document)
        .with(Relation::Equal, Judge::server(server.url()))
        .with(Relation::EqualButForArrayLengths, Judge::json_schema("gateway's models", &gateway()))
        .with(Relation::AcceptsAtLeast, Judge::types("client's types", &document, client_type))
}

/// Puts `each` bodies of each operation before the judges, prints their verdicts, and fails if they disagree.
async fn compare(judges: &mut Judges, document: &Value, each: u64) {
    let (seed, each) = (number("TEXTGATE_AGREEMENT_SEED", SEED), usize::try_from(each).expect("a count"));
    let operations = operations(document);
    assert!(!operations.is_empty(), "the document has operations");
    for operation in &operations {
        let Report { counts, beyond, disagreements, accepted, refused } =
            judges.compare(operation, &bodies(document, operation, seed, each)).await;
        println!("{}", counts.iter().chain(&beyond).cloned().collect::<Vec<_>>().join("\n"));
        assert!(
            accepted > 50 && refused > 50,
            "the bodies must lead to both verdicts: {accepted} accepted, {refused} refused"
        );
        assert!(disagreements.is_empty(), "seed {seed}:\n{}", disagreements.join("\n"));
    }
}

#[tokio::test]
async fn the_server_the_document_the_gateway_and_the_client_agree_on_every_body() {
    let server = server().await;
    compare(&mut judges(&server), &published(), number("TEXTGATE_AGREEMENT_BODIES", BODIES as u64)).await;
}

#[tokio::test]
async fn the_judges_agree_on_a_contract_with_other_constraints() {
    let document = sample_contract::document();
    let mut judges = Judges::new(&document)
        .with(Relation::Equal, Judge::validator("validator", &document))
        .with(
            Relation::EqualButForArrayLengths,
            Judge::json_schema("gateway's models", &sample_contract::gateway_document()),
        )
        .with(Relation::AcceptsAtLeast, Judge::types("Rust's types", &document, |_| reads::<sample_contract::Parcel>));
    compare(&mut judges, &document, BODIES as u64).await;
}

/// `tests/external/agreement` runs this test and names the tools: `TEXTGATE_FGE` is the class path of fge and its judge,
/// `TEXTGATE_PYTHON` is a Python with jsonschema.
#[tokio::test]
#[ignore = "run by tests/external/agreement"]
async fn all_judges_agree_on_ten_thousand_bodies() {
    let folder = tempfile::tempdir().expect("a folder");
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("tests/external/agreement sets {name}"));
    let program = |name: &'static str, document: &Value, mut command: Command| {
        let path = folder.path().join(format!("{}.json", name.replace(' ', "-")));
        std::fs::write(&path, document.to_string()).expect("written");
        Judge::program(name, document, command.arg(path))
    };
    let fge = |name, document: &Value| {
        let mut java = Command::new("java");
        java.args(["-cp", &variable("TEXTGATE_FGE"), "FgeJudge"]);
        (Relation::EqualButForArrayLengths, program(name, document, java))
    };
    let python = |name, document: &Value| {
        let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("external/judges/json_schema_judge.py");
        let mut python = Command::new(variable("TEXTGATE_PYTHON"));
        python.arg(judge);
        (Relation::Equal, program(name, document, python))
    };

    let (document, server) = (published(), server().await);
    let (edge, second) = (fge("gateway's models under fge", &gateway()), python("document under Python", &document));
    let mut judges = judges(&server).with(edge.0, edge.1).with(second.0, second.1);
    compare(&mut judges, &document, number("TEXTGATE_AGREEMENT_BODIES", BODIES_OF_ALL_JUDGES as u64)).await;

    let document = sample_contract::document();
    let edge = fge("sample contract's models under fge", &sample_contract::gateway_document());
    let second = python("sample contract under Python", &document);
    let validator = Judge::validator("validator", &document);
    let mut judges =
        Judges::new(&document).with(Relation::Equal, validator).with(edge.0, edge.1).with(second.0, second.1);
    compare(&mut judges, &document, BODIES_OF_ALL_JUDGES as u64).await;
}

#[tokio::test]
async fn no_unacceptable_text_is_accepted() {
    let (document, server, http) = (published(), server().await, reqwest::Client::new());
    for operation in operations(&document) {
        let texts = unacceptable(&document, &operation);
        let calls = texts.iter().map(|(kind, text)| {
            assert!(json::parse(text).is_err(), "{kind}");
            call(&http, server.url(), &operation, text.clone())
        });
        let verdicts: Vec<_> = stream::iter(calls).buffered(4).collect().await;
        for ((kind, _), verdict) in texts.iter().zip(verdicts) {
            assert_eq!(verdict.accepted, Some(false), "{kind}: {}", verdict.said);
        }
    }
}

/// Each constraint on request bodies in `document`: its place, and the document without it or with a looser one.
fn weakened(document: &Value) -> Vec<(String, Value)> {
    let mut open: Vec<_> = operations(document).into_iter().map(|operation| operation.schema).collect();
    let (mut places, mut seen) = (Vec::new(), Vec::new());
    while let Some(place) = open.pop() {
        if seen.contains(&place) {
            continue;
        }
        let schema = document.pointer(&place).and_then(Value::as_object).expect("a schema");
        for (keyword, value) in schema {
            let inner = format!("{place}/{keyword}");
            match (keyword.as_str(), value) {
                ("$ref", Value::String(target)) => open.push(target.trim_start_matches('#').to_owned()),
                ("properties", Value::Object(members)) => {
                    open.extend(members.keys().map(|name| format!("{inner}/{name}")));
                }
                ("items" | "additionalProperties", Value::Object(_)) => open.push(inner),
                ("allOf", Value::Array(members)) => {
                    open.extend((0..members.len()).map(|index| format!("{inner}/{index}")));
                }
                ("description" | "example" | "format" | "title" | "deprecated", _) => {}
                // The values of an enum imply their type.
                ("type", _) if schema.contains_key("enum") => {}
                _ => places.push((place.clone(), keyword.clone())),
            }
        }
        seen.push(place);
    }
    let mut documents = Vec::new();
    for (place, keyword) in places {
        let mut without = document.clone();
        let schema = without.pointer_mut(&place).and_then(Value::as_object_mut).expect("a schema");
        let value = schema.remove(&keyword).expect("the schema has the keyword");
        documents.push((format!("{place}/{keyword} is missing"), without));
        let step = if keyword.starts_with("min") { -1 } else { 1 };
        let looser = match &value {
            Value::Number(bound) => {
                bound.as_i64().map(|bound| bound + step).filter(|bound| *bound >= 0).map(Value::from)
            }
            Value::Array(names) if keyword == "required" => Some(names[1..].into()),
            Value::Array(values) if keyword == "enum" => {
                Some(values.iter().cloned().chain(["null".into(), 7.into()]).collect())
            }
            _ => None,
        };
        if let Some(looser) = looser {
            let mut loosened = document.clone();
            loosened.pointer_mut(&place).expect("a schema")[&keyword] = looser;
            documents.push((format!("{place}/{keyword} is looser"), loosened));
        }
    }
    documents
}

/// Whether the document, the server's validator and the gateway's models disagree about a case.
async fn disagree(document: &Value, server: &Value, gateway: &Value, cases: &[(Operation, Vec<Case>)]) -> bool {
    let mut judges = Judges::new(document)
        .with(Relation::Equal, Judge::validator("server's schema", server))
        .with(Relation::EqualButForArrayLengths, Judge::json_schema("gateway's models", gateway));
    for (operation, cases) in cases {
        if judges.disagrees(operation, cases).await {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_constraint_that_only_one_judge_lacks_is_noticed() {
    for (document, gateway) in
        [(published(), gateway()), (sample_contract::document(), sample_contract::gateway_document())]
    {
        let mut cases: Vec<(Operation, Vec<Case>)> = operations(&document)
            .into_iter()
            .map(|operation| {
                let bodies = systematic(&document, &operation);
                (operation, bodies.iter().map(|body| Case::new(&body.json)).collect())
            })
            .collect();
        assert!(!disagree(&document, &document, &gateway, &cases).await, "the judges agree on the unchanged documents");
        let documents = weakened(&document);
        assert!(documents.len() >= 30, "{} weaker documents", documents.len());
        for (what, weaker) in documents {
            // The bodies of the operation with the constraint show the disagreement soonest, so they come first.
            cases.sort_by_key(|(operation, _)| !what.starts_with(&operation.schema));
            assert!(disagree(&document, &weaker, &gateway, &cases).await, "in the server's schema, {what}");
            assert!(disagree(&weaker, &document, &gateway, &cases).await, "in the published document, {what}");
        }
        for (what, weaker) in weakened(&gateway) {
            assert!(disagree(&document, &document, &weaker, &cases).await, "in the gateway's document, {what}");
        }
    }
}

#[tokio::test]
async fn a_disagreement_shows_the_smallest_body_and_both_verdicts() {
    let document = published();
    let mut weaker = document.clone();
    let input = weaker.pointer_mut("/components/schemas/GenerateRequest/properties/input");
    input.and_then(Value::as_object_mut).expect("a schema").remove("minLength");
    let operation =
        operations(&document).into_iter().find(|operation| operation.path == "/generate").expect("generate");
    let mut judges = Judges::new(&document).with(Relation::Equal, Judge::validator("weaker", &weaker));
    let report = judges.compare(&operation, &bodies(&document, &operation, SEED, BODIES)).await;
    let first = report.disagreements.first().expect("a disagreement");
    assert!(
        first.starts_with("generate: {\"input\":\"\"}\n    the document refuses it; weaker: accepts it"),
        "{first}"
    );
}
