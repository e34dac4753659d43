//! Streams that end early: the service fails, the reader closes the pipe, or the user interrupts.

use std::os::unix::process::ExitStatusExt as _;

use textgate_tests::event_stream::{Gate, Step};
use textgate_tests::fake_bedrock::Answer;
use textgate_tests::program::Program;

use crate::{INPUT, assert_failed, in_pieces, run, start, textgate};

const STREAM: &[&str] = &["generate", INPUT, "--stream"];

#[tokio::test]
async fn the_pieces_before_a_failure_of_the_model_are_printed_and_the_exit_code_is_1() {
    let (_bedrock, server) = start(Answer::Stream(vec![Step::start(), Step::text("One"), Step::Cut])).await;
    let ended = run(&server, STREAM).await;
    assert_failed(&ended, 1);
    assert_eq!(ended.stdout, "One\n");
    assert!(ended.stderr.contains("model_error") && ended.stderr.contains("req_"), "{ended:?}");
}

#[tokio::test]
async fn the_pieces_before_the_connection_breaks_are_printed_and_the_exit_code_is_1() {
    let (_bedrock, server) = start(in_pieces(&Gate::default())).await;
    let mut program = Program::start(textgate(server.url(), STREAM));
    program.wait_for_output("One").await;
    drop(server);
    let ended = program.wait().await;
    assert_failed(&ended, 1);
    assert_eq!(ended.stdout, "One\n");
    assert!(ended.stderr.contains("the text is incomplete"), "{ended:?}");
}

#[tokio::test]
async fn if_the_reader_closes_the_pipe_the_program_ends_without_a_message_and_the_model_stops() {
    let gate = Gate::default();
    let (bedrock, server) = start(in_pieces(&gate)).await;
    let mut program = Program::start(textgate(server.url(), STREAM));
    program.wait_for_output("One").await;
    program.close_output();
    gate.open();
    let ended = program.wait().await;
    assert_eq!((ended.status.code(), ended.stderr.as_str()), (Some(141), ""));
    bedrock.caller_disconnected().await;
}

#[tokio::test]
async fn an_interrupt_ends_the_program_by_the_signal_and_the_model_stops() {
    let (bedrock, server) = start(in_pieces(&Gate::default())).await;
    let mut program = Program::start(textgate(server.url(), STREAM));
    program.wait_for_output("One").await;
    program.signal("INT");
    let ended = program.wait().await;
    // A shell shows this as 130.
    assert_eq!((ended.status.signal(), ended.stderr.as_str()), (Some(2), ""));
    bedrock.caller_disconnected().await;
}
