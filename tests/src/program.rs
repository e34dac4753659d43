//! A running program: a test can read its output so far, send it signals, and wait for its end.

use std::process::{Command, ExitStatus, Stdio};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;

use crate::timeouts::TEST_TIMEOUT;

/// A running program. It is killed when the value is dropped.
pub struct Program {
    process: Child,
    stdout: Option<ChildStdout>,
    written: Vec<u8>,
}

/// How a program ended, and all of its output.
#[derive(Debug)]
pub struct ProgramOutput {
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

    /// Starts a program whose standard input is open but empty, as on a terminal where nobody types.
    pub fn start_with_open_input(command: Command) -> Self {
        Self::spawn(command, Stdio::piped())
    }

    /// Starts a program with `input` as its standard input.
    pub async fn start_with(command: Command, input: &[u8]) -> Self {
        let mut program = Self::spawn(command, Stdio::piped());
        let mut stdin = program.process.stdin.take().expect("piped");
        // A program may end without reading its input.
        let _ = timeout(TEST_TIMEOUT, stdin.write_all(input)).await.expect("the program reads its input or ends");
        program
    }

    fn spawn(command: Command, stdin: Stdio) -> Self {
        let mut command = tokio::process::Command::from(command);
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().expect("the program starts");
        Self { stdout: process.stdout.take(), process, written: Vec::new() }
    }

    /// Waits until the program has written `text` to standard output. Returns all of its output so far.
    pub async fn wait_for_output(&mut self, text: &str) -> String {
        let stdout = self.stdout.as_mut().expect("the output is not closed");
        loop {
            let written = String::from_utf8_lossy(&self.written).into_owned();
            if written.contains(text) {
                return written;
            }
            let count = timeout(TEST_TIMEOUT, stdout.read_buf(&mut self.written))
                .await
                .expect("more output in time")
                .expect("readable");
            assert!(count > 0, "the program ended without writing {text:?}: {written}");
        }
    }

    /// Closes the program's standard output, as `head` does when it has enough.
    pub fn close_output(&mut self) {
        self.stdout = None;
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let id = self.process.id().expect("running").to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.expect("kill starts").success());
    }

    /// Waits for the end of the program.
    pub async fn wait(mut self) -> ProgramOutput {
        let stderr = self.process.stderr.take();
        let (stdout, stderr) = tokio::join!(rest(self.stdout.take()), rest(stderr));
        self.written.extend(stdout);
        let status =
            timeout(TEST_TIMEOUT, self.process.wait()).await.expect("the program ends in time").expect("a process");
        ProgramOutput { status, stdout: text(&self.written), stderr: text(&stderr) }
    }
}

async fn rest(output: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut output) = output {
        timeout(TEST_TIMEOUT, output.read_to_end(&mut bytes))
            .await
            .expect("the program ends in time")
            .expect("readable");
    }
    bytes
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
