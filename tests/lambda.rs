//! The real binary as a Lambda function behind API Gateway, with the fake Runtime API and the fake Bedrock.

use std::time::Duration;

use serde_json::{Value, json};
use textgate_tests::event_stream::{Gate, Step};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{self, FakeLambda, Post, proxy_event};
use textgate_tests::server::{Server, run, server, server_on};
use textgate_tests::timeouts::in_time;

struct Fixture {
    bedrock: FakeBedrock,
    lambda: FakeLambda,
    server: Server,
}

impl Fixture {
    async fn start(mode: Option<&str>) -> Self {
        let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 9, 5)).await;
        let lambda = FakeLambda::start().await;
        let mut command = server_on(&bedrock);
        command.envs(lambda.environment());
        // Only Lambda's deadline ends a request early.
        command.envs([("TEXTGATE_MODEL_TIMEOUT", "600"), ("TEXTGATE_STALL_TIMEOUT", "600")]);
        if let Some(mode) = mode {
            command.env("TEXTGATE_LAMBDA_MODE", mode);
        }
        let server = Server::start_without_socket(&mut command);
        Self { bedrock, lambda, server }
    }

    async fn invoke(&self, event: Value) -> fake_lambda::Answer {
        let answer = self.lambda.invoke("invocation-1", event).await;
        assert!(!answer.is_error, "{}", String::from_utf8_lossy(&answer.body));
        answer
    }
}

fn json_headers() -> Value {
    json!({ "Content-Type": "application/json", "X-Request-Id": "the-callers" })
}

#[tokio::test]
async fn an_event_of_the_gateway_is_answered_by_the_model() {
    let fixture = Fixture::start(None).await;
    let event = proxy_event("POST", "/generate", &json_headers(), Some(r#"{"input":"Hello"}"#));
    let answer: Value = serde_json::from_slice(&fixture.invoke(event).await.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["isBase64Encoded"], false);
    let headers = &answer["multiValueHeaders"];
    assert_eq!(headers["content-type"], json!(["application/json"]));
    // The gateway's own errors have the extended request id, so the function's answers have it, too.
    assert_eq!(headers["x-request-id"], json!(["extended-request-id="]));
    let body: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
    assert_eq!(body["output"], "Text from the fake.");
    assert_eq!(body["model"], "nova-micro");
    let requests = fixture.bedrock.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path, "/model/amazon.nova-micro-v1%3A0/converse");
    assert!(requests[0].headers["authorization"].to_str().expect("text").starts_with("AWS4-HMAC-SHA256"));

    // The log is JSON on Lambda, and it has the same id.
    let line = fixture.server.log().line_with(&["request answered"]);
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line["request_id"], "extended-request-id=", "{line}");
    assert_eq!(line["status"], 200, "{line}");
}

#[tokio::test]
async fn titan_text_express_answers_through_the_gateway() {
    let fixture = Fixture::start(None).await;
    let body = r#"{"input":"Hello","instructions":"Be brief.","model":"titan-text-express"}"#;
    let answer = fixture.invoke(proxy_event("POST", "/generate", &json_headers(), Some(body))).await;
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let request = &fixture.bedrock.requests()[0];
    assert_eq!(request.path, "/model/amazon.titan-text-express-v1/converse");
    assert_eq!(request.body["messages"][0]["content"][0]["text"], "Be brief.\n\nHello");
}

#[tokio::test]
async fn the_function_refuses_bad_requests_that_the_gateway_accepts() {
    let fixture = Fixture::start(None).await;
    for (event, status, code) in [
        (proxy_event("POST", "/generate", &json_headers(), Some(r#"{"input":""}"#)), 400, "invalid_request"),
        (proxy_event("POST", "/generate", &json_headers(), None), 400, "invalid_request"),
        (
            proxy_event("POST", "/generate", &json!({ "Content-Type": "text/plain" }), Some("Hello")),
            415,
            "unsupported_media_type",
        ),
        (proxy_event("GET", "/nowhere", &json!({}), None), 404, "not_found"),
        (proxy_event("GET", "/generate", &json!({}), None), 405, "method_not_allowed"),
    ] {
        let answer: Value = serde_json::from_slice(&fixture.invoke(event).await.body).expect("JSON");
        assert_eq!(answer["statusCode"], status, "{answer}");
        let body: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["request_id"], "extended-request-id=", "{body}");
    }
    assert!(fixture.bedrock.requests().is_empty(), "no model was called");
}

#[tokio::test]
async fn a_body_in_base64_is_read() {
    let fixture = Fixture::start(None).await;
    let mut event = proxy_event("POST", "/text", &json_headers(), Some("eyJ0ZXh0IjoiSGVsbG8ifQ=="));
    event["isBase64Encoded"] = json!(true);
    let answer: Value = serde_json::from_slice(&fixture.invoke(event).await.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(fixture.bedrock.requests()[0].body["messages"][0]["content"][0]["text"], "Hello");
}

#[tokio::test]
async fn in_streaming_mode_the_answer_is_a_prelude_eight_nuls_and_the_body() {
    let fixture = Fixture::start(Some("streaming")).await;
    let event = proxy_event("POST", "/generate", &json_headers(), Some(r#"{"input":"Hello"}"#));
    let answer = fixture.invoke(event).await;
    assert_eq!(answer.headers["lambda-runtime-function-response-mode"], "streaming");
    let (prelude, body) = split(&answer.body).expect("eight NULs");
    assert_eq!(prelude["statusCode"], 200, "{prelude}");
    assert_eq!(prelude["headers"]["content-type"], "application/json");
    assert_eq!(prelude["headers"]["x-request-id"], "extended-request-id=");
    let body: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(body["output"], "Text from the fake.");
}

/// The prelude and the body of a post in streaming mode. `None` until the eight NULs between them have arrived.
fn split(post: &[u8]) -> Option<(Value, &[u8])> {
    let end = post.windows(8).position(|window| window == [0; 8])?;
    Some((serde_json::from_slice(&post[..end]).expect("JSON"), &post[end + 8..]))
}

/// A call of `generate_stream` from a page of another origin. Its answer has more headers than any other.
fn stream_event() -> Value {
    let mut headers = json_headers();
    headers["Origin"] = json!("https://page.example");
    proxy_event("POST", "/generate/stream", &headers, Some(r#"{"input":"Hello"}"#))
}

/// Reads until the post so far ends with `end`. Returns all of it.
async fn read_until(post: &mut Post, mut so_far: Vec<u8>, end: &str) -> Vec<u8> {
    while !so_far.ends_with(end.as_bytes()) {
        let more = post.next().await;
        so_far.extend_from_slice(&more.unwrap_or_else(|| panic!("no {end}: {}", String::from_utf8_lossy(&so_far))));
    }
    so_far
}

#[tokio::test]
async fn in_streaming_mode_text_is_posted_before_the_model_has_finished() {
    let fixture = Fixture::start(Some("streaming")).await;
    let gate = Gate::default();
    fixture.bedrock.set_answer(Answer::Stream(vec![
        Step::start(),
        Step::text("One"),
        Step::Wait(gate.clone()),
        Step::text(" two"),
        Step::Wait(gate.clone()),
        Step::stop("end_turn"),
        Step::usage(1, 2),
    ]));
    let mut post = fixture.lambda.start_invocation("invocation-1", stream_event()).await;
    assert!(!post.is_error);
    assert_eq!(post.headers["content-type"], "application/vnd.awslambda.http-integration-response");
    assert_eq!(post.headers["lambda-runtime-function-response-mode"], "streaming");

    let one = "event: delta\ndata: {\"type\":\"delta\",\"text\":\"One\"}\n\n";
    let so_far = read_until(&mut post, Vec::new(), one).await;
    let (prelude, body) = split(&so_far).expect("eight NULs");
    assert_eq!(String::from_utf8_lossy(body), one, "no comment before the first event");
    assert_eq!(prelude["statusCode"], 200, "{prelude}");
    let headers = prelude["headers"].as_object().expect("headers");
    assert!(headers.values().all(Value::is_string), "API Gateway accepts one value for each header: {prelude}");
    assert_eq!(headers["content-type"], "text/event-stream");
    assert_eq!(headers["x-request-id"], "extended-request-id=");
    assert!(headers.contains_key("access-control-allow-origin"), "{prelude}");

    gate.open();
    let two = "event: delta\ndata: {\"type\":\"delta\",\"text\":\" two\"}\n\n";
    let so_far = read_until(&mut post, so_far, two).await;
    assert!(!fixture.server.log().text().contains("request answered"), "the answer has not ended");
    gate.open();
    let rest = post.whole().await.body;
    let rest = String::from_utf8_lossy(&rest);
    assert!(rest.starts_with("event: done\ndata: {\"type\":\"done\",") && rest.ends_with("}\n\n"), "{rest}");
    assert!(!split(&so_far).expect("eight NULs").1.contains(&0), "eight NULs, no more");

    let line = fixture.server.log().line_with(&["request answered"]);
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line["request_id"], "extended-request-id=", "{line}");
}

#[tokio::test]
async fn in_streaming_mode_a_failure_has_a_status_before_the_first_piece_and_is_an_event_after_it() {
    let fixture = Fixture::start(Some("streaming")).await;
    let throttled = || Step::Exception("throttlingException".to_owned(), "Too many requests.".to_owned());
    fixture.bedrock.set_answer(Answer::Stream(vec![Step::start(), throttled()]));
    let answer = fixture.invoke(stream_event()).await;
    let (prelude, body) = split(&answer.body).expect("eight NULs");
    assert_eq!((&prelude["statusCode"], &prelude["headers"]["retry-after"]), (&json!(429), &json!("5")), "{prelude}");
    assert_eq!(prelude["headers"]["content-type"], "application/json");
    let body: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!((&body["code"], &body["request_id"]), (&json!("rate_limited"), &json!("extended-request-id=")));

    fixture.bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text("canary-text"), throttled()]));
    let answer = fixture.invoke(stream_event()).await;
    let (prelude, body) = split(&answer.body).expect("eight NULs");
    assert_eq!(prelude["statusCode"], 200);
    let body = String::from_utf8_lossy(body);
    let last = body.rsplit("event: ").next().expect("an event");
    let data = last.strip_prefix("error\ndata: ").and_then(|data| data.strip_suffix("\n\n")).expect("an error event");
    let data: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["error"]["code"], "rate_limited", "{data}");
    assert_eq!(data["error"]["request_id"], "extended-request-id=");

    let log = fixture.server.log();
    log.line_with(&["request failed", "\"status\":200", "rate_limited"]);
    assert!(!log.text().contains("canary-"), "{}", log.text());
}

#[tokio::test]
async fn a_stream_that_would_exceed_the_functions_timeout_ends_with_an_error_event_and_is_logged() {
    let fixture = Fixture::start(Some("streaming")).await;
    // Enough time for a first piece.
    fixture.lambda.time_out_after(Duration::from_secs(5));
    fixture.bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text("canary-text"), Step::Silence]));
    let answer = in_time(fixture.invoke(stream_event())).await;
    let (prelude, body) = split(&answer.body).expect("eight NULs");
    assert_eq!(prelude["statusCode"], 200);
    let body = String::from_utf8_lossy(body);
    let (_, error) = body.split_once("canary-text\"}\n\nevent: error\ndata: ").expect("a piece and an error event");
    let error: Value = serde_json::from_str(error).expect("the last event");
    assert_eq!(error["error"]["code"], "model_timeout", "{error}");
    fixture.bedrock.caller_disconnected().await;
    let line = fixture.server.log().line_with(&["request failed", "\"status\":200", "model_timeout"]);
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!((&line["model"], &line["operation"]), (&json!("nova-micro"), &json!("generate_stream")), "{line}");
    assert!(line["time_to_first_token_ms"].is_u64(), "{line}");
    assert!(line["cause"].as_str().expect("a cause").contains("had not ended at the deadline"), "{line}");
}

#[tokio::test]
async fn a_model_call_ends_before_the_functions_deadline() {
    for mode in ["buffered", "streaming"] {
        let fixture = Fixture::start(Some(mode)).await;
        fixture.lambda.time_out_after(Duration::from_millis(1_500));
        fixture.bedrock.set_answer(Answer::Silence);
        let bodies = [("/generate", r#"{"input":"Hello"}"#), ("/explain", r#"{"data":"1","question":"What is it?"}"#)];
        for (path, body) in bodies {
            let answer = fixture.invoke(proxy_event("POST", path, &json_headers(), Some(body))).await;
            let answer = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(answer.contains("504") && answer.contains("model_timeout"), "{mode}, {path}: {answer}");
            fixture.bedrock.caller_disconnected().await;
        }
    }
}

#[tokio::test]
async fn in_buffered_mode_a_stream_is_one_answer() {
    let fixture = Fixture::start(Some("buffered")).await;
    let answer: Value = serde_json::from_slice(&fixture.invoke(stream_event()).await.body).expect("JSON");
    assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(200), &json!(false)), "{answer}");
    assert_eq!(answer["multiValueHeaders"]["content-type"], json!(["text/event-stream"]));
    let body = answer["body"].as_str().expect("text");
    let pieces: Vec<_> = body.matches("event: delta\n").collect();
    assert!(pieces.len() > 1, "{body}");
    let last = body.rsplit("event: ").next().expect("an event");
    assert!(last.starts_with("done\ndata: {\"type\":\"done\","), "{body}");
}

#[tokio::test]
async fn an_unknown_mode_is_refused_at_start() {
    let lambda = FakeLambda::start().await;
    let mut command = server();
    command.envs(lambda.environment()).env("TEXTGATE_LAMBDA_MODE", "sometimes");
    let output = run(&mut command);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("sometimes") && text.contains("buffered"), "{text}");
}
