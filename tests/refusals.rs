//! Requests that the server refuses: the answer is the one error body with the right status and code, and no model is called.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use textgate::ErrorKind;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};
use textgate_tests::service_error::service_error;

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 1, 1);

struct Fixture {
    bedrock: FakeBedrock,
    server: Server,
    http: reqwest::Client,
}

/// An answer with the one error body.
struct ErrorAnswer {
    status: u16,
    code: String,
    error: String,
    pointers: Vec<String>,
    headers: reqwest::header::HeaderMap,
}

impl Fixture {
    async fn new() -> Self {
        let bedrock = FakeBedrock::start(COMPLETION).await;
        let server = Server::start(&mut server_on(&bedrock));
        Self { bedrock, server, http: reqwest::Client::new() }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.server.url()))
    }

    async fn post(&self, path: &str, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> ErrorAnswer {
        let mut request = self.request(Method::POST, path).body(body);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        ErrorAnswer::of(request).await
    }
}

impl ErrorAnswer {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        assert_eq!(headers["content-type"], "application/json", "{status}");
        let body: Value = response.json().await.expect("JSON");
        let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("{name} in {body}")).to_owned();
        assert_eq!(headers["x-request-id"], text("request_id"));
        let violations = body.get("violations").map(|violations| violations.as_array().expect("an array").clone());
        assert_ne!(violations.as_deref(), Some([].as_slice()), "the field is absent if there are none");
        let pointer = |violation: &Value| violation["pointer"].as_str().expect("a pointer").to_owned();
        let expected: &[&str] = &["error", "code", "request_id", "violations"];
        assert!(body.as_object().expect("an object").keys().all(|key| expected.contains(&key.as_str())), "{body}");
        Self {
            status: status.as_u16(),
            code: text("code"),
            error: text("error"),
            pointers: violations.unwrap_or_default().iter().map(pointer).collect(),
            headers,
        }
    }
}

#[tokio::test]
async fn a_body_that_violates_the_schema_is_refused_with_pointers_and_no_model_is_called() {
    let fixture = Fixture::new().await;
    let long = |characters: usize| "é".repeat(characters);
    let rows: Vec<(Value, &[&str])> = vec![
        (json!({}), &["/input"]),
        (json!({ "input": "" }), &["/input"]),
        (json!({ "input": null }), &["/input"]),
        (json!({ "input": 1 }), &["/input"]),
        (json!({ "input": ["a"] }), &["/input"]),
        (json!({ "input": long(200_001) }), &["/input"]),
        (json!({ "input": "a", "model": null }), &["/model"]),
        (json!({ "input": "a", "model": "" }), &["/model"]),
        (json!({ "input": "a", "model": long(65) }), &["/model"]),
        (json!({ "input": "a", "instructions": "" }), &["/instructions"]),
        (json!({ "input": "a", "max_tokens": 0 }), &["/max_tokens"]),
        (json!({ "input": "a", "max_tokens": 65_537 }), &["/max_tokens"]),
        (json!({ "input": "a", "max_tokens": 1.0 }), &["/max_tokens"]),
        (json!({ "input": "a", "max_tokens": "1" }), &["/max_tokens"]),
        (json!({ "input": "a", "temperature": -0.1 }), &["/temperature"]),
        (json!({ "input": "a", "temperature": 1.1 }), &["/temperature"]),
        (json!({ "input": "a", "top_p": 2 }), &["/top_p"]),
        (json!({ "input": "a", "stop_sequences": [""] }), &["/stop_sequences/0"]),
        (json!({ "input": "a", "stop_sequences": ["a", 1] }), &["/stop_sequences/1"]),
        (json!({ "input": "a", "stop_sequences": ["a", "b", "c", "d", "e"] }), &["/stop_sequences"]),
        (json!({ "input": "a", "inputs": "b" }), &["/inputs"]),
        (json!({ "model": 1, "temperature": 2 }), &["/input", "/model", "/temperature"]),
        (json!([]), &[""]),
        (json!("input"), &[""]),
        (json!(null), &[""]),
    ];
    for (body, pointers) in rows {
        let refusal = fixture.post("/generate", Some("application/json"), body.to_string()).await;
        let shown: String = body.to_string().chars().take(80).collect();
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "invalid_request"), "{shown}");
        assert_eq!(refusal.pointers, pointers, "{shown}: {}", refusal.error);
    }
    let refusal = fixture.post("/generate", None, r#"{"input":""}"#).await;
    assert_eq!(refusal.error, "input must not be empty");
    let refusal = fixture.post("/generate", None, r#"{"input":"a","":1}"#).await;
    assert_eq!(refusal.error, "the field without a name is not a known field");
    let refusal = fixture.post("/text", None, r#"{"input":"a"}"#).await;
    assert_eq!(refusal.pointers, ["/text", "/input"]);
    assert!(fixture.bedrock.requests().is_empty(), "no model was called");
}

#[tokio::test]
async fn a_body_that_is_not_an_acceptable_json_text_is_refused_and_no_model_is_called() {
    let fixture = Fixture::new().await;
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "empty"),
        (b"{".to_vec(), "line 1 column 1"),
        (b"input=secret".to_vec(), "line 1"),
        (br#"{"input":"a"}}"#.to_vec(), "line 1 column 14"),
        (br#"{"input":"a","input":"b"}"#.to_vec(), "duplicate name"),
        (br#"{"input":"a","stop_sequences":[{"a":1,"a":2}]}"#.to_vec(), "duplicate name"),
        (br#"{"input":"\ud800"}"#.to_vec(), "line 1"),
        (b"{\"input\":\"\xff\"}".to_vec(), "line 1"),
        (br#"{"input":NaN}"#.to_vec(), "line 1"),
        (br#"{"input":"a","temperature":1e999}"#.to_vec(), "line 1"),
        (format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes(), "deeper"),
        (b"\xef\xbb\xbf{\"input\":\"a\"}".to_vec(), "line 1"),
    ];
    for (body, part) in rows {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let refusal = fixture.post("/generate", Some("application/json"), body).await;
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "invalid_request"), "{shown}");
        assert!(refusal.error.contains(part), "{shown}: {}", refusal.error);
        assert!(!refusal.error.contains("secret"), "{}", refusal.error);
        assert!(refusal.pointers.is_empty(), "{shown}");
    }
    assert!(fixture.bedrock.requests().is_empty(), "no model was called");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let fixture = Fixture::new().await;
    let body = format!("{{\"input\":\"{}\"}}", "a".repeat(5 * 1024 * 1024));
    let refusal = fixture.post("/generate", Some("application/json"), body).await;
    assert_eq!((refusal.status, refusal.code.as_str()), (413, "payload_too_large"));
}

#[tokio::test]
async fn a_missing_content_type_counts_as_json_and_any_other_is_refused() {
    let fixture = Fixture::new().await;
    for content_type in [None, Some("application/json; charset=utf-8"), Some("Application/JSON")] {
        let mut request = fixture.request(Method::POST, "/generate").body(r#"{"input":"a"}"#);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        assert_eq!(request.send().await.expect("an answer").status(), StatusCode::OK, "{content_type:?}");
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "application/xml"]
    {
        let refusal = fixture.post("/generate", Some(content_type), r#"{"input":"a"}"#).await;
        assert_eq!((refusal.status, refusal.code.as_str()), (415, "unsupported_media_type"), "{content_type}");
    }
    assert_eq!(fixture.bedrock.requests().len(), 3, "the model was called only for accepted requests");
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_wrong_method_is_405_with_the_allowed_methods() {
    let fixture = Fixture::new().await;
    for path in ["/", "/generate/", "/Generate", "/v1/generate", "/prod/generate"] {
        let refusal = ErrorAnswer::of(fixture.request(Method::POST, path)).await;
        assert_eq!((refusal.status, refusal.code.as_str()), (404, "not_found"), "{path}");
    }
    for (method, path, allow) in [
        (Method::GET, "/generate", "POST"),
        (Method::DELETE, "/text", "POST"),
        (Method::POST, "/health", "GET,HEAD"),
        (Method::PUT, "/models", "GET,HEAD"),
        (Method::POST, "/openapi.json", "GET,HEAD"),
    ] {
        let refusal = ErrorAnswer::of(fixture.request(method.clone(), path)).await;
        assert_eq!((refusal.status, refusal.code.as_str()), (405, "method_not_allowed"), "{method} {path}");
        assert_eq!(refusal.headers["allow"], allow, "{method} {path}");
    }
}

#[tokio::test]
async fn a_request_that_the_schema_allows_and_the_policy_refuses_is_403_or_404() {
    let fixture = Fixture::new().await;
    let refusal = fixture.post("/generate", None, r#"{"input":"a","model":"gpt-unheard-of"}"#).await;
    assert_eq!((refusal.status, refusal.code.as_str()), (404, "model_not_found"));
    let refusal = fixture.post("/generate", None, r#"{"input":"a","model":"smollm2-135m-instruct"}"#).await;
    assert_eq!(refusal.code, "model_not_found", "a model of the other provider is unknown");
    let refusal = fixture.post("/generate", None, r#"{"input":"a","max_tokens":5001}"#).await;
    assert_eq!((refusal.status, refusal.code.as_str()), (403, "limit_exceeded"));
    assert!(refusal.error.contains("5000"), "{}", refusal.error);
    assert!(fixture.bedrock.requests().is_empty(), "no model was called");
}

#[tokio::test]
async fn a_callers_request_id_is_kept_and_a_missing_or_unsafe_one_is_replaced() {
    let fixture = Fixture::new().await;
    let id = async |sent: Option<&str>| {
        let mut request = fixture.request(Method::GET, "/health");
        if let Some(sent) = sent {
            request = request.header("x-request-id", sent);
        }
        let response = request.send().await.expect("an answer");
        response.headers()["x-request-id"].to_str().expect("text").to_owned()
    };
    assert_eq!(id(Some("mine-1")).await, "mine-1");
    let (first, second) = (id(None).await, id(Some("two words")).await);
    assert!(first.starts_with("req_") && second.starts_with("req_"), "{first} {second}");
    assert_ne!(first, second);
    fixture.server.log().line_with(&["mine-1", "/health", "200"]);
}

#[tokio::test]
async fn the_served_document_equals_the_published_one() {
    let fixture = Fixture::new().await;
    let response = fixture.request(Method::GET, "/openapi.json").send().await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "application/json");
    let served: Value = response.json().await.expect("JSON");
    let published: Value = serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON");
    assert_eq!(served, published);
}

#[tokio::test]
async fn the_generated_client_can_call_every_operation() {
    let fixture = Fixture::new().await;
    let client = fixture.server.client();
    let answer = client.generate().input("Hello").send().await.expect("answered");
    assert_eq!(answer.output, "Text from the fake.");
    let answer = client.text().text("Hello").send().await.expect("answered");
    assert_eq!(answer.response, "Text from the fake.");
    assert_eq!(client.health().send().await.expect("answered").status, "ok");
    let list = client.model_list().send().await.expect("answered");
    let names: Vec<_> = list.models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["nova-micro", "nova-lite", "nova-pro", "titan-text-express"]);
    let default: Vec<_> = list.models.iter().filter(|model| model.default).collect();
    let [micro] = default.as_slice() else { panic!("one default: {default:?}") };
    assert_eq!(micro.name, "nova-micro");
    let price = micro.price.as_ref().expect("priced");
    assert_eq!(
        (price.input_usd_per_million_tokens.as_str(), price.output_usd_per_million_tokens.as_str()),
        ("0.035", "0.14")
    );
}

#[tokio::test]
async fn the_client_returns_a_refusal_as_a_typed_error() {
    let fixture = Fixture::new().await;
    let refusal = service_error(fixture.server.client().generate().input("a").model("nope").send().await);
    assert_eq!(refusal.outcome(), (404, "model_not_found"));
}

#[tokio::test]
async fn the_client_ends_a_call_after_the_timeout_that_the_caller_has_set() {
    let fixture = Fixture::new().await;
    fixture.bedrock.set_answer(Answer::Silence);
    let client = textgate::Client::builder(fixture.server.url())
        .timeout(std::time::Duration::from_millis(200))
        .build()
        .expect("a client");
    let error = client.generate().input("a").send().await.expect_err("no answer in that time");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
}
