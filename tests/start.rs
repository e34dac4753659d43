//! Reasons for which the server does not start, and its error messages.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use textgate_tests::server::{run, server};

/// Runs the server with `arguments`, with which it must not start. Returns its error message.
fn start_error(arguments: &[&str]) -> String {
    start_error_of(server().args(arguments))
}

fn start_error_of(command: &mut Command) -> String {
    let output = run(command);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.starts_with("error: "), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

#[test]
fn on_an_address_that_other_machines_can_reach_a_model_must_be_chosen() {
    let text = start_error(&["--listen", "0.0.0.0:0"]);
    assert!(text.contains("--model bedrock"), "{text}");
}

#[test]
fn the_error_names_an_address_that_is_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let mut command = server();
    command.args(["--model", "bedrock", "--listen", &address]).env("AWS_REGION", "us-east-1").env("RUST_LOG", "error");
    let text = start_error_of(&mut command);
    assert!(text.contains(&address), "{text}");
}

#[test]
fn bedrock_without_a_region_is_an_error_that_says_what_to_set() {
    let output = run(server().args(["--model", "bedrock"]).env("AWS_EC2_METADATA_DISABLED", "true"));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("error: no AWS region is known: set AWS_REGION"), "{text}");
}

#[test]
fn the_error_names_a_weights_file_that_is_missing_or_invalid() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.gguf");
    let path = path.to_str().expect("text");
    let text = start_error(&["--listen", "127.0.0.1:0", "--weights", path]);
    assert!(text.contains(path), "{text}");
    fs::write(path, "not a model").expect("written");
    let text = start_error(&["--listen", "127.0.0.1:0", "--weights", path]);
    assert!(text.contains(path), "{text}");
}
