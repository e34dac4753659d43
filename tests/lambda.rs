//! The real binary as a Lambda function behind API Gateway: the fake Runtime API before it, the fake Bedrock behind it.

use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{self, FakeLambda, proxy_event};
use textgate_tests::server::{Server, run, server, server_on};

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
async fn a_gateway_event_goes_to_the_model_and_back() {
    let fixture = Fixture::start(None).await;
    let event = proxy_event("POST", "/generate", &json_headers(), Some(r#"{"input":"Hello"}"#));
    let answer: Value = serde_json::from_slice(&fixture.invoke(event).await.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["isBase64Encoded"], false);
    let headers = &answer["multiValueHeaders"];
    assert_eq!(headers["content-type"], json!(["application/json"]));
    // The gateway's own errors carry the extended id, so the function's answers do too.
    assert_eq!(headers["x-request-id"], json!(["extended-request-id="]));
    let body: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
    assert_eq!(body["output"], "Text from the fake.");
    assert_eq!(body["model"], "nova-micro");
    let requests = fixture.bedrock.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path, "/model/amazon.nova-micro-v1%3A0/converse");
    assert!(requests[0].headers["authorization"].to_str().expect("text").starts_with("AWS4-HMAC-SHA256"));

    // The log is JSON there, with the same id.
    let line = fixture.server.log().line_with(&["request answered"]);
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line["span"]["request_id"], "extended-request-id=", "{line}");
    assert_eq!(line["status"], 200, "{line}");
}

#[tokio::test]
async fn titan_text_express_is_asked_through_the_gateway_too() {
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
async fn what_the_gateway_lets_through_the_function_refuses() {
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
    assert!(fixture.bedrock.requests().is_empty(), "no model was asked");
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
    let end = answer.body.windows(8).position(|window| window == [0; 8]).expect("eight NULs");
    let prelude: Value = serde_json::from_slice(&answer.body[..end]).expect("JSON");
    assert_eq!(prelude["statusCode"], 200, "{prelude}");
    assert_eq!(prelude["headers"]["content-type"], "application/json");
    assert_eq!(prelude["headers"]["x-request-id"], "extended-request-id=");
    let body: Value = serde_json::from_slice(&answer.body[end + 8..]).expect("JSON");
    assert_eq!(body["output"], "Text from the fake.");
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
