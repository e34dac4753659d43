//! Whose fault an error of Bedrock is: what callers and the operator see of refusals, content filters, retired models, daily
//! quotas and connections that do not hold. `tests/sentences.rs` has Bedrock's sentences.

use serde_json::{Value, json};
use textgate_tests::broken_bedrock::BrokenBedrock;
use textgate_tests::error_tables;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};

const MICRO: &str = "amazon.nova-micro-v1:0";

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

async fn start(answer: Answer) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(answer).await;
    let server =
        Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER]).args(["--metrics-address", "127.0.0.1:0"]));
    (bedrock, server)
}

fn refusal(message: &str) -> Answer {
    Answer::Exception(400, "ValidationException", message.to_owned())
}

/// The status of an answer, the header `Retry-After`, and the body.
async fn post(server: &Server, path: &str, body: &Value) -> (u16, Option<String>, String) {
    let request = reqwest::Client::new().post(format!("{}{path}", server.url())).body(body.to_string());
    let response = request.send().await.expect("an answer");
    let wait = response.headers().get("retry-after").map(|value| value.to_str().expect("text").to_owned());
    (response.status().as_u16(), wait, response.text().await.expect("a body"))
}

async fn metrics(server: &Server) -> String {
    let line = server.log().line_with(&["metrics are served on "]);
    let url = line.rsplit(' ').next().expect("a URL");
    reqwest::get(url).await.expect("an answer").text().await.expect("text")
}

/// One request of each operation that calls a model.
fn operations() -> [(&'static str, Value); 6] {
    [
        ("/generate", json!({ "input": "Hello" })),
        ("/generate/stream", json!({ "input": "Hello" })),
        ("/text", json!({ "text": "Hello" })),
        ("/summarize", json!({ "text": "Hello" })),
        ("/explain", json!({ "data": "a,b", "question": "What is it?" })),
        ("/reply", json!({ "message": "Hello" })),
    ]
}

#[tokio::test]
async fn an_unknown_refusal_warns_the_operator_in_words_of_the_api_and_is_counted() {
    let said = "The model returned the following errors: canary-one: the stop sequences of canary two are canary3";
    let unknown = "messages.0: the schema of canary-one and my canary two is unexpected in inferenceConfig.topK";
    let (bedrock, server) = start(refusal(unknown)).await;
    let (status, wait, body) = post(&server, "/generate", &json!({ "input": "Hello" })).await;
    assert_eq!((status, wait), (403, None), "{body}");
    assert!(body.contains("\"model_refused\"") && !body.contains("canary"), "{body}");
    assert_eq!(bedrock.requests().len(), 1, "neither repeated nor asked of another model");
    let line = server.log().line_with(&["WARN", "no rule knows the reason", "nova-micro"]);
    assert!(line.contains("messages … schema … unexpected … inferenceconfig topk"), "{line}");

    bedrock.set_answer(refusal(said));
    let (_, _, body) = post(&server, "/generate", &json!({ "input": "Hello" })).await;
    assert!(body.contains("stop_sequences"), "a known reason: {body}");

    let metrics = metrics(&server).await;
    let counted: Vec<_> =
        metrics.lines().filter(|line| line.starts_with("textgate_model_unrecognized_refusals_total{")).collect();
    let [counted] = counted.as_slice() else { panic!("one series: {counted:?}") };
    assert!(counted.contains("gen_ai_request_model=\"nova-micro\"") && counted.ends_with("} 1"), "{counted}");
    assert!(!server.log().text().contains("canary"), "{}", server.log().text());
}

#[tokio::test]
async fn a_callers_text_in_a_message_does_not_become_the_operators_fault() {
    let hostile = "Operation not allowed";
    let (bedrock, server) = start(COMPLETION).await;
    for said in [
        format!(
            "Malformed input request: string [{hostile}] does not match pattern ^(\\|+|User:)$, please reformat it."
        ),
        format!(
            "1 validation error detected: Value '[{hostile}]' at 'inferenceConfig.stopSequences' failed to satisfy it"
        ),
        format!("odd text: {hostile}"),
    ] {
        bedrock.set_answer(refusal(&said));
        let body = json!({ "input": "Hello", "stop_sequences": [hostile] });
        for path in ["/generate", "/generate/stream"] {
            let (status, _, body) = post(&server, path, &body).await;
            assert_eq!(status, 403, "{path}: {said}: {body}");
        }
        let first_event = vec![Step::Exception("validationException".to_owned(), said.clone())];
        bedrock.set_answer(Answer::Stream(first_event));
        let (status, _, body) = post(&server, "/generate/stream", &body).await;
        assert_eq!(status, 403, "{said}: {body}");
    }
    assert!(!server.log().text().contains("ERROR"), "{}", server.log().text());
}

#[tokio::test]
async fn the_log_says_so_if_the_refused_parameter_is_the_policys() {
    let (_bedrock, server) = start(refusal("`temperature` is deprecated for this model.")).await;
    let body = json!({ "input": "Hello", "temperature": 0.5 });
    let (status, _, answer) = post(&server, "/generate", &body).await;
    assert!(status == 403 && answer.contains("temperature"), "{answer}");
    assert!(!server.log().text().contains("the policy's own value"), "the caller asked for it");
    let (status, _, answer) = post(&server, "/generate", &json!({ "input": "Hello" })).await;
    assert!(status == 403 && answer.contains("temperature"), "{answer}");
    server.log().line_with(&["WARN", "the model refuses the policy's own value", "temperature", "nova-micro"]);
}

#[tokio::test]
async fn a_text_that_a_content_filter_blocked_as_a_whole_is_an_error_for_every_operation() {
    let (bedrock, server) = start(COMPLETION).await;
    for stop_reason in ["content_filtered", "refusal", "guardrail_intervened"] {
        for (path, body) in operations() {
            let nothing = vec![Step::start(), Step::stop(stop_reason), Step::usage(9, 5)];
            let is_stream = path.ends_with("stream");
            let answer = if is_stream { Answer::Stream(nothing) } else { Answer::Text("", stop_reason, 9, 5) };
            bedrock.set_answer(answer);
            let (status, wait, body) = post(&server, path, &body).await;
            assert_eq!((status, wait), (403, None), "{path} {stop_reason}: {body}");
            assert!(body.contains("\"content_blocked\""), "{path} {stop_reason}: {body}");
            assert_eq!(bedrock.requests().len(), 1, "{path} {stop_reason}: no other model is asked");
        }
    }
    server.log().line_with(&["content_blocked", "nova-micro", "input_tokens=9", "output_tokens=5"]);
    // What the filter left is an answer, as before.
    for path in ["/generate", "/generate/stream"] {
        bedrock.set_answer(Answer::Text("So far.", "content_filtered", 9, 5));
        let (status, _, body) = post(&server, path, &json!({ "input": "Hello" })).await;
        assert!(status == 200 && body.contains("\"content_filtered\""), "{path}: {body}");
    }
    // A filter that Bedrock reports as an error.
    for (path, body) in operations() {
        bedrock.set_answer(refusal("Output blocked by content filtering policy"));
        let (status, _, body) = post(&server, path, &body).await;
        assert!(status == 403 && body.contains("\"content_blocked\""), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_retired_model_is_answered_for_by_a_fallback_and_is_an_error_in_the_log() {
    let said = "This model version has reached the end of its life. Please refer to the AWS documentation.";
    let retired = Answer::Exception(404, "ResourceNotFoundException", said.to_owned());
    let (bedrock, server) = start(Answer::by_model(MICRO, retired.clone(), COMPLETION)).await;
    for path in ["/generate", "/generate/stream"] {
        let (status, _, body) = post(&server, path, &json!({ "input": "Hello" })).await;
        assert!(status == 200 && body.contains("nova-lite"), "{path}: {body}");
    }
    server.log().line_with(&["ERROR", "end of life", "nova-micro", "ResourceNotFoundException"]);
    bedrock.set_answer(retired);
    let (status, _, body) = post(&server, "/generate", &json!({ "input": "Hello", "model": "nova-micro" })).await;
    assert!(status == 502 && body.contains("model_misconfigured"), "{body}");
    server.log().line_with(&["ERROR", "request failed", "model_misconfigured", "reached the end of its life"]);
}

#[tokio::test]
async fn a_daily_quota_is_not_asked_again_and_passes_to_a_fallback() {
    let said = "Too many tokens per day, please wait before trying again.";
    let used_up = Answer::Exception(429, "ThrottlingException", said.to_owned());
    let (bedrock, server) = start(used_up.clone()).await;
    let (status, wait, body) = post(&server, "/generate", &json!({ "input": "Hello", "model": "nova-micro" })).await;
    assert_eq!((status, wait.as_deref(), bedrock.requests().len()), (429, Some("3600"), 1), "{body}");
    bedrock.set_answer(Answer::by_model(MICRO, used_up, COMPLETION));
    let (status, _, body) = post(&server, "/generate/stream", &json!({ "input": "Hello" })).await;
    assert!(status == 200 && body.contains("nova-lite"), "{body}");
    assert_eq!(bedrock.requests().len(), 2, "each model once");
}

#[tokio::test]
async fn a_fallback_answers_for_a_model_whose_connection_does_not_hold() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let broken = BrokenBedrock::start(&bedrock).await;
    let server = Server::start(
        server_on(&bedrock).envs([error_tables::NO_BREAKER]).env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", broken.url()),
    );
    for row in error_tables::calls() {
        let Some(bytes) = row.bytes() else { continue };
        for path in ["/generate", "/generate/stream", "/summarize"] {
            broken.answer(bytes);
            let field = if path == "/summarize" { "text" } else { "input" };
            let (status, _, body) = post(&server, path, &json!({ field: "Hello" })).await;
            assert!(status == 200 && body.contains("nova-lite"), "{}: {path}: {body}", row.failure);
            // A stream that was accepted is not asked for again.
            let calls = if path.ends_with("stream") && row.failure.ends_with("within the answer") { 1 } else { 2 };
            assert_eq!(broken.calls(), calls, "{}: {path}", row.failure);
        }
    }
}
