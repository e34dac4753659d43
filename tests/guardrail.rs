//! The policy's guardrail, over a real socket and with a fake Bedrock that has a guardrail.

use std::process::Command;

use serde_json::{Value, json};
use textgate::types::{GenerateRequest, GenerateResponse, StopReason};
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock, FakeGuardrail};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, run, server, server_on};
use textgate_tests::service_error::service_error;

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

/// Bedrock's guardrails do not look at the input with which a model calls a tool.
#[tokio::test]
async fn with_a_guardrail_tasks_that_answer_with_objects_are_refused() {
    let (bedrock, server) = start(COMPLETION).await;
    let client = server.client();
    for refusal in [
        service_error(client.explain().data("a,b").question("What is it?").send().await),
        service_error(client.reply().message("Hello").send().await),
    ] {
        assert_eq!(refusal.outcome(), (403, "structured_output_unsupported"));
        assert!(refusal.error.contains("guardrail"), "{}", refusal.error);
    }
    assert!(bedrock.requests().is_empty());
    let models = client.model_list().send().await.expect("answered");
    assert!(
        models.models.iter().all(|model| !model.structured),
        "no model is listed as one that can answer them: {models:?}"
    );
    let summary = client.summarize().text("It is about a canary.").send().await.expect("answered");
    assert_eq!((summary.summary.as_str(), summary.stop_reason), (GUARDRAIL.message, StopReason::GuardrailIntervened));
}
