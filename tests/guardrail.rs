//! The policy's guardrail, over a real socket and with a fake Bedrock that has a guardrail.

use std::process::Command;

use serde_json::{Value, json};
use textgate::types::{ExplainResponse, GenerateRequest, GenerateResponse, StopReason};
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock, FakeGuardrail};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, run, server, server_on};
use textgate_tests::service_error::{ServiceError, service_error};

const GUARDRAIL: FakeGuardrail =
    FakeGuardrail { id: "a1b2c3d4e5f6", version: "3", word: "canary", message: "That cannot be said here." };

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

/// The built-in policy with the guardrail in the regions of the United States.
fn policy() -> PolicyFile {
    PolicyFile::with("[[guardrails]]\nid = \"a1b2c3d4e5f6\"\nversion = \"3\"\nregions = [\"us-*\"]\n")
}

async fn start(answer: Answer) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(answer).await;
    bedrock.set_guardrail(GUARDRAIL);
    let server = Server::start(policy().of(&mut server_on(&bedrock)));
    (bedrock, server)
}

fn body(body: &Value) -> GenerateRequest {
    serde_json::from_value(body.clone()).expect("a request")
}

/// The answer of `generate`, and the collected answer of `generate_stream`.
async fn both(server: &Server, request: &Value) -> [GenerateResponse; 2] {
    let whole = server.client().generate().body(body(request)).send().await.expect("answered");
    let events = server.client().generate_stream().body(body(request)).events().await.expect("begun");
    [whole.into_inner(), events.collect().await.expect("complete")]
}

#[tokio::test]
async fn every_call_names_the_policys_guardrail_and_disables_its_trace() {
    let (bedrock, server) = start(COMPLETION).await;
    for answer in both(&server, &json!({ "input": "Hello", "instructions": "Be brief." })).await {
        assert_eq!((answer.output.as_str(), answer.stop_reason), ("Text from the fake.", StopReason::EndTurn));
    }
    let requests = bedrock.requests();
    let [whole, streamed] = requests.as_slice() else { panic!("two calls: {requests:?}") };
    let expected = json!({ "guardrailIdentifier": "a1b2c3d4e5f6", "guardrailVersion": "3", "trace": "disabled" });
    assert_eq!(whole.body["guardrailConfig"], expected);
    let mut expected = expected;
    expected["streamProcessingMode"] = "sync".into();
    assert_eq!(streamed.body["guardrailConfig"], expected, "nothing is sent before it is checked");
    let marked = json!([{ "guardContent": { "text": { "text": "Be brief." } } }]);
    for request in &requests {
        assert_eq!(request.body["system"], marked, "the guardrail looks only at marked parts of a system prompt");
        assert_eq!(request.body["messages"][0]["content"], json!([{ "text": "Hello" }]));
    }
    server.log().line_with(&["the policy is in force", "a1b2c3d4e5f6 3"]);
}

#[tokio::test]
async fn a_blocked_prompt_is_answered_with_the_guardrails_message_and_costs_no_tokens() {
    let (_bedrock, server) = start(COMPLETION).await;
    for request in [
        json!({ "input": "a canary" }),
        json!({ "input": "Hello", "instructions": "Speak of a canary." }),
        json!({ "input": "Hello", "instructions": "Speak of a canary.", "model": "titan-text-express" }),
    ] {
        for answer in both(&server, &request).await {
            assert_eq!(answer.stop_reason, StopReason::GuardrailIntervened, "{request}");
            assert_eq!(answer.output, GUARDRAIL.message, "{request}");
            assert_eq!((answer.usage.total_tokens, answer.usage.cost_usd.as_deref()), (0, Some("0")), "{request}");
        }
    }
    server.log().line_with(&["request answered", "guardrail_intervened"]);
    assert!(!server.log().text().contains("canary"), "{}", server.log().text());
}

#[tokio::test]
async fn a_blocked_answer_becomes_the_guardrails_message_and_its_tokens_are_charged() {
    let (_bedrock, server) = start(Answer::Completion("It is a canary.", "end_turn", 9, 5)).await;
    for answer in both(&server, &json!({ "input": "Hello" })).await {
        assert_eq!(answer.stop_reason, StopReason::GuardrailIntervened);
        assert_eq!(answer.output, GUARDRAIL.message);
        assert_eq!(answer.usage.cost_usd.as_deref(), Some("0.000001015"));
    }
}

#[tokio::test]
async fn a_blocked_stream_has_the_checked_pieces_and_then_the_guardrails_message() {
    let steps = vec![
        Step::start(),
        Step::text("It is yellow. "),
        Step::text("It is a canary."),
        Step::text(" It sings."),
        Step::stop("end_turn"),
        Step::usage(9, 12),
    ];
    let (_bedrock, server) = start(Answer::Stream(steps)).await;
    let events = server.client().generate_stream().input("Hello").events().await.expect("begun");
    let answer = events.collect().await.expect("complete");
    assert_eq!(answer.output, format!("It is yellow. {}", GUARDRAIL.message));
    assert_eq!(answer.stop_reason, StopReason::GuardrailIntervened);
    assert_eq!(answer.usage.total_tokens, 21);
}

#[tokio::test]
async fn a_fallback_has_the_same_guardrail() {
    let throttled = Answer::Exception(429, "ThrottlingException", "Too many requests".to_owned());
    let answers =
        Answer::by_model("amazon.nova-micro-v1:0", throttled, Answer::Completion("a canary", "end_turn", 1, 1));
    let (bedrock, server) = start(answers).await;
    for answer in both(&server, &json!({ "input": "Hello" })).await {
        assert_eq!((answer.model.as_str(), answer.output.as_str()), ("nova-lite", GUARDRAIL.message));
    }
    assert!(bedrock.requests().iter().all(|request| request.body["guardrailConfig"]["guardrailVersion"] == "3"));
}

#[tokio::test]
async fn without_a_guardrail_in_the_policy_a_call_names_none() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    both(&server, &json!({ "input": "Hello", "instructions": "Be brief." })).await;
    for request in bedrock.requests() {
        assert!(request.body.get("guardrailConfig").is_none(), "{}", request.body);
        assert_eq!(request.body["system"], json!([{ "text": "Be brief." }]));
    }
}

#[tokio::test]
async fn if_bedrock_does_not_have_the_guardrail_the_call_fails_and_the_log_says_why() {
    let (bedrock, server) = start(COMPLETION).await;
    bedrock.set_guardrail(FakeGuardrail { version: "4", ..GUARDRAIL });
    let refusal = service_error(server.client().generate().input("Hello").send().await);
    assert_eq!(refusal.outcome(), (502, "model_misconfigured"));
    assert_eq!(bedrock.requests().len(), 1, "there is no fallback, because it would fail in the same way");
    server.log().line_with(&[&refusal.request_id, "The guardrail identifier or version"]);

    // As if the permission bedrock:ApplyGuardrail were missing.
    bedrock.set_guardrail(GUARDRAIL);
    bedrock.set_answer(Answer::Exception(
        403,
        "AccessDeniedException",
        "not authorized: bedrock:ApplyGuardrail".to_owned(),
    ));
    let refusal = service_error(server.client().generate().input("Hello").send().await);
    assert_eq!(refusal.outcome(), (502, "model_misconfigured"));
    server.log().line_with(&[&refusal.request_id, "bedrock:ApplyGuardrail"]);
}

/// The error message of a server that does not start.
fn refusal(command: &mut Command) -> String {
    let output = run(policy().of(command).args(["--listen", "127.0.0.1:0"]));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.starts_with("error: "), "{text}");
    text
}

#[test]
fn a_policy_with_a_guardrail_is_not_served_in_a_region_or_by_a_model_without_one() {
    let text = refusal(server().args(["--model", "bedrock"]).env("AWS_REGION", "eu-west-1"));
    assert!(text.contains("the policy has no guardrail in the region eu-west-1"), "{text}");
    let text = refusal(server().args(["--model", "local"]));
    assert!(text.contains("which no local model can apply: serve this policy with --model bedrock"), "{text}");
}

fn answer_of(input: Value) -> Answer {
    Answer::ToolUse(input, "tool_use", 9, 5)
}

async fn explain(server: &Server) -> Result<ExplainResponse, ServiceError> {
    match server.client().explain().data("a,b").question("What is it?").send().await {
        Ok(answer) => Ok(answer.into_inner()),
        Err(error) => Err(service_error(Err::<(), _>(error))),
    }
}

/// Within Converse, Bedrock's guardrails do not look at the input with which a model calls a tool.
#[tokio::test]
async fn the_guardrail_checks_an_object_as_the_caller_gets_it() {
    let (bedrock, server) = start(COMPLETION).await;
    let client = server.client();
    let answer = explain(&server).await.expect("answered");
    assert_eq!((answer.explanation.as_str(), answer.usage.total_tokens), ("Text from the fake.", 14));
    let requests = bedrock.guardrail_requests();
    let text = "Text from the fake.\nText from the fake.";
    let expected =
        json!({ "source": "OUTPUT", "outputScope": "INTERVENTIONS", "content": [{ "text": { "text": text } }] });
    assert_eq!(requests, [expected]);
    let reply = client.reply().message("Hello").send().await.expect("answered");
    assert_eq!((reply.reply.as_str(), bedrock.guardrail_requests().len()), ("Text from the fake.", 2));
    let models = client.model_list().send().await.expect("answered");
    assert!(models.models.iter().any(|model| model.structured), "{models:?}");

    // A wrong answer is repaired before it is checked: only the model sees it.
    let wrong = json!({ "explanation": "a" });
    bedrock.set_answer(Answer::Sequence(vec![answer_of(wrong), COMPLETION]));
    assert_eq!(explain(&server).await.expect("answered").usage.total_tokens, 28);
    assert_eq!(bedrock.guardrail_requests().len(), 1);

    // A text is checked within Converse.
    bedrock.set_answer(COMPLETION);
    both(&server, &json!({ "input": "Hello" })).await;
    client.summarize().text("A text.").send().await.expect("answered");
    assert!(bedrock.guardrail_requests().is_empty());
    let summary = client.summarize().text("It is about a canary.").send().await.expect("answered");
    assert_eq!((summary.summary.as_str(), summary.stop_reason), (GUARDRAIL.message, StopReason::GuardrailIntervened));
}

#[tokio::test]
async fn a_blocked_object_is_never_answered_in_whatever_form_the_model_gives_it() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    bedrock.set_guardrail(GUARDRAIL);
    let server = Server::start(policy().of(server_on(&bedrock).env("RUST_LOG", "trace")));
    let escaped = "{\"explanation\": \"a \\u0063\\u0061nary\", \"key_points\": [\"b\"]}";
    let list = |key_points: Value| answer_of(json!({ "explanation": "a", "key_points": key_points }));
    for blocked in [
        Answer::Completion("a canary", "end_turn", 9, 5),
        answer_of(json!({ "explanation": "a canary", "key_points": ["b"] })),
        answer_of(json!({ "input": { "explanation": "a", "key_points": ["b", "a canary"] } })),
        answer_of(json!(escaped)),
        answer_of(json!(json!(escaped).to_string())),
        Answer::Text("{\"explanation\": \"a \\u0063\\u0061nary\", \"key_points\": [\"b\"]}", "end_turn", 9, 5),
        Answer::Text("```{\"explanation\": \"a\", \"key_points\": \"[\\\"\\\\u0063anary\\\"]\"}```", "end_turn", 9, 5),
        list(json!("[\"b\", \"\\u0063anary\"]")),
        list(json!("- b\n- canary")),
    ] {
        let shown = format!("{blocked:?}");
        bedrock.set_answer(blocked);
        let refusal = explain(&server).await.expect_err(&shown);
        assert_eq!(refusal.outcome(), (403, "content_blocked"), "{shown}");
        assert!(!refusal.error.contains("canary") && !refusal.error.contains(GUARDRAIL.message), "{}", refusal.error);
        assert_eq!((bedrock.requests().len(), bedrock.guardrail_requests().len()), (1, 1), "{shown}");
        let line = server.log().line_with(&[&refusal.request_id, "content_blocked"]);
        assert!(line.contains("input_tokens=9") && line.contains("guardrail_intervened"), "{line}");
    }
    // A text in place of the tool is checked within Converse as well. So are the request's texts.
    bedrock.set_answer(Answer::Text("a canary", "end_turn", 9, 5));
    assert_eq!(explain(&server).await.expect_err("blocked").outcome(), (403, "content_blocked"));
    bedrock.set_answer(COMPLETION);
    let asked = server.client().explain().data("canary").question("What is it?").send().await;
    assert_eq!(service_error(asked).outcome(), (403, "content_blocked"));
    assert!(bedrock.guardrail_requests().is_empty());
    let log = server.log().text();
    let leaks: Vec<_> = log.lines().filter(|line| line.contains("canary")).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[tokio::test]
async fn an_object_that_the_guardrail_cannot_check_is_not_answered() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    bedrock.set_guardrail(GUARDRAIL);
    let server = Server::start(policy().of(server_on(&bedrock).args(["--model-timeout", "1"])));
    let exception = |status, name| Answer::Exception(status, name, "a canary".to_owned());
    let raw = |body: &str| Answer::Raw(200, body.to_owned());
    let masked = "{\"action\": \"GUARDRAIL_INTERVENED\", \"outputs\": [{\"text\": \"a {NAME}\"}], \"assessments\": [], \"usage\": {}}";
    for (answer, status, code) in [
        (exception(400, "ServiceQuotaExceededException"), 429, "rate_limited"),
        (exception(403, "AccessDeniedException"), 502, "model_misconfigured"),
        (exception(404, "ResourceNotFoundException"), 502, "model_misconfigured"),
        (raw("no JSON"), 502, "model_error"),
        (raw("{}"), 502, "model_error"),
        (raw("{\"action\": \"SOMETHING_NEW\", \"outputs\": [], \"assessments\": []}"), 502, "model_error"),
        (raw(masked), 403, "content_blocked"),
        (Answer::Silence, 504, "model_timeout"),
    ] {
        let shown = format!("{answer:?}");
        bedrock.set_answer(COMPLETION);
        bedrock.set_guardrail_answer(answer);
        let refusal = explain(&server).await.expect_err(&shown);
        assert_eq!(refusal.outcome(), (status, code), "{shown}");
        assert_eq!(bedrock.requests().len(), 1, "no other model is asked: {shown}");
        let line = server.log().line_with(&[&refusal.request_id, code]);
        assert!(line.contains("input_tokens=9") && line.contains("output_tokens=5"), "{line}");
    }
    bedrock.set_answer(COMPLETION);
    bedrock.set_guardrail_answer(exception(503, "ServiceUnavailableException"));
    assert_eq!(explain(&server).await.expect_err("refused").outcome(), (503, "model_unavailable"));
    assert_eq!(bedrock.guardrail_requests().len(), 3, "this is retried as a call of a model is");
}
