//! The command line `textgate` as a program: in a pipe, on a terminal, and with errors.

mod answers;
#[cfg(unix)]
mod broken_off;
mod failures;
mod input;
#[cfg(target_os = "linux")]
mod terminal;

use std::process::Command;

use textgate_tests::event_stream::{Gate, Step};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::program::{Program, ProgramOutput};
use textgate_tests::server::{Server, command_line, server_on};

/// The text of the request. No message may repeat it.
const INPUT: &str = "canary-input";

const OUTPUT: &str = "Text from the fake.";

const COMPLETION: Answer = Answer::Completion(OUTPUT, "end_turn", 9, 5);

async fn start(answer: Answer) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(answer).await;
    let server = Server::start(&mut server_on(&bedrock));
    (bedrock, server)
}

/// A command line that calls the service at `url`.
fn textgate(url: &str, arguments: &[&str]) -> Command {
    let mut command = command_line();
    command.args(arguments).env("TEXTGATE_BASE_URL", url);
    command
}

/// Runs the command line with an empty standard input.
async fn run(server: &Server, arguments: &[&str]) -> ProgramOutput {
    Program::start(textgate(server.url(), arguments)).wait().await
}

/// Runs the command line, which must succeed without a message. Returns its output.
async fn printed(server: &Server, arguments: &[&str]) -> String {
    let ended = run(server, arguments).await;
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    ended.stdout
}

/// An answer of two pieces. It waits between them and before its end.
fn in_pieces(gate: &Gate) -> Answer {
    let wait = || Step::Wait(gate.clone());
    Answer::Stream(vec![
        Step::start(),
        Step::text("One"),
        wait(),
        Step::text(" two"),
        wait(),
        Step::stop("end_turn"),
        Step::usage(1, 2),
    ])
}

/// Fails unless the program ended with this exit code and an error message without the input and without internals of the program.
fn assert_failed(ended: &ProgramOutput, code: i32) {
    assert_eq!(ended.status.code(), Some(code), "{ended:?}");
    assert!(ended.stderr.starts_with("error: "), "{ended:?}");
    for internal in [INPUT, "canary-key", "panicked", "backtrace", "RUST_BACKTRACE", "Error {", "Some("] {
        assert!(!ended.stderr.contains(internal), "{internal}: {ended:?}");
    }
}
