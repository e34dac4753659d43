//! The error messages and exit codes of the command line.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use textgate_tests::fake_bedrock::Answer;
use textgate_tests::fake_server::serve;
use textgate_tests::program::Program;

use crate::{COMPLETION, INPUT, assert_failed, run, start, textgate};

#[tokio::test]
async fn if_no_server_listens_the_error_has_two_lines_and_says_what_to_do() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://name:canary-key@{}", free.local_addr().expect("an address"));
    drop(free);
    for arguments in [&["generate", INPUT][..], &["generate", INPUT, "--stream"], &["summarize", INPUT], &["models"]] {
        let mut command = textgate(&url, arguments);
        command.env("TEXTGATE_API_KEY", "canary-key").env("RUST_BACKTRACE", "1");
        let ended = Program::start(command).wait().await;
        assert_failed(&ended, 3);
        assert_eq!(ended.stdout, "");
        let lines: Vec<&str> = ended.stderr.lines().collect();
        let [message, hint] = lines[..] else { panic!("two lines: {}", ended.stderr) };
        assert!(message.contains("no response from http://127.0.0.1:") && message.contains("refused"), "{message}");
        assert!(hint.contains("is the server running?") && hint.contains("cargo run"), "{hint}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_time_has_the_exit_code_of_an_unreachable_one() {
    // It accepts connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    for stream in ["--stream", "--no-stream"] {
        let ended = Program::start(textgate(&url, &["generate", INPUT, "--timeout", "0.2", stream])).wait().await;
        assert_failed(&ended, 3);
        assert!(ended.stderr.contains("hint: set a longer --timeout"), "{ended:?}");
    }
}

#[tokio::test]
async fn the_message_of_a_refusal_has_its_code_its_request_id_and_a_hint() {
    let (_bedrock, server) = start(COMPLETION).await;
    for stream in ["--stream", "--no-stream"] {
        let ended = run(&server, &["generate", INPUT, "--model", "nobody", stream]).await;
        assert_failed(&ended, 1);
        assert_eq!(ended.stdout, "");
        for part in ["model_not_found", "request req_", "hint: `textgate models` lists"] {
            assert!(ended.stderr.contains(part), "{part}: {ended:?}");
        }
    }
}

#[tokio::test]
async fn each_violation_has_a_line_of_its_own() {
    let body = json!({
        "error": "the body has fields that are not valid", "code": "invalid_request", "request_id": "req_1",
        "violations": [{ "pointer": "/input", "message": "must be shorter" }, { "pointer": "", "message": "is too long" }],
    });
    let refusal = move || async move { (StatusCode::BAD_REQUEST, Json(body)).into_response() };
    let url = format!("http://{}", serve(Router::new().route("/generate", post(refusal))).await);
    let ended = Program::start(textgate(&url, &["generate", INPUT])).wait().await;
    assert_failed(&ended, 1);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(
        lines[0].contains("not valid") && lines[0].contains("invalid_request") && lines[0].contains("req_1"),
        "{ended:?}"
    );
    assert_eq!(lines[1..], ["  /input: must be shorter", "  the body: is too long"]);
}

#[tokio::test]
async fn arguments_that_the_contract_does_not_allow_are_refused_before_anything_is_sent() {
    let (bedrock, server) = start(COMPLETION).await;
    for arguments in [
        &["--temperature", "7"][..],
        &["--temperature", "nan"],
        &["--top-p", "-1"],
        &["--max-tokens", "0"],
        &["--max-tokens", "many"],
        &["--stop", ""],
        &["--stream", "--json"],
        &["--no-such-option"],
        &["--timeout", "0"],
        &["--max-attempts", "0"],
        &["--base-url", "localhost:8080"],
        &["--api-key-file", "no-such-file"],
    ] {
        let ended = run(&server, &[&["generate", INPUT], arguments].concat()).await;
        assert_failed(&ended, 2);
    }
    assert!(bedrock.requests().is_empty());
}

#[tokio::test]
async fn if_the_model_fails_the_command_fails() {
    let (_bedrock, server) = start(Answer::Exception(424, "ModelErrorException", "canary-key".to_owned())).await;
    for arguments in
        [&["generate", INPUT, "--stream"][..], &["generate", INPUT], &["summarize", INPUT], &["reply", INPUT]]
    {
        let ended = run(&server, arguments).await;
        assert_failed(&ended, 1);
        assert_eq!(ended.stdout, "");
        assert!(ended.stderr.contains("model_error"), "{ended:?}");
    }
}

#[tokio::test]
async fn a_throttled_call_is_retried_up_to_the_allowed_attempts() {
    let asked = Arc::new(AtomicUsize::new(0));
    let busy = |asked: Arc<AtomicUsize>| async move {
        if asked.fetch_add(1, Ordering::SeqCst) == 0 {
            let body = json!({ "error": "too many requests", "code": "rate_limited", "request_id": "req_1" });
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], Json(body)).into_response();
        }
        Json(json!({ "models": [] })).into_response()
    };
    let counted = asked.clone();
    let url = format!("http://{}", serve(Router::new().route("/models", get(move || busy(counted)))).await);

    let ended = Program::start(textgate(&url, &["models", "--max-attempts", "1"])).wait().await;
    assert_failed(&ended, 1);
    assert!(ended.stderr.contains("rate_limited") && ended.stderr.contains("hint: try again in"), "{ended:?}");
    asked.store(0, Ordering::SeqCst);
    let ended = Program::start(textgate(&url, &["models"])).wait().await;
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_key_from_the_environment_or_a_file_is_sent_and_never_shown() {
    async fn models(headers: HeaderMap) -> impl IntoResponse {
        if headers.get("x-api-key").is_some_and(|key| key == "canary-key") {
            return Json(json!({ "models": [] })).into_response();
        }
        let body = json!({ "error": "an API key is needed", "code": "unauthorized", "request_id": "req_1" });
        (StatusCode::UNAUTHORIZED, Json(body)).into_response()
    }

    let url = format!("http://{}", serve(Router::new().route("/models", get(models))).await);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "canary-key\n").expect("written");
    let file = file.path().to_str().expect("text");
    for (key, arguments, is_known) in [
        ("canary-key", &["models"][..], true),
        ("", &["models", "--api-key-file", file], true),
        ("another", &["models", "--api-key-file", file], true),
        ("", &["models"], false),
        ("canary-key-of-nobody", &["models"], false),
    ] {
        let mut command = textgate(&url, arguments);
        command.env("TEXTGATE_API_KEY", key);
        let ended = Program::start(command).wait().await;
        if is_known {
            assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
        } else {
            assert_failed(&ended, 1);
            assert!(ended.stderr.contains("hint: check the API key, in TEXTGATE_API_KEY"), "{ended:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_not_from_the_service_is_an_error() {
    let page = || async { axum::response::Html("<html>canary-input</html>") };
    let url = format!("http://{}", serve(Router::new().route("/generate", post(page))).await);
    let ended = Program::start(textgate(&url, &["generate", INPUT])).wait().await;
    assert_failed(&ended, 1);
    assert!(ended.stderr.contains("hint: is this a Textgate service?"), "{ended:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_error_says_that_the_output_could_not_be_written() {
    let (_bedrock, server) = start(COMPLETION).await;
    let inner = textgate(server.url(), &["generate", INPUT]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "exec \"$0\" \"$@\" > /dev/full"]).arg(inner.get_program()).args(inner.get_args());
    command.env("TEXTGATE_BASE_URL", server.url());
    let ended = Program::start(command).wait().await;
    assert_failed(&ended, 1);
    assert!(ended.stderr.contains("cannot write to standard output"), "{ended:?}");
}
