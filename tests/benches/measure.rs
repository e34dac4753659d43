//! Measures what is claimed about speed, all in one run: compare the numbers with each other, not with another machine's.
//!
//! `cargo bench -p textgate-tests --bench measure`

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, build, isolated, on};

#[tokio::main]
async fn main() {
    // Under `cargo test --all-targets` there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let lean = build(&["-p", "textgate-server", "--no-default-features"], true).join("textgate-server");
    let without_local = size(&lean);
    let release = build(&["--workspace", "--bin", "textgate-server"], true).join("textgate-server");
    let debug = build(&["--workspace", "--bin", "textgate-server"], false).join("textgate-server");
    println!("release binary: {:.1} MiB with the local model, {without_local:.1} MiB without", size(&release));

    for (profile, program) in [("cargo run", &debug), ("release", &release)] {
        start_up(profile, program).await;
    }
    overhead(&release).await;
    for (profile, program) in [("cargo run", &debug), ("release", &release)] {
        local_model(profile, program).await;
    }
}

/// From starting the process to listening.
async fn start_up(profile: &str, program: &Path) {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let mut without: Vec<_> =
        (0..10).map(|_| timed(|| drop(Server::start(&mut on(&bedrock, isolated(program)))))).collect();
    let mut with: Vec<_> = (0..5).map(|_| timed(|| drop(Server::start(&mut local(program))))).collect();
    let (without, with) = (median(&mut without), median(&mut with));
    println!("start-up, {profile}: {without:?} on Bedrock, {with:?} with the local model (median)");
}

/// The server's share of a call: the same Converse call direct and through the server.
async fn overhead(program: &Path) {
    let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 9, 5)).await;
    let server = Server::start(on(&bedrock, isolated(program)).env("RUST_LOG", "info"));
    let direct = Target {
        url: format!("{}/model/amazon.nova-micro-v1%3A0/converse", bedrock.url()),
        body: json!({ "messages": [{ "role": "user", "content": [{ "text": "Hello" }] }] }),
    };
    let through = Target { url: format!("{}/generate", server.url()), body: json!({ "input": "Hello" }) };
    for target in [&direct, &through] {
        target.latencies(200).await;
    }
    // Alternating, so that both see the same noise.
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        short.extend(direct.latencies(50).await);
        long.extend(through.latencies(50).await);
    }
    let (short, long) = (median(&mut short), median(&mut long));
    println!(
        "one call at a time: {short:?} direct, {long:?} through the server (median): {:?} added",
        long.saturating_sub(short)
    );
    let (direct, through) = (Arc::new(direct), Arc::new(through));
    let (many, fewer) = (direct.rate(32, 200).await, through.rate(32, 200).await);
    println!("32 callers at once: {many:.0} requests/s direct, {fewer:.0} through the server");
}

struct Target {
    url: String,
    body: Value,
}

impl Target {
    async fn call(&self, client: &reqwest::Client) {
        let response = client.post(&self.url).json(&self.body).send().await.expect("an answer");
        assert!(response.status().is_success());
        response.bytes().await.expect("a body");
    }

    async fn latencies(&self, calls: usize) -> Vec<Duration> {
        let client = reqwest::Client::new();
        self.call(&client).await;
        let mut times = Vec::with_capacity(calls);
        for _ in 0..calls {
            let began = Instant::now();
            self.call(&client).await;
            times.push(began.elapsed());
        }
        times
    }

    async fn rate(self: &Arc<Self>, callers: usize, calls: usize) -> f64 {
        let began = Instant::now();
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let target = self.clone();
                tokio::spawn(async move { target.latencies(calls).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        count(callers * (calls + 1)) / began.elapsed().as_secs_f64()
    }
}

/// Tokens per second and time to the first token, seen from outside.
async fn local_model(profile: &str, program: &Path) {
    let server = Server::start(&mut local(program));
    let (mut first, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (one, _) = story(&server, 1).await;
        let (many, tokens) = story(&server, 101).await;
        first.push(one);
        rates.push(count(tokens - 1) / many.saturating_sub(one).as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "local model, {profile}: first token after {:?}, then {:.1} tokens/s (median)",
        median(&mut first),
        rates[rates.len() / 2]
    );
}

async fn story(server: &Server, max_tokens: u32) -> (Duration, usize) {
    let body = json!({ "input": "Tell me a long story about a lighthouse keeper.", "max_tokens": max_tokens });
    let body: textgate::types::GenerateRequest = serde_json::from_value(body).expect("a request");
    let began = Instant::now();
    let answer = server.client().generate().body(body).send().await.expect("answered");
    (began.elapsed(), usize::try_from(answer.usage.output_tokens).expect("few"))
}

fn local(program: &Path) -> Command {
    let mut command = isolated(program);
    command.args(["--listen", "127.0.0.1:0"]);
    command
}

/// A number that a 64-bit float holds exactly.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("few"))
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// In MiB.
fn size(program: &Path) -> f64 {
    let kibibytes = fs::metadata(program).expect("built").len() / 1024;
    count(usize::try_from(kibibytes).expect("small")) / 1024.0
}
