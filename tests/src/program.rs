//! A program that a test talks to while it runs: what it has written so far, what it is told, how it ends.

use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;

/// Longer than anything that works may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running program. It ends with the value.
pub struct Program {
    process: Child,
    stdout: Option<ChildStdout>,
    written: Vec<u8>,
}

/// How a program ended, and all that it wrote.
#[derive(Debug)]
pub struct Ended {
    /// The exit code, or the signal.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Program {
    /// Starts a program whose standard input is empty.
    pub fn start(command: Command) -> Self {
        Self::spawn(command, Stdio::null())
    }

    /// Starts a program whose standard input is open and says nothing, as a terminal at which nobody types.
    pub fn start_at_rest(command: Command) -> Self {
        Self::spawn(command, Stdio::piped())
    }

    /// Starts a program and gives it all of `input` to read.
    pub async fn start_with(command: Command, input: &[u8]) -> Self {
        let mut program = Self::spawn(command, Stdio::piped());
        let mut stdin = program.process.stdin.take().expect("piped");
        // A program that does not read its input says so by what it does next.
        let _ = timeout(PATIENCE, stdin.write_all(input)).await.expect("read or refused");
        program
    }

    fn spawn(command: Command, stdin: Stdio) -> Self {
        let mut command = tokio::process::Command::from(command);
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().expect("the program starts");
        Self { stdout: process.stdout.take(), process, written: Vec::new() }
    }

    /// Waits until the program has written `text`, and returns all that it has written so far.
    pub async fn writes(&mut self, text: &str) -> String {
        let stdout = self.stdout.as_mut().expect("not closed");
        loop {
            let written = String::from_utf8_lossy(&self.written).into_owned();
            if written.contains(text) {
                return written;
            }
            let count =
                timeout(PATIENCE, stdout.read_buf(&mut self.written)).await.expect("more output").expect("readable");
            assert!(count > 0, "the program ended without writing {text:?}: {written}");
        }
    }

    /// Reads no more of what the program writes, as `head` does when it has enough.
    pub fn close_output(&mut self) {
        self.stdout = None;
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let id = self.process.id().expect("running").to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.expect("kill starts").success());
    }

    /// Waits until the program has ended.
    pub async fn ended(mut self) -> Ended {
        let stderr = self.process.stderr.take();
        let (stdout, stderr) = tokio::join!(rest(self.stdout.take()), rest(stderr));
        self.written.extend(stdout);
        let status = timeout(PATIENCE, self.process.wait()).await.expect("an end").expect("a process");
        Ended { status, stdout: text(&self.written), stderr: text(&stderr) }
    }
}

async fn rest(output: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut output) = output {
        timeout(PATIENCE, output.read_to_end(&mut bytes)).await.expect("an end").expect("readable");
    }
    bytes
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
