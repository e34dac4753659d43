//! Measures what it costs to enforce the contract: lowering and compiling it at start, and validating bodies of two sizes.
//!
//! `cargo bench -p textgate-tests --bench enforcement`

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use textgate::types::GenerateRequest;
use textgate_api::Contract;
use textgate_openapi::{Validator, json};

fn main() {
    // `cargo test --all-targets` runs this program, too. Then it measures nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let start = median(200, || drop(black_box(Contract::new(&textgate_api::document()).expect("valid"))));
    println!("lowering and compiling the contract: {start:?} (median)");

    let document = textgate_api::published().expect("lowers");
    let validator = Validator::compile(&document, "/components/schemas/GenerateRequest").expect("compiles");
    for (size, bytes) in [("1 KB", 1_000), ("100 KB", 100_000)] {
        for (what, sentence) in [
            (
                "English",
                "Explain the benefits of \"serverless\" architectures to a reader who runs a shop, in two sentences.\n",
            ),
            (
                "beyond ASCII",
                "Erkläre jemandem, der einen Laden führt, was „serverless“ bringt – in zwei Sätzen, 二つの文で。 🙂\n",
            ),
        ] {
            let text = body(sentence, bytes);
            let unjudged = median(2_000, || drop(black_box(serde_json::from_slice::<GenerateRequest>(&text))));
            let read = median(2_000, || drop(black_box(json::parse(&text))));
            let value = json::parse(&text).expect("acceptable");
            let judged = median(2_000, || drop(black_box(validator.violations(&value))));
            let whole = median(2_000, || {
                let value = json::parse(&text).expect("acceptable");
                assert!(validator.violations(&value).is_empty(), "valid");
                drop(black_box(serde_json::from_value::<GenerateRequest>(value).expect("reads")));
            });
            println!(
                "{size} of {what} ({} bytes): {whole:?} enforced (reading {read:?}, judging {judged:?}), {unjudged:?} by serde alone: \
                 {:?} added",
                text.len(),
                whole.saturating_sub(unjudged)
            );
        }
    }
}

/// A request of about this many bytes, with every field.
fn body(sentence: &str, bytes: usize) -> Vec<u8> {
    let mut body: Value = json!({
        "input": "", "model": "nova-micro", "instructions": "Answer for a reader who is new to the subject.",
        "max_tokens": 256, "temperature": 0.2, "top_p": 0.9, "stop_sequences": ["\n\n", "END"],
    });
    let written = |body: &Value| serde_json::to_vec(body).expect("JSON").len();
    let room = bytes - written(&body);
    body["input"] = sentence.into();
    let each = written(&body) + room - bytes;
    body["input"] = sentence.repeat(room / each).into();
    serde_json::to_vec(&body).expect("JSON")
}

fn median(times: usize, work: impl Fn()) -> Duration {
    let mut times: Vec<_> = (0..times)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
