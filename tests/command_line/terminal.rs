//! The command line on a pseudo-terminal, which `script` of util-linux makes. On other systems `script` has other arguments.

use std::process::Command;

use textgate_tests::event_stream::{Gate, Step};
use textgate_tests::fake_bedrock::Answer;
use textgate_tests::program::{Program, ProgramOutput};
use textgate_tests::server::Server;

use crate::{COMPLETION, INPUT, OUTPUT, in_pieces, start, textgate};

/// The command line with all three standard streams on a terminal.
fn on_terminal(server: &Server, arguments: &[&str]) -> Program {
    let inner = textgate(server.url(), arguments);
    let line = [inner.get_program()].into_iter().chain(inner.get_args());
    let line: Vec<String> = line.map(|word| quoted(word.to_str().expect("text"))).collect();
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--flush", "--command", &line.join(" "), "/dev/null"]);
    command.env("TEXTGATE_BASE_URL", server.url()).env("SHELL", "/bin/sh").env_remove("TEXTGATE_API_KEY");
    Program::start_with_open_input(command)
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Waits for the end of the program. A terminal ends its lines with CR LF; here they end with LF.
async fn shown(program: Program) -> ProgramOutput {
    let mut ended = program.wait().await;
    ended.stdout = ended.stdout.replace("\r\n", "\n");
    ended
}

#[tokio::test]
async fn on_a_terminal_generate_shows_each_piece_before_the_next_one_is_generated() {
    let gate = Gate::default();
    let (_bedrock, server) = start(in_pieces(&gate)).await;
    let mut program = on_terminal(&server, &["generate", INPUT]);
    assert_eq!(program.wait_for_output("One").await, "One");
    gate.open();
    assert_eq!(program.wait_for_output(" two").await, "One two");
    gate.open();
    let ended = shown(program).await;
    assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "One two\n"));
}

#[tokio::test]
async fn on_a_terminal_generate_with_no_stream_prints_the_whole_text_at_once() {
    let (_bedrock, server) = start(COMPLETION).await;
    let ended = shown(on_terminal(&server, &["generate", INPUT, "--no-stream"])).await;
    assert_eq!((ended.status.code(), ended.stdout), (Some(0), format!("{OUTPUT}\n")));
    server.log().line_with(&["request answered", "operation=\"generate\""]);
}

#[tokio::test]
async fn control_characters_in_generated_text_are_escaped_on_a_terminal() {
    let pieces = vec![Step::start(), Step::text("\u{1b}]0;title\u{7}"), Step::stop("end_turn"), Step::usage(1, 2)];
    let (_bedrock, server) = start(Answer::Stream(pieces)).await;
    let ended = shown(on_terminal(&server, &["generate", INPUT])).await;
    assert_eq!(ended.stdout, "\\u{1b}]0;title\\u{7}\n");
}

#[tokio::test]
async fn on_a_terminal_models_prints_a_table_and_indented_json() {
    let (_bedrock, server) = start(COMPLETION).await;
    let table = shown(on_terminal(&server, &["models"])).await.stdout;
    assert!(table.starts_with("NAME  ") && table.contains("\nnova-micro  "), "{table}");
    let json = shown(on_terminal(&server, &["models", "--json"])).await.stdout;
    assert!(json.starts_with("{\n  \"models\": [\n"), "{json}");
}

#[tokio::test]
async fn on_a_terminal_a_missing_text_is_an_error_at_once() {
    let (_bedrock, server) = start(COMPLETION).await;
    let ended = shown(on_terminal(&server, &["generate"])).await;
    assert_eq!(ended.status.code(), Some(2));
    assert!(ended.stdout.starts_with("error: the text is missing"), "{ended:?}");
}

#[tokio::test]
async fn the_message_of_a_failure_after_some_text_is_on_a_line_of_its_own() {
    let (_bedrock, server) = start(Answer::Stream(vec![Step::start(), Step::text("One"), Step::Cut])).await;
    let ended = shown(on_terminal(&server, &["generate", INPUT])).await;
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stdout.starts_with("One\nerror: the text is incomplete"), "{ended:?}");
}
