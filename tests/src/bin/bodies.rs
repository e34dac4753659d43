//! Prints the systematic bodies of every operation, for checks in other languages. Each line is a JSON object. `valid` is the
//! verdict of the published document. `edge` is the verdict of API Gateway, which ignores array lengths; it is `null` if the text
//! is not an acceptable JSON text.

use serde_json::{Value, json};
use textgate_tests::agreement::{Case, Judge, without_array_lengths};
use textgate_tests::bodies::{operations, systematic, unacceptable};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let document: Value = serde_json::from_str(include_str!("../../../openapi/v1.json")).expect("JSON");
    let mut judge = Judge::json_schema("document", &document);
    let mut edge = Judge::json_schema("edge", &without_array_lengths(&document));
    for operation in operations(&document) {
        let line = |kind: &str, place: &str, text: &str, valid: bool, edge: Option<bool>| {
            println!(
                "{}",
                json!({
                    "operation": operation.id, "path": operation.path, "kind": kind, "place": place, "text": text,
                    "valid": valid, "edge": edge,
                })
            );
        };
        let bodies = systematic(&document, &operation);
        let cases: Vec<_> = bodies.iter().map(|body| Case::new(&body.json)).collect();
        let (verdicts, at_the_edge) =
            (judge.verdicts(&operation, &cases).await, edge.verdicts(&operation, &cases).await);
        for ((body, verdict), edge) in bodies.iter().zip(verdicts).zip(at_the_edge) {
            line(body.kind, &body.place, &body.json.to_string(), verdict.accepts(), edge.accepted);
        }
        for (kind, text) in unacceptable(&document, &operation) {
            if let Ok(text) = String::from_utf8(text) {
                line(kind, "", &text, false, None);
            }
        }
    }
}
