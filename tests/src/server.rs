//! The real `textgate-server`, as a process.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use textgate::Client;

use crate::fake_bedrock::FakeBedrock;

/// Nothing that works takes longer.
const TEST_TIMEOUT: Duration = Duration::from_mins(2);

/// A running server. It is killed when the value is dropped.
pub struct Server {
    process: Child,
    url: String,
    log: Log,
}

/// The folder of the programs that the tests start. They are built with the same profile and features as the tests.
fn programs() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let release = profile_folder().ends_with("release");
        let programs =
            ["--bin", "textgate-server", "--bin", "textgate", "--example", "quickstart", "--example", "stream"];
        build(&[&["--workspace"], &programs[..]].concat(), release)
    })
}

/// The folder target/<profile> of the running program.
fn profile_folder() -> PathBuf {
    let program = env::current_exe().expect("the path of this program");
    program.ancestors().nth(2).expect("this program is in target/<profile>/deps").to_owned()
}

/// Builds what the arguments name. Returns the folder that has it.
pub fn build(arguments: &[&str], release: bool) -> PathBuf {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet"]).args(arguments);
    if release {
        cargo.arg("--release");
    }
    let status = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo starts");
    assert!(status.success(), "`cargo build` of the programs under test failed");
    profile_folder().with_file_name(if release { "release" } else { "debug" })
}

/// A command that starts the server.
pub fn server() -> Command {
    isolated(&programs().join(format!("textgate-server{}", env::consts::EXE_SUFFIX)))
}

/// A command that starts the command line.
pub fn command_line() -> Command {
    isolated(&programs().join(format!("textgate{}", env::consts::EXE_SUFFIX)))
}

/// A command that starts an example of the client: `quickstart` or `stream`.
pub fn example(name: &str) -> Command {
    isolated(&programs().join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// A command that starts `program` without the variables that the user of this machine has set for it or for AWS.
pub fn isolated(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("AWS_") || text.starts_with("TEXTGATE_") || text == "RUST_LOG" {
            command.env_remove(&name);
        }
    }
    command
}

/// A command that starts the server with the fake Bedrock as its models, and with credentials that exist nowhere.
pub fn server_on(bedrock: &FakeBedrock) -> Command {
    with_bedrock(bedrock, server())
}

/// Makes the server that `command` starts use the fake Bedrock.
pub fn with_bedrock(bedrock: &FakeBedrock, mut command: Command) -> Command {
    command.args(["--listen", "127.0.0.1:0", "--model", "bedrock"]).envs(environment(bedrock));
    command
}

/// The environment variables that give an AWS SDK the fake Bedrock, credentials and a region.
pub fn environment(bedrock: &FakeBedrock) -> [(&'static str, String); 4] {
    [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "canary-secret-access-key".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.url()),
    ]
}

impl Server {
    /// Starts a server on a socket, and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        let (mut process, log) = spawn(command);
        let mut stdout = BufReader::new(process.stdout.take().expect("piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("readable");
        let Some(url) = line.trim().strip_prefix("Textgate listens on ") else {
            let _ = process.wait();
            panic!("the server did not start: {line}{}", log.text());
        };
        let url = url.to_owned();
        thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        Self { process, url, log }
    }

    /// Starts a server that does not listen on a socket, as on Lambda. Its standard output is part of its log, as on Lambda.
    pub fn start_without_socket(command: &mut Command) -> Self {
        let (mut process, log) = spawn(command);
        log.clone().fill_from(process.stdout.take().expect("piped"));
        Self { process, url: String::new(), log }
    }

    /// The base URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client of this server. It does not retry, so that a test sees each answer of the server.
    pub fn client(&self) -> Client {
        Client::builder(&self.url).max_attempts(1).build().expect("a client")
    }

    /// The server's log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Tells the server to stop, as an operator does (SIGTERM).
    pub fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(status.expect("kill starts").success());
    }

    /// Waits until the server has stopped by itself. Returns its log.
    pub fn wait_until_stopped(mut self) -> String {
        let status = self.process.wait().expect("a process");
        assert!(status.success(), "{status}: {}", self.log.text());
        self.log.text()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(command: &mut Command) -> (Child, Log) {
    let mut process =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server starts");
    let log = Log::default();
    log.clone().fill_from(process.stderr.take().expect("piped"));
    (process, log)
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the program starts")
}

/// The log of a running process, in whole lines.
#[derive(Clone, Default)]
pub struct Log(Arc<(Mutex<String>, Condvar)>);

impl Log {
    /// All lines so far.
    pub fn text(&self) -> String {
        self.0.0.lock().expect("not poisoned").clone()
    }

    /// Waits for a line that has all of `parts`, and returns it.
    pub fn line_with(&self, parts: &[&str]) -> String {
        let (text, grown) = &*self.0;
        let find =
            |text: &str| text.lines().find(|line| parts.iter().all(|part| line.contains(part))).map(str::to_owned);
        let guard = text.lock().expect("not poisoned");
        let waited = grown.wait_timeout_while(guard, TEST_TIMEOUT, |text| find(text).is_none());
        let (text, _) = waited.expect("not poisoned");
        find(&text).unwrap_or_else(|| panic!("no line with {parts:?} in the log:\n{text}"))
    }

    fn fill_from(self, mut output: impl Read + Send + 'static) {
        thread::spawn(move || {
            let mut bytes = [0; 8192];
            let mut unread = Vec::new();
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                unread.extend_from_slice(&bytes[..count]);
                let whole = unread.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                let lines: Vec<u8> = unread.drain(..whole).collect();
                let (text, grown) = &*self.0;
                text.lock().expect("not poisoned").push_str(&String::from_utf8_lossy(&lines));
                grown.notify_all();
            }
        });
    }
}
