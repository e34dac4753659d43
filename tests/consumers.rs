//! Consumers on a socket: who may call, which models and limits each has, and what the log has about them.

use std::collections::BTreeSet;

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use textgate::Client;
use textgate::types::GenerateRequest;
use textgate_core::identity::KeyDigest;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, run, server, server_on};

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 1, 1);

/// The key of a consumer who may use one model with a low limit.
const BILLING: &str = "canary-key-of-billing";

/// The keys of a consumer without limits.
const SEARCH: &str = "canary-key-of-search";
const SEARCH_SECOND: &str = "canary-second-key-of-search";

fn consumers() -> String {
    let hash = |key: &str| KeyDigest::of(key.as_bytes()).to_hex();
    format!(
        "[[consumers]]\nname = \"billing\"\napi_key_sha256 = [\"{}\"]\nmodels = [\"nova-lite\"]\nmax_tokens = 100\n\n\
         [[consumers]]\nname = \"search\"\napi_key_sha256 = [\"{}\", \"{}\"]\n",
        hash(BILLING),
        hash(SEARCH),
        hash(SEARCH_SECOND).to_uppercase(),
    )
}

struct Fixture {
    bedrock: FakeBedrock,
    server: Server,
    _policy: PolicyFile,
}

impl Fixture {
    async fn start(consumers: &str, settings: &[(&str, &str)]) -> Self {
        let bedrock = FakeBedrock::start(COMPLETION).await;
        let policy = PolicyFile::with(consumers);
        let mut command = server_on(&bedrock);
        let server = Server::start(policy.of(&mut command).envs(settings.iter().copied()));
        Self { bedrock, server, _policy: policy }
    }

    fn client(&self, key: &str) -> Client {
        Client::builder(self.server.url()).api_key(key).build().expect("a client")
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        reqwest::Client::new().request(method, format!("{}{path}", self.server.url()))
    }

    fn post(&self, path: &str, key: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path).header("x-api-key", key).body(body.to_string())
    }
}

async fn answer(request: RequestBuilder) -> (u16, HeaderMap, Value) {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.expect("a body");
    (status, headers, serde_json::from_slice(&body).unwrap_or_default())
}

fn ask(body: Value) -> GenerateRequest {
    serde_json::from_value(body).expect("a request")
}

#[tokio::test]
async fn a_consumer_may_use_its_own_models_within_its_own_limits() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    let rows = [
        (BILLING, json!({ "model": "nova-lite" }), None),
        (BILLING, json!({ "model": "nova-lite", "max_tokens": 100 }), None),
        (BILLING, json!({}), None),
        (BILLING, json!({ "model": "nova-micro" }), Some((403, "model_not_allowed"))),
        (BILLING, json!({ "model": "titan-text-express" }), Some((403, "model_not_allowed"))),
        (BILLING, json!({ "model": "unheard-of" }), Some((404, "model_not_found"))),
        (BILLING, json!({ "model": "smollm2-135m-instruct" }), Some((404, "model_not_found"))),
        (BILLING, json!({ "max_tokens": 101 }), Some((403, "limit_exceeded"))),
        (BILLING, json!({ "model": "nova-micro", "max_tokens": 101 }), Some((403, "model_not_allowed"))),
        (SEARCH, json!({ "model": "nova-micro", "max_tokens": 101 }), None),
        (SEARCH, json!({ "max_tokens": 5000 }), None),
        (SEARCH, json!({ "max_tokens": 5001 }), Some((403, "limit_exceeded"))),
        (SEARCH_SECOND, json!({ "model": "nova-pro" }), None),
        (SEARCH, json!({ "model": "unheard-of" }), Some((404, "model_not_found"))),
    ];
    for (key, mut body, refusal) in rows {
        body["input"] = json!("Hello");
        for path in ["/generate", "/generate/stream"] {
            fixture.bedrock.set_answer(COMPLETION);
            let (status, _, answered) = answer(fixture.post(path, key, &body)).await;
            let seen = fixture.bedrock.requests().len();
            match refusal {
                None => assert_eq!((status, seen), (200, 1), "{key} {path} {body}: {answered}"),
                Some((expected, code)) => {
                    assert_eq!((status, answered["code"].as_str()), (expected, Some(code)), "{key} {path} {body}");
                    assert_eq!(seen, 0, "{key} {path} {body} reached a model");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_request_without_model_and_limit_gets_those_of_its_consumer() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    for (key, model, max_tokens) in [(BILLING, "nova-lite", 100), (SEARCH, "nova-micro", 1024)] {
        fixture.bedrock.set_answer(COMPLETION);
        let client = fixture.client(key);
        let answer = client.generate().input("Hello").send().await.expect("answered");
        assert_eq!(answer.model, model);
        client.text().text("Hello").send().await.expect("answered");
        for request in fixture.bedrock.requests() {
            assert_eq!(request.model_id, format!("amazon.{model}-v1:0"));
            assert_eq!(request.body["inferenceConfig"]["maxTokens"], max_tokens, "{key}");
        }
    }
}

#[tokio::test]
async fn the_list_of_models_has_the_models_and_limits_of_the_consumer() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    let list = async |key| {
        let list = fixture.client(key).model_list().send().await.expect("answered");
        let shown = list.models.iter().map(|model| (model.name.clone(), model.default, model.max_output_tokens));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(list(BILLING).await, [("nova-lite".to_owned(), true, 100)]);
    let all: Vec<_> = list(SEARCH).await.into_iter().map(|(name, default, _)| (name, default)).collect();
    let expected = [("nova-micro", true), ("nova-lite", false), ("nova-pro", false), ("titan-text-express", false)];
    assert_eq!(all, expected.map(|(name, default)| (name.to_owned(), default)));
}

/// The operations of the document: path, method, and whether credentials are required.
fn operations() -> Vec<(String, Method, bool)> {
    let document: Value = serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let method = method.to_uppercase().parse().expect("a method");
            operations.push((path.clone(), method, operation["security"] != json!([{}])));
        }
    }
    operations
}

#[tokio::test]
async fn every_operation_except_health_requires_a_valid_key_before_it_reads_the_body() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    let operations = operations();
    let open: Vec<_> = operations.iter().filter(|(.., secured)| !secured).map(|(path, ..)| path.as_str()).collect();
    assert_eq!(open, ["/health"]);
    for (path, method, secured) in &operations {
        // The content type is not accepted, and the body is not JSON.
        let request = || fixture.request(method.clone(), path).header("content-type", "text/plain").body("{");
        let tries = [
            ("no key", request()),
            ("an empty key", request().header("x-api-key", "")),
            ("a wrong key", request().header("x-api-key", "canary-key-of-billing ".repeat(2))),
            ("a key's hash", request().header("x-api-key", KeyDigest::of(BILLING.as_bytes()).to_hex())),
            ("two keys", request().header("x-api-key", BILLING).header("x-api-key", SEARCH)),
            ("a key elsewhere", request().bearer_auth(BILLING).query(&[("x-api-key", BILLING)])),
            ("a gateway's context", request().header("x-amzn-request-context", r#"{"identity":{"apiKeyId":"a"}}"#)),
        ];
        for (what, request) in tries {
            let (status, headers, body) = answer(request).await;
            if *secured {
                assert_eq!((status, body["code"].as_str()), (401, Some("unauthorized")), "{method} {path}: {what}");
                assert_eq!(headers["www-authenticate"], r#"ApiKey header="x-api-key""#, "{method} {path}: {what}");
            } else {
                assert_eq!(status, 200, "{method} {path}: {what}");
            }
        }
        let (status, ..) = answer(request().header("x-api-key", BILLING)).await;
        let expected = if *method == Method::POST { 415 } else { 200 };
        assert_eq!(status, expected, "{method} {path} with a key");
    }
    assert!(fixture.bedrock.requests().is_empty(), "a model was called");
}

#[tokio::test]
async fn no_method_avoids_the_check_of_the_key() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    let operations = operations();
    let paths: BTreeSet<_> = operations.iter().map(|(path, ..)| path).collect();
    for path in paths {
        let of_path: Vec<_> = operations.iter().filter(|(other, ..)| other == path).collect();
        for method in ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET", "POST"] {
            let method: Method = method.parse().expect("a method");
            let served_as = if method == Method::HEAD { Method::GET } else { method.clone() };
            let expected = match of_path.iter().find(|(_, served, _)| *served == served_as) {
                // Browsers send it before they send a key. The answer has only headers.
                _ if method == Method::OPTIONS => 200,
                Some((.., true)) => 401,
                Some((.., false)) => 200,
                None => 405,
            };
            let (status, ..) = answer(fixture.request(method.clone(), path)).await;
            assert_eq!(status, expected, "{method} {path}");
        }
    }
    let (status, ..) = answer(fixture.request(Method::GET, "/openapi.json")).await;
    assert_eq!(status, 200, "the document needs no key");
    let (status, ..) = answer(fixture.request(Method::GET, "/nowhere")).await;
    assert_eq!(status, 404, "an unknown path needs no key");
}

#[tokio::test]
async fn the_consumers_name_is_in_the_log_and_in_the_requests_to_bedrock() {
    let fixture = Fixture::start(&consumers(), &[]).await;
    let client = fixture.client(SEARCH_SECOND);
    client.generate().input("Hello").send().await.expect("answered");
    let stream = fixture.post("/generate/stream", BILLING, &json!({ "input": "Hello" })).send().await;
    stream.expect("an answer").bytes().await.expect("a stream");
    let requests = fixture.bedrock.requests();
    let metadata: Vec<_> = requests.iter().map(|request| &request.body["requestMetadata"]).collect();
    assert_eq!(metadata, [&json!({ "consumer": "search" }), &json!({ "consumer": "billing" })]);
    for (consumer, operation) in [("search", "generate"), ("billing", "generate_stream")] {
        let parts = [format!("consumer=\"{consumer}\""), format!("operation=\"{operation}\"")];
        fixture.server.log().line_with(&["request answered", "output_tokens=1", &parts[0], &parts[1]]);
    }
}

#[tokio::test]
async fn neither_the_log_nor_an_answer_ever_has_a_key_at_any_level() {
    let fixture = Fixture::start(&consumers(), &[("RUST_LOG", "trace")]).await;
    let wrong = "canary-key-of-nobody";
    let mut answers = Vec::new();
    for key in [BILLING, SEARCH, wrong] {
        let client = fixture.client(key);
        let body = |model| ask(json!({ "input": "Hello", "model": model }));
        for model in ["nova-lite", "nova-micro", "unheard-of"] {
            answers.push(format!("{:?}", client.generate().body(body(model)).send().await));
        }
        answers.push(format!("{:?} {client:?}", client.model_list().send().await));
        let request = fixture.post("/generate/stream", key, &json!({ "input": "Hello" }));
        answers.push(request.send().await.expect("an answer").text().await.expect("events"));
        fixture.bedrock.set_answer(Answer::Exception(400, "ValidationException", "Refused.".to_owned()));
        answers.push(format!("{:?}", client.generate().body(body("nova-lite")).send().await));
        fixture.bedrock.set_answer(COMPLETION);
        // A body that is not JSON.
        let (_, headers, body) =
            answer(fixture.request(Method::POST, "/text").header("x-api-key", key).body("{")).await;
        answers.push(format!("{headers:?} {body}"));
    }
    fixture.server.terminate();
    let log = fixture.server.wait_until_stopped();
    for expected in ["request answered", "consumer=\"billing\"", "unauthorized", "model_not_allowed"] {
        assert!(log.contains(expected), "the log has what it should have: {log}");
    }
    let hashes = [BILLING, SEARCH, wrong].map(|key| KeyDigest::of(key.as_bytes()).to_hex());
    for secret in ["canary", &hashes[0], &hashes[1], &hashes[2]] {
        let leaks: Vec<_> =
            log.lines().chain(answers.iter().map(String::as_str)).filter(|line| line.contains(secret)).collect();
        assert!(leaks.is_empty(), "{leaks:#?}");
    }
}

#[tokio::test]
async fn a_browsers_preflight_needs_no_key_and_its_page_can_read_the_401() {
    let fixture = Fixture::start(&consumers(), &[("TEXTGATE_CORS_ORIGINS", "https://app.example.com")]).await;
    let preflight = fixture
        .request(Method::OPTIONS, "/generate")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-api-key");
    let (status, headers, _) = answer(preflight).await;
    assert_eq!(status, 200);
    assert!(headers["access-control-allow-headers"].to_str().expect("text").contains("x-api-key"));
    let call = fixture.request(Method::POST, "/generate").header("origin", "https://app.example.com");
    let (status, headers, _) = answer(call).await;
    assert_eq!(status, 401);
    assert_eq!(headers["access-control-allow-origin"], "https://app.example.com");
}

#[tokio::test]
async fn without_keys_every_caller_on_this_machine_is_the_anonymous_consumer() {
    let of_the_gateway = "[[consumers]]\nname = \"billing\"\napi_key_ids = [\"a1b2c3\"]\nmodels = [\"nova-lite\"]\n";
    for consumers in ["", of_the_gateway] {
        let fixture = Fixture::start(consumers, &[]).await;
        for key in [None, Some("a1b2c3"), Some("anything")] {
            let client = Client::builder(fixture.server.url());
            let client = key.into_iter().fold(client, textgate::ClientBuilder::api_key).build().expect("a client");
            client.generate().input("Hello").send().await.expect("answered");
        }
        for request in fixture.bedrock.requests() {
            assert_eq!(request.body["requestMetadata"], json!({ "consumer": "anonymous" }));
        }
        assert_eq!(fixture.bedrock.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_server_that_other_machines_can_reach_does_not_start_without_keys() {
    let refused = run(server().args(["--listen", "0.0.0.0:0", "--model", "local"]));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success(), "{text}");
    assert!(text.starts_with("error: other machines can reach 0.0.0.0:0,"), "{text}");
    assert!(text.contains("textgate-server key new"), "{text}");

    let bedrock = FakeBedrock::start(COMPLETION).await;
    let policy = PolicyFile::with(&consumers());
    let command = server_on(&bedrock);
    // A second `--listen` would be refused.
    let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    assert_eq!(arguments[..2], ["--listen", "127.0.0.1:0"]);
    let mut open = server();
    open.args(["--listen", "0.0.0.0:0"]).args(&arguments[2..]);
    open.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let server = Server::start(policy.of(&mut open));
    let url = server.url().replace("0.0.0.0", "127.0.0.1");
    let client = |key| Client::builder(&url).api_key(key).build().expect("a client");
    client(SEARCH).generate().input("Hello").send().await.expect("answered");
    client("other").generate().input("Hello").send().await.expect_err("refused");
}

#[tokio::test]
async fn a_new_key_is_shown_once_and_works_with_the_hash_in_the_policy() {
    let new_key = || {
        let output = run(server().args(["key", "new", "billing"]));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty());
        let text = String::from_utf8(output.stdout).expect("text");
        let key = text.lines().find(|line| line.starts_with("textgate_")).expect("a key").to_owned();
        let (_, policy) = text.split_once("[[consumers]]").expect("what to add to the policy");
        assert!(!policy.contains(&key), "{text}");
        (key, format!("[[consumers]]{policy}"))
    };
    let ((key, policy), (other, _)) = (new_key(), new_key());
    assert_ne!(key, other);
    assert_eq!(key.len(), "textgate_".len() + 64);
    let fixture = Fixture::start(&policy, &[]).await;
    fixture.client(&key).generate().input("Hello").send().await.expect("answered");
    assert_eq!(fixture.bedrock.requests()[0].body["requestMetadata"], json!({ "consumer": "billing" }));
    fixture.client(&other).generate().input("Hello").send().await.expect_err("refused");
}

#[test]
fn no_key_is_made_for_a_name_that_the_policy_would_refuse() {
    for name in ["two words", "anonymous", "a\"b", ""] {
        let output = run(server().args(["key", "new", name]));
        assert!(!output.status.success() && output.stdout.is_empty(), "{name}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains("must "), "{text}");
    }
}
