//! The whole path with the real local model, as on a newcomer's machine.

use std::ops::Deref;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use textgate::types::{GenerateRequest, StopReason, StopSequence, StreamEvent, Usage};
use textgate::{Client, ErrorKind};
use textgate_tests::policy_file::{BUILT_IN, PolicyFile};
use textgate_tests::server::{Server, example, run, server};
use textgate_tests::service_error::service_error;
use tokio::task::JoinSet;

/// A running server. Only one runs at a time: the model uses every core, and two at once are far more than twice as slow.
struct Running {
    server: Server,
    _turn: MutexGuard<'static, ()>,
}

fn start() -> Running {
    start_with(|command| command)
}

fn start_with(settings: impl FnOnce(&mut Command) -> &mut Command) -> Running {
    static TURN: Mutex<()> = Mutex::new(());
    // A test that failed has released the lock.
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = server();
    settings(command.args(["--listen", "127.0.0.1:0"]));
    Running { server: Server::start(&mut command), _turn: turn }
}

/// A request to which the model gives a long answer, up to `max_tokens`.
fn story(max_tokens: u32) -> GenerateRequest {
    let body = serde_json::json!({ "input": "Tell me a long story about the sea.", "max_tokens": max_tokens });
    serde_json::from_value(body).expect("a request")
}

impl Deref for Running {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

#[tokio::test]
async fn the_readmes_first_request_is_answered_with_generated_text_that_ends_by_itself() {
    let server = start();
    let answer = server
        .client()
        .generate()
        .input("Explain the benefits of serverless architectures in 2 sentences.")
        .send()
        .await
        .expect("answered");
    assert!(answer.output.to_lowercase().contains("serverless"), "{}", answer.output);
    assert_eq!(answer.stop_reason, StopReason::EndTurn, "{}", answer.output);
    assert_eq!(answer.model, "smollm2-135m-instruct");
    assert!(answer.usage.input_tokens > 10, "{:?}", answer.usage);
    assert!(answer.usage.output_tokens > 10, "{:?}", answer.usage);
    assert_eq!(answer.usage.total_tokens, answer.usage.input_tokens + answer.usage.output_tokens);
    assert_eq!(answer.usage.cost_usd, None, "the policy has no price for it");
}

#[tokio::test]
async fn the_short_form_answers_too() {
    let server = start();
    let answer = server.client().text().text("what is Amazon Bedrock").send().await.expect("answered");
    assert!(!answer.response.trim().is_empty());
}

#[tokio::test]
async fn the_local_model_summarizes_and_says_which_models_explain_and_reply() {
    let server = start();
    let text = "The lighthouse at Cape Verity was built in 1872 of local granite. It is 31 metres tall. A keeper lived in it \
                until 1988, when its lamp became automatic. Today the lighthouse is a museum with 20,000 visitors a year.";
    let answer = server.client().summarize().text(text).send().await.expect("answered");
    assert!(answer.summary.to_lowercase().contains("lighthouse"), "{}", answer.summary);
    assert!(answer.usage.output_tokens > 5, "{:?}", answer.usage);

    let explained = server.client().explain().data("a,b\n1,2").question("What is b?").send().await;
    let replied = server.client().reply().message("Where is my parcel?").send().await;
    for refusal in [service_error(explained), service_error(replied)] {
        assert_eq!(refusal.outcome(), (403, "structured_output_unsupported"));
        assert!(refusal.error.contains("smollm2-135m-instruct"), "{}", refusal.error);
        assert!(refusal.error.contains("--model bedrock"), "{}", refusal.error);
    }
    let models = server.client().model_list().send().await.expect("answered");
    assert!(models.models.iter().all(|model| !model.structured), "no local model can answer with objects");
}

#[tokio::test]
async fn max_tokens_limits_the_answer_and_is_its_stop_reason() {
    let server = start();
    let answer = server.client().generate().body(story(5)).send().await.expect("answered");
    assert_eq!(answer.stop_reason, StopReason::MaxTokens);
    assert_eq!(answer.usage.output_tokens, 5);
}

#[tokio::test]
async fn the_local_model_takes_the_parameters_that_its_policy_names_and_no_others() {
    let named = "id = \"smollm2-135m-instruct\"\nparameters = [\"top_p\", \"stop_sequences\"]";
    let policy = PolicyFile::new(&BUILT_IN.replacen("id = \"smollm2-135m-instruct\"", named, 1));
    let server = start_with(|command| policy.of(command));
    let client = server.client();
    let list = client.model_list().send().await.expect("answered");
    let parameters = list.models[0].parameters.as_ref().expect("shown");
    assert_eq!((parameters.temperature, parameters.top_p, parameters.stop_sequences), (false, true, true));
    let error = service_error(client.generate().input("Hi").temperature(0.5).send().await);
    assert_eq!(error.outcome(), (403, "model_refused"));
    assert!(error.error.contains("temperature"), "{error:?}");
    // It has no temperature, so a nucleus of one token decides.
    let ask = || client.generate().body(story(12)).top_p(0.0);
    let whole = ask().send().await.expect("answered");
    let (first_word, _) = whole.output.trim_start().split_once(' ').expect("words");
    let stop_sequence: StopSequence = first_word.parse().expect("short");
    let stopped = ask().stop_sequences(vec![stop_sequence]).send().await.expect("answered");
    assert_eq!(stopped.stop_reason, StopReason::StopSequence, "{whole:?}");
    assert_eq!(stopped.output.trim(), "");
}

#[tokio::test]
async fn an_input_longer_than_the_context_is_refused() {
    let server = start();
    let refusal = service_error(server.client().generate().input("word ".repeat(5000)).send().await);
    assert_eq!(refusal.outcome(), (403, "limit_exceeded"));
}

#[tokio::test]
async fn the_model_stops_if_the_caller_disconnects() {
    let server = start_with(|command| command.env("RUST_LOG", "textgate=debug"));
    let client = Client::builder(server.url()).timeout(Duration::from_millis(500)).build().expect("a client");
    let error = client.generate().body(story(2000)).send().await.expect_err("no answer in that time");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    // The queue is served in order. So when this request is answered, the model no longer works on the first one.
    server.client().generate().body(story(1)).send().await.expect("answered");
    server.log().line_with(&["request answered"]);
    let log = server.log().text();
    assert_eq!(log.matches("the local model answered").count(), 1, "only the second request was answered: {log}");
}

#[tokio::test]
async fn the_pieces_of_a_stream_add_up_to_the_same_answer() {
    let server = start();
    let client = server.client();
    let whole = client.generate().body(story(40)).send().await.expect("answered");
    let mut events = client.generate_stream().body(story(40)).events().await.expect("begun");
    let (mut output, mut pieces) = (String::new(), 0);
    let done = loop {
        match events.next().await.expect("a last event").expect("no error") {
            StreamEvent::DeltaEvent(delta) => {
                output.push_str(&delta.text);
                pieces += 1;
            }
            StreamEvent::DoneEvent(done) => break done,
            StreamEvent::ErrorEvent(_) => unreachable!("the client returns it as an error"),
        }
    };
    // A word may take several tokens.
    assert!(pieces > 20, "{pieces} pieces");
    assert_eq!((&output, &done.model, done.stop_reason), (&whole.output, &whole.model, whole.stop_reason));
    let tokens = |usage: &Usage| (usage.input_tokens, usage.output_tokens, usage.total_tokens);
    assert_eq!(tokens(&done.usage), tokens(&whole.usage));
}

#[tokio::test]
async fn the_model_stops_if_the_caller_of_a_stream_disconnects() {
    let server = start_with(|command| command.env("RUST_LOG", "textgate=debug"));
    let mut events = server.client().generate_stream().body(story(2000)).events().await.expect("begun");
    events.next().await.expect("an event").expect("text");
    drop(events);
    // The queue is served in order. So when this request is answered, the model no longer works on the first one.
    server.client().generate().body(story(1)).send().await.expect("answered");
    server.log().line_with(&["request answered"]);
    let log = server.log().text();
    assert_eq!(log.matches("the local model answered").count(), 1, "only the second request was answered: {log}");
    assert_eq!(log.matches("connection closed before the answer ended").count(), 1, "{log}");
}

#[tokio::test]
async fn a_request_that_does_not_fit_into_the_queue_is_refused_with_retry_after() {
    let server = start();
    let mut callers = JoinSet::new();
    for _ in 0..12 {
        let client = server.client();
        callers.spawn(async move { client.generate().body(story(2000)).send().await });
    }
    // One request is answered and eight wait, so the first one that returns is refused. Dropping the others frees the model.
    let refusal = service_error(callers.join_next().await.expect("twelve callers").expect("no panic"));
    assert_eq!((refusal.outcome(), refusal.retry_after), ((503, "overloaded"), Some(2)));
}

#[test]
fn the_quickstart_example_prints_generated_text() {
    let server = start();
    let output = run(example("quickstart").env("TEXTGATE_BASE_URL", server.url()));
    let (text, notes) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{notes}");
    assert!(text.trim().len() > 20, "{text}");
    assert!(notes.contains("smollm2-135m-instruct"), "{notes}");
}

#[test]
fn the_stream_example_prints_generated_text() {
    let server = start();
    let output = run(example("stream").env("TEXTGATE_BASE_URL", server.url()).arg("What is the capital of France?"));
    let (text, notes) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{notes}");
    assert!(text.contains("Paris"), "{text}");
    assert!(notes.contains("end_turn"), "{notes}");
}

#[test]
fn the_quickstart_example_says_what_to_do_without_a_server() {
    let output = run(example("quickstart").env("TEXTGATE_BASE_URL", "http://127.0.0.1:1"));
    let notes = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(notes.contains("cargo run"), "{notes}");
}
