//! Attempts at models over a real socket and on Lambda: a model that hangs leaves time for its fallbacks, a model that keeps
//! failing is not asked, and what the attempts used is in the answers, the log and the metrics.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use textgate::types::GenerateResponse;
use textgate::{Client, Error};
use textgate_core::identity::KeyDigest;
use textgate_tests::error_tables::NO_BREAKER;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock, Tokens};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::metrics::Exposition;
use textgate_tests::policy_file::{BUILT_IN, PolicyFile};
use textgate_tests::server::{Server, server_on};
use textgate_tests::service_error::{ServiceError, service_error};
use textgate_tests::timeouts::in_time;

const MICRO: &str = "amazon.nova-micro-v1:0";
const LITE: &str = "amazon.nova-lite-v1:0";
const PRO: &str = "amazon.nova-pro-v1:0";

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

/// Fails, and is not tried again.
fn failing() -> Answer {
    Answer::Exception(424, "ModelErrorException", String::new())
}

fn asked(bedrock: &FakeBedrock) -> Vec<String> {
    bedrock.requests().into_iter().map(|request| request.model_id).collect()
}

/// The whole answer of `generate`, or of `generate_stream` with all its events.
async fn ask(client: &Client, model: Option<&str>, is_stream: bool) -> Result<GenerateResponse, Error> {
    let mut body = json!({ "input": "Hello" });
    if let Some(model) = model {
        body["model"] = json!(model);
    }
    let body: textgate::types::GenerateRequest = serde_json::from_value(body).expect("a request");
    if is_stream {
        client.generate_stream().body(body).events().await?.collect().await
    } else {
        client.generate().body(body).send().await.map(textgate::Response::into_inner)
    }
}

async fn refusal(client: &Client, model: Option<&str>) -> ServiceError {
    service_error(ask(client, model, false).await)
}

/// A built-in policy with these consumers, whose keys are their names, and a client of each.
struct Consumers<const N: usize> {
    server: Server,
    clients: [Client; N],
    _policy: PolicyFile,
}

impl<const N: usize> Consumers<N> {
    fn start(bedrock: &FakeBedrock, names: [&str; N], environment: &[(&str, &str)]) -> Self {
        let consumers = names.map(|name| {
            let hash = KeyDigest::of(name.as_bytes()).to_hex();
            format!("[[consumers]]\nname = \"{name}\"\napi_key_sha256 = [\"{hash}\"]\n")
        });
        let policy = PolicyFile::with(&consumers.join("\n"));
        let mut command = server_on(bedrock);
        command.envs(environment.iter().copied());
        let server = Server::start(policy.of(&mut command));
        let clients =
            names.map(|name| Client::builder(server.url()).api_key(name).max_attempts(1).build().expect("a client"));
        Self { server, clients, _policy: policy }
    }
}

#[tokio::test]
async fn models_that_never_answer_leave_time_for_the_fallback() {
    let limit = Duration::from_secs(2);
    let policy =
        PolicyFile::new(&BUILT_IN.replace("bedrock = [\"nova-lite\"]", "bedrock = [\"nova-lite\", \"nova-pro\"]"));
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let mut command = server_on(&bedrock);
    let server = Server::start(policy.of(&mut command).args(["--model-timeout", "2"]).envs([NO_BREAKER]));
    let client = server.client();
    let started = Answer::Stream(vec![Step::start(), Step::Silence]);
    let two_hang = Answer::by_model(PRO, COMPLETION, Answer::Silence);
    for (place, answer, is_stream, expected) in [
        ("whole", Answer::by_model(MICRO, Answer::Silence, COMPLETION), false, vec![MICRO, LITE]),
        ("streamed", Answer::by_model(MICRO, Answer::Silence, COMPLETION), true, vec![MICRO, LITE]),
        ("a stream without text", Answer::by_model(MICRO, started, COMPLETION), true, vec![MICRO, LITE]),
        ("whole, two hang", two_hang.clone(), false, vec![MICRO, LITE, PRO]),
        ("streamed, two hang", two_hang, true, vec![MICRO, LITE, PRO]),
    ] {
        bedrock.set_answer(answer);
        let began = Instant::now();
        let answer = ask(&client, None, is_stream).await.unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(answer.output, "Text from the fake.", "{place}");
        assert!(began.elapsed() < limit, "{place}: {:?}", began.elapsed());
        assert_eq!(asked(&bedrock), expected, "{place}");
    }
}

#[tokio::test]
async fn a_model_without_a_fallback_has_all_of_the_time() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let server = Server::start(server_on(&bedrock).args(["--model-timeout", "1"]));
    for is_stream in [false, true] {
        let began = Instant::now();
        let refusal = service_error(ask(&server.client(), Some("nova-micro"), is_stream).await);
        assert_eq!(refusal.outcome(), (504, "model_timeout"));
        assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn on_lambda_a_model_that_never_answers_leaves_time_before_the_deadline() {
    let bedrock = FakeBedrock::start(Answer::by_model(MICRO, Answer::Silence, COMPLETION)).await;
    for (mode, path) in [("buffered", "/generate"), ("buffered", "/summarize"), ("streaming", "/generate/stream")] {
        let lambda = FakeLambda::start().await;
        // One second of it is kept for the answer.
        lambda.time_out_after(Duration::from_secs(3));
        let mut command = server_on(&bedrock);
        command.envs(lambda.environment()).env("TEXTGATE_LAMBDA_MODE", mode);
        let _server = Server::start_without_socket(&mut command);
        let body = if path == "/summarize" { r#"{"text":"Hello"}"# } else { r#"{"input":"Hello"}"# };
        let began = Instant::now();
        let answer = lambda.invoke("invocation-1", proxy_event("POST", path, &json!({}), Some(body))).await;
        let answer = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.contains("nova-lite") && answer.contains("\"statusCode\":200"), "{path}: {answer}");
        assert!(began.elapsed() < Duration::from_secs(3), "{path}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_not_asked_and_only_for_the_consumer_that_saw_it_fail() {
    let bedrock = FakeBedrock::start(failing()).await;
    let Consumers { server, clients: [billing, search], .. } = Consumers::start(&bedrock, ["billing", "search"], &[]);
    for _ in 0..5 {
        assert_eq!(refusal(&billing, Some("nova-micro")).await.outcome(), (502, "model_error"));
    }
    let line = server.log().line_with(&["WARN", "the breaker is open"]);
    assert!(line.contains("consumer=\"billing\"") && line.contains("model=\"nova-micro\""), "{line}");

    bedrock.set_answer(COMPLETION);
    for is_stream in [false, true] {
        let refusal = service_error(ask(&billing, Some("nova-micro"), is_stream).await);
        assert_eq!(refusal.outcome(), (503, "model_unavailable"));
        assert_eq!((refusal.retry_after, refusal.is_retryable), (Some(1), true));
        assert_eq!(ask(&billing, None, is_stream).await.expect("answered").model, "nova-lite");
    }
    assert_eq!(asked(&bedrock), [LITE, LITE]);
    assert!(!server.log().text().contains("model gave no answer"), "the breaker's line says it");
    assert_eq!(ask(&search, Some("nova-micro"), false).await.expect("answered").model, "nova-micro");

    // After the pause one request is the probe, which is answered.
    while ask(&billing, Some("nova-micro"), false).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.log().line_with(&["the breaker is closed", "consumer=\"billing\"", "model=\"nova-micro\""]);
    assert_eq!(server.log().text().matches("the breaker is ").count(), 2);
}

#[tokio::test]
async fn what_callers_cause_opens_no_breaker() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    let client = server.client();
    for (status, name, message) in [
        (400, "ValidationException", "Input is too long for requested model"),
        (429, "ThrottlingException", "Too many requests"),
        (403, "AccessDeniedException", ""),
    ] {
        bedrock.set_answer(Answer::Exception(status, name, message.to_owned()));
        for _ in 0..6 {
            let code = refusal(&client, Some("nova-micro")).await.code;
            assert_ne!(code, "model_unavailable", "{name}");
        }
    }
    bedrock.set_answer(COMPLETION);
    ask(&client, Some("nova-micro"), false).await.expect("answered");
}

#[tokio::test]
async fn every_request_has_its_attempts_however_many_requests_of_its_consumer_or_of_others_fail() {
    let unavailable = || Answer::Exception(503, "ServiceUnavailableException", String::new());
    let bedrock = FakeBedrock::start(unavailable()).await;
    let Consumers { server: _server, clients: [billing, search], _policy } =
        Consumers::start(&bedrock, ["billing", "search"], &[NO_BREAKER]);
    for outcome in join_all((0..60).map(|_| ask(&billing, Some("nova-micro"), false))).await {
        assert_eq!(service_error(outcome).outcome(), (503, "model_unavailable"));
    }
    assert_eq!(bedrock.requests().len(), 60 * 3);
    bedrock.set_answer(unavailable());
    assert_eq!(refusal(&search, Some("nova-micro")).await.outcome(), (503, "model_unavailable"));
    assert_eq!(bedrock.requests().len(), 3);
}

fn message(content: &Value, usage: Option<Value>) -> Answer {
    let message = json!({ "role": "assistant", "content": content });
    let mut body = json!({ "stopReason": "end_turn", "output": { "message": message } });
    if let Some(usage) = usage {
        body["usage"] = usage;
    }
    Answer::Raw(200, body.to_string())
}

#[tokio::test]
async fn an_answer_without_text_is_an_empty_text_with_its_cost() {
    let tokens = Tokens { input: 1_500, output: 1, ..Tokens::default() };
    let reasoning = json!([{ "reasoningContent": { "reasoningText": { "text": "Hm." } } }]);
    let streamed = Answer::Stream(vec![Step::start(), Step::stop("end_turn"), Step::metadata(tokens.usage())]);
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    for (answer, is_stream) in [
        (message(&json!([]), Some(tokens.usage())), false),
        (message(&reasoning, Some(tokens.usage())), false),
        (streamed, true),
    ] {
        bedrock.set_answer(answer);
        let answer = ask(&server.client(), None, is_stream).await.expect("answered");
        assert_eq!((answer.output.as_str(), answer.model.as_str()), ("", "nova-micro"));
        assert_eq!((answer.usage.input_tokens, answer.usage.output_tokens), (1_500, 1));
        // 1,500 × 0.035 + 1 × 0.14, per million.
        assert_eq!(answer.usage.cost_usd.as_deref(), Some("0.00005264"));
    }
}

#[tokio::test]
async fn an_answer_whose_usage_is_missing_is_answered_without_cost_and_the_log_says_so() {
    let text = json!([{ "text": "Text from the fake." }]);
    let said = || vec![Step::start(), Step::text("Text from the fake."), Step::stop("end_turn")];
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(server_on(&bedrock).args(["--metrics-address", "127.0.0.1:0"]));
    let metrics = server.log().line_with(&["metrics are served on "]).rsplit(' ').next().expect("a URL").to_owned();
    let answers = [
        (message(&text, None), false),
        (message(&text, Some(Tokens::default().usage())), false),
        (Answer::Stream(said()), true),
        (Answer::Stream([said(), vec![Step::Cut]].concat()), true),
        (Answer::Stream([said(), vec![Step::usage(0, 0)]].concat()), true),
    ];
    let count = answers.len();
    for (answer, is_stream) in answers {
        bedrock.set_answer(answer);
        let answer = ask(&server.client(), None, is_stream).await.expect("answered");
        assert_eq!((answer.output.as_str(), answer.usage.total_tokens), ("Text from the fake.", 0));
        assert_eq!(answer.usage.cost_usd, None);
        assert_eq!(bedrock.requests().len(), 1, "no other model is asked");
    }
    // "Hello" has 5 bytes, and the answer has 19.
    let line = server.log().line_with(&["request answered", "estimated_input_tokens=2", "estimated_output_tokens=5"]);
    assert!(!line.contains(" input_tokens=") && !line.contains("cost_usd"), "{line}");
    in_time(async {
        while server.log().text().matches("came without its token usage").count() < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let exposed = Exposition::read(&metrics).await;
    let sum = |name| exposed.sum(name, &[("gen_ai_request_model", "nova-micro")]);
    let count = i64::try_from(count).expect("few");
    assert_eq!(sum("textgate_estimated_output_tokens_total"), (5 * count).into());
    assert_eq!(sum("textgate_estimated_input_tokens_total"), (2 * count).into());
    for exact in ["gen_ai_client_token_usage_sum", "textgate_cost_usd_total"] {
        assert_eq!(exposed.samples(exact, &[]).count(), 0, "{exact} has no estimates");
    }
}

#[tokio::test]
async fn what_a_failed_attempt_used_is_in_the_answer_the_log_and_the_metrics_of_its_model() {
    let usage = Tokens { input: 1_500, output: 1, ..Tokens::default() }.usage();
    let unreadable = Answer::Raw(200, json!({ "stopReason": "end_turn", "usage": usage }).to_string());
    let bedrock = FakeBedrock::start(Answer::by_model(MICRO, unreadable.clone(), COMPLETION)).await;
    let server = Server::start(server_on(&bedrock).args(["--metrics-address", "127.0.0.1:0"]));
    let metrics = server.log().line_with(&["metrics are served on "]).rsplit(' ').next().expect("a URL").to_owned();
    let answer = ask(&server.client(), None, false).await.expect("answered");
    assert_eq!((answer.model.as_str(), answer.usage.input_tokens, answer.usage.output_tokens), ("nova-lite", 1_509, 6));
    // 1,500 × 0.035 + 1 × 0.14 and 9 × 0.06 + 5 × 0.24, per million.
    assert_eq!(answer.usage.cost_usd.as_deref(), Some("0.00005438"));
    server.log().line_with(&["request answered", "input_tokens=1509 ", "cost_usd=\"0.00005438\""]);

    bedrock.set_answer(unreadable);
    let refusal = refusal(&server.client(), Some("nova-micro")).await;
    assert_eq!(refusal.outcome(), (502, "model_error"));
    server.log().line_with(&[&refusal.request_id, "input_tokens=1500 ", "cost_usd=\"0.00005264\""]);
    let exposed = Exposition::read(&metrics).await;
    let tokens = |model| {
        exposed.sum("gen_ai_client_token_usage_sum", &[("gen_ai_request_model", model), ("gen_ai_token_type", "input")])
    };
    assert_eq!((tokens("nova-micro"), tokens("nova-lite")), (3_000.into(), 9.into()));
}
