//! Measures the speed of the service, all in one run. Compare the numbers with each other, not with those of another machine.
//!
//! `cargo bench -p textgate-tests --bench measure`

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use textgate::types::StreamEvent;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, build, isolated, with_bedrock};

#[tokio::main]
async fn main() {
    // `cargo test --all-targets` runs this program, too. Then it measures nothing.
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
    stream_overhead(&release).await;
    for (profile, program) in [("cargo run", &debug), ("release", &release)] {
        local_model(profile, program).await;
    }
}

/// The time from the start of the process until it listens.
async fn start_up(profile: &str, program: &Path) {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let mut without: Vec<_> =
        (0..10).map(|_| timed(|| drop(Server::start(&mut with_bedrock(&bedrock, isolated(program)))))).collect();
    let mut with: Vec<_> = (0..5).map(|_| timed(|| drop(Server::start(&mut local(program))))).collect();
    let (without, with) = (median(&mut without), median(&mut with));
    println!("start-up, {profile}: {without:?} on Bedrock, {with:?} with the local model (median)");
}

/// The time that the server adds to a call: the same Converse call, directly and through the server.
async fn overhead(program: &Path) {
    let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 9, 5)).await;
    let server = Server::start(with_bedrock(&bedrock, isolated(program)).env("RUST_LOG", "info"));
    let (direct, through) = (Target::bedrock(&bedrock, "converse"), Target::server(&server, "generate"));
    let (short, long) = compare(&direct, &through, 50).await;
    println!(
        "one call at a time: {:?} direct, {:?} through the server (median): {:?} added",
        short.whole,
        long.whole,
        long.whole.saturating_sub(short.whole)
    );
    let (direct, through) = (Arc::new(direct), Arc::new(through));
    let (many, fewer) = (direct.rate(32, 200).await, through.rate(32, 200).await);
    println!("32 callers at once: {many:.0} requests/s direct, {fewer:.0} through the server");
}

/// The time that the server adds to a stream: the same ConverseStream call, directly and through the server.
async fn stream_overhead(program: &Path) {
    const EVENTS: u32 = 1000;
    let of = |events: u32| {
        let texts = (0..events).map(|_| Step::text(" word"));
        Answer::Stream([vec![Step::start()], texts.collect(), vec![Step::stop("end_turn"), Step::usage(9, 5)]].concat())
    };
    let bedrock = FakeBedrock::start(of(1)).await;
    let server = Server::start(with_bedrock(&bedrock, isolated(program)).env("RUST_LOG", "info"));
    let direct = Target::bedrock(&bedrock, "converse-stream");
    let through = Target::server(&server, "generate/stream");
    let (short, long) = compare(&direct, &through, 50).await;
    println!(
        "first token of a stream: {:?} direct, {:?} through the server (median): {:?} added",
        short.first,
        long.first,
        long.first.saturating_sub(short.first)
    );
    bedrock.set_answer(of(EVENTS + 1));
    let (short_of_many, long_of_many) = compare(&direct, &through, 5).await;
    let each = |many: Times, one: Times| many.whole.saturating_sub(one.whole) / EVENTS;
    let (short, long) = (each(short_of_many, short), each(long_of_many, long));
    println!(
        "each further event of a stream, as fast as they go: {short:?} direct, {long:?} through the server: {:?} added",
        long.saturating_sub(short)
    );
}

/// The medians of both targets. They are called in turns, 20 times `calls` calls each, so that noise affects both alike.
async fn compare(direct: &Target, through: &Target, calls: usize) -> (Times, Times) {
    for target in [direct, through] {
        target.times(calls * 4).await;
    }
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        short.extend(direct.times(calls).await);
        long.extend(through.times(calls).await);
    }
    (Times::median(&short), Times::median(&long))
}

struct Target {
    url: String,
    body: Value,
}

/// The time from sending the request to the first generated text, and to the end of the answer.
#[derive(Clone, Copy)]
struct Times {
    first: Duration,
    whole: Duration,
}

impl Times {
    fn median(times: &[Self]) -> Self {
        let of = |part: fn(&Self) -> Duration| median(&mut times.iter().map(part).collect::<Vec<_>>());
        Self { first: of(|times| times.first), whole: of(|times| times.whole) }
    }
}

impl Target {
    fn bedrock(bedrock: &FakeBedrock, operation: &str) -> Self {
        Self {
            url: format!("{}/model/amazon.nova-micro-v1%3A0/{operation}", bedrock.url()),
            body: json!({ "messages": [{ "role": "user", "content": [{ "text": "Hello" }] }] }),
        }
    }

    fn server(server: &Server, path: &str) -> Self {
        Self { url: format!("{}/{path}", server.url()), body: json!({ "input": "Hello" }) }
    }

    async fn call(&self, client: &reqwest::Client) -> Times {
        // This comes before the text in answers of Bedrock and ours. `generate` differs, but its text comes all at once.
        const TEXT: &[u8] = br#""text":""#;
        let began = Instant::now();
        let mut response = client.post(&self.url).json(&self.body).send().await.expect("an answer");
        assert!(response.status().is_success());
        let (mut first, mut body) = (None, Vec::new());
        while let Some(bytes) = response.chunk().await.expect("a body") {
            if first.is_none() {
                body.extend_from_slice(&bytes);
                first = body.windows(TEXT.len()).any(|part| part == TEXT).then(|| began.elapsed());
            }
        }
        let whole = began.elapsed();
        Times { first: first.unwrap_or(whole), whole }
    }

    async fn times(&self, calls: usize) -> Vec<Times> {
        let client = reqwest::Client::new();
        self.call(&client).await;
        let mut times = Vec::with_capacity(calls);
        for _ in 0..calls {
            times.push(self.call(&client).await);
        }
        times
    }

    async fn rate(self: &Arc<Self>, callers: usize, calls: usize) -> f64 {
        let began = Instant::now();
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let target = self.clone();
                tokio::spawn(async move { target.times(calls).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        count(callers * (calls + 1)) / began.elapsed().as_secs_f64()
    }
}

/// Tokens per second and the time to the first token, for a caller of the server.
async fn local_model(profile: &str, program: &Path) {
    let server = Server::start(&mut local(program));
    let (mut first, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (times, tokens) = story(&server).await;
        first.push(times.first);
        rates.push(f64::from(tokens - 1) / times.whole.saturating_sub(times.first).as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "local model, {profile}: first token after {:?}, then {:.1} tokens/s (median)",
        median(&mut first),
        rates[rates.len() / 2]
    );
}

async fn story(server: &Server) -> (Times, u32) {
    let body = json!({ "input": "Tell me a long story about a lighthouse keeper.", "max_tokens": 101 });
    let body: textgate::types::GenerateRequest = serde_json::from_value(body).expect("a request");
    let began = Instant::now();
    let mut events = server.client().generate_stream().body(body).events().await.expect("begun");
    let mut first = None;
    let usage = loop {
        match events.next().await.expect("a last event").expect("no error") {
            StreamEvent::DoneEvent(done) => break done.usage,
            _ => first.get_or_insert_with(|| began.elapsed()),
        };
    };
    let times = Times { first: first.expect("text"), whole: began.elapsed() };
    (times, u32::try_from(usage.output_tokens).expect("few"))
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

/// The size of the program in MiB.
fn size(program: &Path) -> f64 {
    let kibibytes = fs::metadata(program).expect("built").len() / 1024;
    count(usize::try_from(kibibytes).expect("small")) / 1024.0
}
