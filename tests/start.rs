//! What keeps the server from starting, and what it says then.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use textgate_tests::server::{run, server};

/// Runs the server with `arguments`, which have to keep it from starting, and returns what it says.
fn refusal(arguments: &[&str]) -> String {
    refusal_of(server().args(arguments))
}

fn refusal_of(command: &mut Command) -> String {
    let output = run(command);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.starts_with("error: "), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

#[test]
fn the_local_model_is_not_served_to_a_network_unless_told_to() {
    let text = refusal(&["--listen", "0.0.0.0:0"]);
    assert!(text.contains("--model bedrock"), "{text}");
}

#[test]
fn an_address_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let mut command = server();
    command.args(["--model", "bedrock", "--listen", &address]).env("AWS_REGION", "us-east-1").env("RUST_LOG", "error");
    let text = refusal_of(&mut command);
    assert!(text.contains(&address), "{text}");
}

#[test]
fn bedrock_without_a_region_is_refused_with_what_to_set() {
    let output = run(server().args(["--model", "bedrock"]).env("AWS_EC2_METADATA_DISABLED", "true"));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("error: no AWS region is known: set AWS_REGION"), "{text}");
}

#[test]
fn weights_that_are_missing_or_no_weights_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.gguf");
    let path = path.to_str().expect("text");
    let text = refusal(&["--listen", "127.0.0.1:0", "--weights", path]);
    assert!(text.contains(path), "{text}");
    fs::write(path, "not a model").expect("written");
    let text = refusal(&["--listen", "127.0.0.1:0", "--weights", path]);
    assert!(text.contains(path), "{text}");
}
