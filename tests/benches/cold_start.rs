//! Measures cold starts of the Lambda build and of a Python function that does the same with boto3, in one run with one fake
//! Runtime API. Compare the numbers with each other, not with those of another machine or of Lambda.
//!
//! `cargo bench -p textgate-tests --bench cold_start -- [RUNS] [ARCHIVE]`. Without an archive it builds one with `infra/build`.
//! Before that, `python/install` installs the Python function's packages from PyPI. The fakes use plain HTTP, so the requests
//! include no TLS. Both starts include reading the root certificates.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::server::{environment, isolated};

const RUNS: usize = 15;
const REQUESTS: usize = 100;

#[tokio::main]
async fn main() {
    // `cargo test --all-targets` runs this program, too. Then it measures nothing.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let given: Vec<_> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let runs = given.iter().find_map(|argument| argument.parse().ok()).unwrap_or(RUNS);
    let archive = given.into_iter().find(|argument| argument.parse::<usize>().is_err()).unwrap_or_else(build);
    let folder = tempfile::tempdir().expect("a folder");
    let functions = [rust(folder.path(), &archive), python(folder.path())];
    let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 9, 5)).await;
    // The first start of each function reads its files from the disk, so it is not counted.
    for function in &functions {
        function.start(&bedrock).await;
    }
    let mut starts = [Vec::new(), Vec::new()];
    for _ in 0..runs {
        for (function, starts) in functions.iter().zip(&mut starts) {
            starts.push(function.start(&bedrock).await);
        }
    }
    print(&functions, &starts);
}

/// A function as Lambda starts it.
struct Function {
    program: PathBuf,
    arguments: &'static [&'static str],
    environment: Vec<(&'static str, PathBuf)>,
    /// The size of its archive in bytes.
    zip: u64,
}

/// The measurements of one start.
struct Start {
    /// The time from the start of the process until it asks for an event.
    init: Duration,
    /// The CPU time of all threads in that time.
    init_cpu: Duration,
    /// The time of the first request.
    first: Duration,
    /// The times of the requests after it.
    later: Duration,
    /// The memory in KiB: after the first request, after all requests, and the maximum.
    memory: [u64; 3],
}

impl Function {
    async fn start(&self, bedrock: &FakeBedrock) -> Start {
        let lambda = FakeLambda::start().await;
        let mut command = isolated(&self.program);
        command.args(self.arguments).envs(self.environment.clone());
        // botocore and the Rust SDK read the region from different variables. Lambda sets both.
        command.envs(lambda.environment()).envs(environment(bedrock)).env("AWS_DEFAULT_REGION", "us-east-1");
        let began = Instant::now();
        let process = Process(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"));
        lambda.waits_for_event().await;
        let init = began.elapsed();
        let init_cpu = process.computed();
        let first = timed(&lambda).await;
        let after_first = process.memory("VmRSS");
        let mut later = Vec::with_capacity(REQUESTS);
        for _ in 0..REQUESTS {
            later.push(timed(&lambda).await);
        }
        let memory = [after_first, process.memory("VmRSS"), process.memory("VmHWM")];
        Start { init, init_cpu, first, later: median(later), memory }
    }
}

/// Hands an event to the waiting function and waits for its answer, which must have the text of the model.
async fn timed(lambda: &FakeLambda) -> Duration {
    let headers = json!({ "Content-Type": "application/json" });
    let event = proxy_event("POST", "/generate", &headers, Some(r#"{"input":"Hello","max_tokens":64}"#));
    let began = Instant::now();
    let answer = lambda.invoke("invocation", event).await;
    let took = began.elapsed();
    lambda.waits_for_event().await;
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let body: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
    assert_eq!(body["output"], "Text from the fake.", "{body}");
    assert_eq!(body["usage"]["cost_usd"], "0.000001015", "{body}");
    took
}

/// A process. It is killed when the value is dropped.
struct Process(Child);

impl Process {
    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.0.id()))
    }

    /// The CPU time of all its threads.
    fn computed(&self) -> Duration {
        let threads = fs::read_dir(self.file("task")).expect("a running process");
        let of = |thread: PathBuf| -> u64 {
            let text = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
            text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or_default()
        };
        Duration::from_nanos(threads.map(|thread| of(thread.expect("readable").path())).sum())
    }

    /// A field of its memory statistics, in KiB.
    fn memory(&self, field: &str) -> u64 {
        let status = fs::read_to_string(self.file("status")).expect("a running process");
        let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("the field");
        line.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse().ok()).expect("a number")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds the artifact for the deployment. Returns its path.
fn build() -> String {
    let told = output(&mut Command::new(root().join("infra/build")));
    told.lines().last().and_then(|line| line.split(" (").next()).expect("the archive").to_owned()
}

fn rust(folder: &Path, archive: &str) -> Function {
    output(Command::new("unzip").args(["-q", archive, "-d"]).arg(folder));
    let zip = fs::metadata(archive).expect("built").len();
    Function { program: folder.join("bootstrap"), arguments: &[], environment: Vec::new(), zip }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// The Python function with which it is compared. Its archive includes boto3, as AWS recommends.
fn python(folder: &Path) -> Function {
    let sources = root().join("tests/benches/python");
    let python = PathBuf::from(output(&mut Command::new(sources.join("install"))).trim());
    let site = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = output(Command::new(&python).args(["-c", site]));
    let zipped = |name: &str, without: &[&str]| {
        let archive = folder.join(name);
        let mut zip = Command::new("zip");
        // Files that pip adds, and packages that Lambda's runtime has itself.
        zip.current_dir(site.trim()).args(["-q", "-9", "-r"]).arg(&archive).args([".", "-x", "pip/*", "pip-*"]);
        output(zip.args(["awslambdaric*", "runtime_client*", "snapshot_restore_py*", "*.pyc"]).args(without));
        fs::metadata(&archive).expect("zipped").len()
    };
    let bare =
        zipped("bare.zip", &["boto*", "s3transfer*", "jmespath*", "dateutil*", "python_dateutil*", "urllib3*", "six*"]);
    println!(
        "the Python function's packages: {} without boto3, which Lambda's runtime has in a version of its own",
        mebibytes(bare)
    );
    Function {
        program: python,
        arguments: &["-m", "awslambdaric", "handler.handler"],
        environment: vec![
            ("PYTHONPATH", sources),
            // On Lambda the archive is read-only.
            ("PYTHONDONTWRITEBYTECODE", "1".into()),
            ("CONTRACT", root().join("openapi/v1.json")),
        ],
        zip: zipped("whole.zip", &[]),
    }
}

fn print(functions: &[Function; 2], starts: &[Vec<Start>; 2]) {
    println!("{} starts each, in turns; medians", starts[0].len());
    println!("| | Textgate | Python | Textgate/Python |\n|---|---|---|---|");
    let time = |what: &str, of: fn(&Start) -> Duration| {
        let [ours, theirs] = starts.each_ref().map(|starts| median(starts.iter().map(of).collect()));
        row(what, format!("{ours:.1?}"), format!("{theirs:.1?}"), ours.as_secs_f64() / theirs.as_secs_f64());
    };
    let size = |what: &str, [ours, theirs]: [u64; 2]| {
        row(what, mebibytes(ours), mebibytes(theirs), kibibytes(ours) / kibibytes(theirs));
    };
    let memory = |what: &str, which: usize| {
        size(
            what,
            starts.each_ref().map(|starts| median(starts.iter().map(|start| start.memory[which] * 1024).collect())),
        );
    };
    time("INIT", |start| start.init);
    time("INIT, processor time", |start| start.init_cpu);
    time("first request", |start| start.first);
    time("one of the next 100", |start| start.later);
    memory("resident after the first request", 0);
    memory("resident after 100 more", 1);
    memory("most resident", 2);
    size("zip", functions.each_ref().map(|function| function.zip));
}

fn row(what: &str, ours: String, theirs: String, ratio: f64) {
    println!("| {what} | {ours} | {theirs} | {ratio:.3} |");
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.2} MiB", kibibytes(bytes) / 1024.0)
}

fn kibibytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).expect("small"))
}

/// Runs a command, which must succeed. Returns its output.
fn output(command: &mut Command) -> String {
    let output = command.stderr(Stdio::inherit()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn median<T: Copy + Ord>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}
