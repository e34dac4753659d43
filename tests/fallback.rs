//! Fallback over a real socket, with the built-in policy: nova-lite answers if nova-micro cannot answer for now.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use textgate::Response;
use textgate::types::{GenerateRequest, GenerateResponse};
use textgate_tests::error_tables;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::policy_file::{BUILT_IN, PolicyFile};
use textgate_tests::server::{Server, server_on};
use textgate_tests::service_error::{ServiceError, service_error};

const MICRO: &str = "amazon.nova-micro-v1:0";
const LITE: &str = "amazon.nova-lite-v1:0";

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

/// The cost of that completion in us-east-1 with the price of nova-lite: (9 × 0.06 + 5 × 0.24) USD per million.
const LITE_COST: &str = "0.00000174";

fn throttled() -> Answer {
    Answer::Exception(429, "ThrottlingException", "Too many requests".to_owned())
}

fn micro_throttled() -> Answer {
    Answer::by_model(MICRO, throttled(), COMPLETION)
}

async fn start(answer: Answer) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(answer).await;
    let server = Server::start(&mut server_on(&bedrock));
    (bedrock, server)
}

/// The answer of `generate`, or the collected answer of `generate_stream`.
async fn ask(server: &Server, request: &Value, is_stream: bool) -> Result<GenerateResponse, ServiceError> {
    let client = server.client();
    let body: GenerateRequest = serde_json::from_value(request.clone()).expect("a request");
    let outcome = if is_stream {
        match client.generate_stream().body(body).events().await {
            Ok(events) => Ok(events.collect().await.expect("complete")),
            Err(error) => Err(error),
        }
    } else {
        client.generate().body(body).send().await.map(Response::into_inner)
    };
    outcome.map_err(|error| service_error::<()>(Err(error)))
}

fn called_models(bedrock: &FakeBedrock) -> Vec<String> {
    bedrock.requests().into_iter().map(|request| request.model_id).collect()
}

#[tokio::test]
async fn if_a_model_is_throttled_the_fallback_answers_with_its_own_name_and_cost() {
    let (bedrock, server) = start(micro_throttled()).await;
    let request = json!({ "input": "canary-input", "max_tokens": 7 });
    for is_stream in [false, true] {
        bedrock.set_answer(micro_throttled());
        let answer = ask(&server, &request, is_stream).await.expect("answered");
        assert_eq!((answer.output.as_str(), answer.model.as_str()), ("Text from the fake.", "nova-lite"));
        assert_eq!(answer.usage.cost_usd.as_deref(), Some(LITE_COST));
        assert_eq!(called_models(&bedrock), [MICRO, MICRO, LITE], "one retry before the fallback");
        let bodies: Vec<_> = bedrock.requests().into_iter().map(|request| request.body).collect();
        assert_eq!(bodies[0], bodies[2], "the two models have the same rules");
    }
    server.log().line_with(&["WARN", "model gave no answer", "nova-micro", "throttled", "ThrottlingException"]);
    server.log().line_with(&["request answered", "nova-lite"]);
    let log = server.log().text();
    assert_eq!(log.matches("model gave no answer").count(), 2, "one line for each attempt: {log}");
    assert!(!log.contains("canary"), "{log}");
}

#[tokio::test]
async fn a_request_that_names_a_model_gets_its_answer_or_its_error() {
    let (bedrock, server) = start(micro_throttled()).await;
    let request = json!({ "input": "Hello", "model": "nova-micro" });
    for is_stream in [false, true] {
        bedrock.set_answer(micro_throttled());
        let refusal = ask(&server, &request, is_stream).await.expect_err("throttled");
        assert_eq!(refusal.outcome(), (429, "rate_limited"));
        assert_eq!(called_models(&bedrock), [MICRO; 3], "without a fallback there are two retries");
    }
    assert!(
        !server.log().text().contains("model gave no answer"),
        "the line of the request has the failure, so it has no line of its own"
    );
}

#[tokio::test]
async fn if_all_models_are_throttled_the_caller_gets_retry_after() {
    let (bedrock, server) = start(throttled()).await;
    let request = json!({ "input": "Hello" });
    for is_stream in [false, true] {
        bedrock.set_answer(throttled());
        let refusal = ask(&server, &request, is_stream).await.expect_err("throttled");
        assert_eq!(refusal.outcome(), (429, "rate_limited"));
        assert_eq!(refusal.retry_after, Some(5));
        assert_eq!(called_models(&bedrock), [MICRO, MICRO, LITE, LITE, LITE]);
        let line = server.log().line_with(&[&format!("{:?}", refusal.request_id)]);
        assert!(line.contains("model=\"nova-micro\""), "the error is that of nova-micro: {line}");
    }
}

/// The error codes after which a fallback may answer. Other errors are returned.
const ALLOWS_FALLBACK: [&str; 4] = ["rate_limited", "model_unavailable", "model_error", "model_timeout"];

#[tokio::test]
async fn each_failure_of_the_error_tables_is_returned_or_leads_to_the_fallback() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER, ("TEXTGATE_STALL_TIMEOUT", "0.5")]));
    let calls = error_tables::calls().into_iter().filter_map(|row| Some((row.answer()?, row)));
    // "no answer" is tried as a stream: the stall timeout ends it while there is time left for another model.
    let (silent, calls): (Vec<_>, Vec<_>) = calls.partition(|(_, row)| row.failure == "no answer");
    let begun = |row: &error_tables::Row| Answer::Stream([vec![Step::start()], row.steps()].concat());
    let streams = error_tables::streams_before_text().into_iter().map(|row| (begun(&row), row)).chain(silent);
    let (mut fallbacks, mut returned) = (0, 0);
    for (is_stream, (answer, row)) in calls.into_iter().map(|row| (false, row)).chain(streams.map(|row| (true, row))) {
        let place = &row.failure;
        bedrock.set_answer(Answer::by_model(MICRO, answer, COMPLETION));
        let request = json!({ "input": "Hello" });
        let outcome = ask(&server, &request, is_stream).await;
        if ALLOWS_FALLBACK.contains(&row.code.as_str()) || row.failure.contains("end of life") {
            let answer = outcome.unwrap_or_else(|refusal| panic!("{place}: {refusal:?}"));
            assert_eq!(
                (answer.output.as_str(), answer.model.as_str()),
                ("Text from the fake.", "nova-lite"),
                "{place}"
            );
            assert_eq!(called_models(&bedrock), [vec![MICRO; row.attempts.min(2)], vec![LITE]].concat(), "{place}");
            fallbacks += 1;
        } else {
            let refusal = outcome.expect_err(place);
            assert_eq!(refusal.outcome(), (row.status, row.code.as_str()), "{place}");
            assert_eq!(called_models(&bedrock), [MICRO], "{place}");
            returned += 1;
        }
    }
    assert!(fallbacks >= 30 && returned >= 7, "{fallbacks} fallbacks, {returned} errors returned");
}

#[tokio::test]
async fn after_the_first_piece_of_a_stream_there_is_no_fallback() {
    let begun = vec![Step::start(), Step::text("One"), Step::Exception("throttlingException".into(), String::new())];
    let (bedrock, server) = start(Answer::by_model(MICRO, Answer::Stream(begun), COMPLETION)).await;
    let events = server.client().generate_stream().input("Hello").events().await.expect("begun");
    let error = events.collect().await.expect_err("cut off");
    assert!(error.to_string().contains("rate_limited"), "{error}");
    assert_eq!(called_models(&bedrock), [MICRO]);
}

/// The time limit of a request for all its models together, in seconds.
const TIME_LIMIT: u64 = 2;

#[tokio::test]
async fn all_attempts_share_the_time_of_the_request() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(server_on(&bedrock).args(["--model-timeout", &TIME_LIMIT.to_string()]));
    let request = json!({ "input": "Hello" });
    for (answer, code, models) in [
        // The first model has half of the time, and the other one what is left.
        (Answer::Silence, "model_timeout", vec![MICRO, LITE]),
        // The time that is left is not enough for the other model.
        (Answer::by_model(MICRO, throttled(), Answer::Silence), "rate_limited", vec![MICRO, MICRO, LITE]),
    ] {
        for is_stream in [false, true] {
            bedrock.set_answer(answer.clone());
            let began = Instant::now();
            let outcome = ask(&server, &request, is_stream).await;
            assert_eq!(outcome.expect_err(code).code, code, "streamed: {is_stream}");
            let took = began.elapsed();
            assert!(took >= Duration::from_secs(TIME_LIMIT), "{code} after {took:?}");
            assert!(took < Duration::from_secs(2 * TIME_LIMIT), "{code} after {took:?}");
            assert_eq!(called_models(&bedrock), models, "{code}, streamed: {is_stream}");
        }
    }
}

#[tokio::test]
async fn a_policy_without_fallback_has_none() {
    let (head, rest) = BUILT_IN.split_once("[fallback]\nbedrock = [\"nova-lite\"]\n").expect("a fallback");
    let policy = PolicyFile::new(&[head, rest].concat());
    let bedrock = FakeBedrock::start(micro_throttled()).await;
    let server = Server::start(policy.of(&mut server_on(&bedrock)));
    let refusal = ask(&server, &json!({ "input": "Hello" }), false).await.expect_err("throttled");
    assert_eq!(refusal.code, "rate_limited");
    assert_eq!(called_models(&bedrock), [MICRO; 3]);
}
