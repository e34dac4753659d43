//! Where the text of a command comes from.

use std::fs;

use textgate_tests::fake_bedrock::FakeBedrock;
use textgate_tests::program::{Program, ProgramOutput};
use textgate_tests::server::Server;

use crate::{COMPLETION, assert_failed, start, textgate};

async fn piped(server: &Server, arguments: &[&str], input: &[u8]) -> ProgramOutput {
    Program::start_with(textgate(server.url(), arguments), input).await.wait().await
}

/// The text of the last request to the model, if there was one.
fn sent_text(bedrock: &FakeBedrock) -> Option<String> {
    let request = bedrock.requests().pop()?;
    bedrock.set_answer(COMPLETION);
    Some(request.body["messages"][0]["content"][0]["text"].as_str().expect("a text").to_owned())
}

#[tokio::test]
async fn the_text_of_generate_is_an_argument_a_file_standard_input_or_two_of_them() {
    let (bedrock, server) = start(COMPLETION).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.txt");
    fs::write(&file, "From a file,\nGröße\n").expect("written");
    let file = file.to_str().expect("text");
    for (arguments, input, expected) in [
        (&["generate", "An argument."][..], "", "An argument."),
        (&["generate"], "From a pipe.\n", "From a pipe."),
        (&["generate", "-"], "From a pipe.\r\n", "From a pipe."),
        (&["generate", "--file", "-"], "From a pipe.\n\n", "From a pipe.\n"),
        (&["generate", "An argument."], "From a pipe.\n", "From a pipe.\n\nAn argument."),
        (&["generate", "--file", file], "Not read.", "From a file,\nGröße"),
        (&["generate", "-f", file, "An argument."], "", "From a file,\nGröße\n\nAn argument."),
        (&["generate", "--", "--not-an-option"], "", "--not-an-option"),
    ] {
        let ended = piped(&server, arguments, input.as_bytes()).await;
        assert!(ended.status.success(), "{arguments:?}: {ended:?}");
        assert_eq!(sent_text(&bedrock).as_deref(), Some(expected), "{arguments:?}");
    }
}

#[tokio::test]
async fn explain_reads_its_data_from_a_pipe_and_its_question_from_the_argument() {
    let (bedrock, server) = start(COMPLETION).await;
    let ended = piped(&server, &["explain", "canary-question"], b"canary-data").await;
    assert!(ended.status.success(), "{ended:?}");
    let body = bedrock.requests()[0].body.to_string();
    assert!(body.contains("canary-question") && body.contains("canary-data"), "{body}");
}

#[tokio::test]
async fn a_missing_or_invalid_text_is_an_error_before_anything_is_sent() {
    let (bedrock, server) = start(COMPLETION).await;
    let missing = tempfile::tempdir().expect("a folder").path().join("missing.txt");
    let missing = missing.to_str().expect("text");
    for (arguments, input, expected) in [
        (&["generate"][..], &b""[..], "the text is missing: pass it as an argument, with --file, or through a pipe"),
        (&["generate", ""], b"", "the text is missing"),
        (&["explain", "Why?"], b"", "the text is missing: pass it with --file, or through a pipe"),
        (&["generate", "--file", missing], b"", missing),
        (&["generate", "-", "--file", missing], b"canary-input", "two texts are given, as `-` and with --file"),
        (&["summarize", "canary-input"], b"canary-input", "two texts are given, as the argument and"),
        (&["reply", "canary-input"], b"canary-input", "two texts are given, as the argument and"),
        (&["generate"], b"canary-input \xff", "standard input is not UTF-8 text"),
        (&["generate"], &vec![b'a'; 11 * 1024 * 1024], "standard input is larger than 10485760 bytes"),
    ] {
        let ended = piped(&server, arguments, input).await;
        assert_failed(&ended, 2);
        assert!(ended.stderr.contains(expected), "{ended:?}");
        assert!(sent_text(&bedrock).is_none(), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_text_that_is_the_name_of_a_file_causes_a_warning() {
    let (bedrock, server) = start(COMPLETION).await;
    let ended = piped(&server, &["summarize", "Cargo.toml"], b"").await;
    assert!(ended.status.success(), "{ended:?}");
    assert!(
        ended.stderr.starts_with("warning: ") && ended.stderr.ends_with("; use --file to read the file\n"),
        "{ended:?}"
    );
    assert!(bedrock.requests()[0].body.to_string().contains("Cargo.toml"));
}
