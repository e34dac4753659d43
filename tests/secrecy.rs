//! No log, no metric and no error has a text of a caller or a model, or a credential. All of these texts have canaries here, the
//! real binary logs at its lowest level, and every kind of failure is tried.

use futures_util::StreamExt;
use serde_json::{Value, json};
use textgate_core::identity::KeyDigest;
use textgate_tests::error_tables;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, server_on};

/// Part of every secret text, and of nothing else.
const CANARY: &str = "canary-";

const KEY: &str = "canary-key";
const WRONG_KEY: &str = "canary-wrong-key";
const GATEWAY_KEY_ID: &str = "canary-key-id";

/// The lowest level. Some targets are also named, in case the general level does not apply to them.
const LOG_EVERYTHING: &str = "trace,textgate=trace,textgate_server=trace,hyper=trace,hyper_util=trace,h2=trace,reqwest=trace,\
    aws_config=trace,aws_runtime=trace,aws_sdk_bedrockruntime=trace,aws_sigv4=trace,aws_smithy_runtime=trace,\
    aws_smithy_eventstream=trace,axum=trace,tower=trace,tower_http=trace,lambda_http=trace,lambda_runtime=trace,rustls=trace";

fn policy() -> PolicyFile {
    let hash = KeyDigest::of(KEY.as_bytes()).to_hex();
    PolicyFile::with(&format!(
        "[[consumers]]\nname = \"known\"\napi_key_sha256 = [\"{hash}\"]\napi_key_ids = [\"{GATEWAY_KEY_ID}\"]\n\
         models = [\"nova-micro\", \"titan-text-express\"]\nmax_tokens = 100\n"
    ))
}

/// A request that is not answered with generated text, and the expected status and code.
struct Refusal {
    method: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: String,
    status: u16,
    code: &'static str,
}

const KNOWN: &[(&str, &str)] = &[("x-api-key", KEY)];

/// A request with a canary in every text that a caller can write.
fn request() -> Value {
    json!({ "input": "canary-input", "instructions": "canary-instructions", "stop_sequences": ["canary-stop"] })
}

/// The same generation by a model that takes one stop sequence, which must not be blank.
fn titan(stop_sequences: &[&str]) -> String {
    let mut request = request();
    request["model"] = json!("titan-text-express");
    request["stop_sequences"] = json!(stop_sequences);
    request.to_string()
}

fn with(field: &str, value: Value) -> String {
    let mut request = request();
    request[field] = value;
    request.to_string()
}

/// Requests that the service itself refuses: one of each kind, and several of the kinds that check texts.
fn refusals() -> Vec<Refusal> {
    let of = |path, body: String, status, code| Refusal { method: "POST", path, headers: KNOWN, body, status, code };
    let mut refused = Vec::new();
    for path in ["/generate", "/generate/stream"] {
        refused.extend([
            of(path, with("temperature", json!("canary-number")), 400, "invalid_request"),
            of(path, with("input", json!(["canary-input"])), 400, "invalid_request"),
            of(path, with("input", json!({ "canary-input": "canary-input" })), 400, "invalid_request"),
            of(path, with("instructions", json!("canary-".repeat(10_000))), 400, "invalid_request"),
            of(path, with("stop_sequences", json!(["canary-".repeat(20)])), 400, "invalid_request"),
            of(path, with("model", json!("canary-".repeat(20))), 400, "invalid_request"),
            of(path, "canary-input".to_owned(), 400, "invalid_request"),
            of(path, "\"canary-input\"".to_owned(), 400, "invalid_request"),
            of(path, r#"{"input":"canary-input"#.to_owned(), 400, "invalid_request"),
            of(path, r#"{"input":"canary-input","input":"canary-input"}"#.to_owned(), 400, "invalid_request"),
            of(path, r#"{"input":"canary-input \ud800"}"#.to_owned(), 400, "invalid_request"),
            of(path, format!("{}\"canary-input\"", "[".repeat(1000)), 400, "invalid_request"),
            of(path, with("max_tokens", json!(101)), 403, "limit_exceeded"),
            of(path, titan(&["canary-stop", "canary-stop"]), 403, "limit_exceeded"),
            of(path, titan(&[" "]), 403, "model_refused"),
            of(path, with("model", json!("nova-lite")), 403, "model_not_allowed"),
            of(path, with("model", json!("canary-model")), 404, "model_not_found"),
            of(path, request().to_string() + &" ".repeat(5 * 1024 * 1024), 413, "payload_too_large"),
        ]);
        let headers: &[_] = &[("x-api-key", KEY), ("content-type", "text/canary-type")];
        refused.push(Refusal { headers, ..of(path, request().to_string(), 415, "unsupported_media_type") });
        for headers in [&[][..], &[("x-api-key", WRONG_KEY)], &[("authorization", "Bearer canary-token")]] {
            refused.push(Refusal { headers, ..of(path, request().to_string(), 401, "unauthorized") });
        }
        refused.push(Refusal { method: "PUT", ..of(path, request().to_string(), 405, "method_not_allowed") });
    }
    refused.push(of("/text", json!({ "text": ["canary-input"] }).to_string(), 400, "invalid_request"));
    refused.push(of("/canary-path?canary-name=canary-query", request().to_string(), 404, "not_found"));
    refused
}

/// Failures of a model that any operation can have. Each message quotes the prompt or the completion.
fn failures() -> Vec<Answer> {
    let quoting = || "it has canary-quoted in it".to_owned();
    vec![
        Answer::Exception(400, "ValidationException", quoting()),
        Answer::Exception(400, "ValidationException", format!("Input is too long for requested model: {}", quoting())),
        Answer::Exception(424, "ModelErrorException", quoting()),
        Answer::Exception(400, "ExceptionOfTheFuture", quoting()),
        Answer::Raw(200, format!("<html>{}", quoting())),
        Answer::Raw(200, json!({ "output": { "message": quoting() } }).to_string()),
        Answer::Raw(
            200,
            json!({ "stopReason": quoting(), "output": { "message": { "content": [{ "text": 1 }] } } }).to_string(),
        ),
        Answer::Raw(400, format!("{{\"message\": {}", quoting())),
    ]
}

/// The streams that fail according to the table, without those that take time.
fn broken_streams() -> Vec<Answer> {
    let rows = error_tables::streams().into_iter().filter(|row| !row.failure.starts_with("no further"));
    let text = || vec![Step::start(), Step::text("canary-completion")];
    let mut streams: Vec<_> = rows.map(|row| Answer::Stream([text(), row.steps()].concat())).collect();
    streams.push(Answer::Stream(
        [text(), vec![Step::Exception("validationException".into(), "canary-quoted".into())]].concat(),
    ));
    streams
}

/// A completion. In a stream, the canary is in one piece.
fn completion(path: &str) -> Answer {
    if path.ends_with("stream") {
        let text = Step::text("canary-completion");
        return Answer::Stream(vec![Step::start(), text, Step::stop("stop_sequence"), Step::usage(9, 5)]);
    }
    Answer::Completion("canary-completion", "stop_sequence", 9, 5)
}

/// Fails if a line has a canary or the hash of a key.
fn assert_keep_secrets(outputs: &[String]) {
    let digests = [KEY, WRONG_KEY].map(|key| KeyDigest::of(key.as_bytes()).to_hex());
    let is_leak = |line: &&str| {
        let line = line.to_lowercase();
        line.contains(CANARY) || digests.iter().any(|digest| line.contains(digest))
    };
    let leaks: Vec<_> = outputs.iter().flat_map(|text| text.lines()).filter(is_leak).collect();
    assert!(leaks.is_empty(), "{} leaks: {leaks:#?}", leaks.len());
}

#[tokio::test]
async fn on_a_socket_no_output_has_a_canary() {
    let bedrock = FakeBedrock::start(completion("/generate")).await;
    let policy = policy();
    let mut command = server_on(&bedrock);
    command.envs([error_tables::NO_BREAKER]);
    let settings = ["--metrics-address", "127.0.0.1:0", "--stall-timeout", "1", "--model-timeout", "5"];
    let server = Server::start(policy.of(&mut command).args(settings).env("RUST_LOG", LOG_EVERYTHING));
    let line = server.log().line_with(&["metrics are served on "]);
    let metrics_url = line.rsplit(' ').next().expect("a URL");
    // One connection for each request, because the server closes a connection after a body that it did not read.
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
    let ask = |method: &str, path: &str| {
        let method = method.parse::<reqwest::Method>().expect("a method");
        // Headers that proxies and pages add.
        let request = http.request(method, format!("{}{path}", server.url()));
        request
            .header("cookie", "canary-cookie")
            .header("referer", "https://canary-page.example/")
            .header("x-canary-header", "canary-value")
    };
    let mut outputs = Vec::new();

    // Requests that are answered.
    for path in ["/generate", "/generate/stream"] {
        bedrock.set_answer(completion(path));
        let answer =
            ask("POST", path).header("x-api-key", KEY).body(request().to_string()).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert!(answer.text().await.expect("a body").contains(CANARY), "the caller gets the completion");
    }
    // Requests that are refused.
    for Refusal { method, path, headers, body, status, code } in refusals() {
        let place = format!("{method} {path} {code} {body:.80}");
        let request = headers.iter().fold(ask(method, path), |request, (name, value)| request.header(*name, *value));
        let answer = request.body(body).send().await.unwrap_or_else(|error| panic!("{place}: {error}"));
        let answered = answer.status().as_u16();
        let headers = format!("{:?}", answer.headers());
        let text = headers + &answer.text().await.expect("a body");
        assert!((answered, text.contains(code)) == (status, true), "{place}: {answered} {text}");
        outputs.push(text);
    }
    // Calls that fail.
    for path in ["/generate", "/generate/stream"] {
        for failure in failures() {
            bedrock.set_answer(failure.clone());
            let answer =
                ask("POST", path).header("x-api-key", KEY).body(request().to_string()).send().await.expect("an answer");
            assert!(!answer.status().is_success(), "{path} {failure:?}");
            let headers = format!("{:?}", answer.headers());
            outputs.extend([headers, answer.text().await.expect("a body")]);
        }
    }
    // Streams that fail after a piece. Only their last event must keep the secrets.
    for stream in broken_streams() {
        bedrock.set_answer(stream.clone());
        let path = "/generate/stream";
        let answer =
            ask("POST", path).header("x-api-key", KEY).body(request().to_string()).send().await.expect("an answer");
        let text = answer.text().await.expect("a body");
        let (_, error) = text.split_once("event: error\n").unwrap_or_else(|| panic!("{stream:?}: {text}"));
        outputs.push(error.to_owned());
    }
    // A stream whose caller disconnects.
    bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text("canary-completion"), Step::Silence]));
    let answer = ask("POST", "/generate/stream").header("x-api-key", KEY).body(request().to_string()).send().await;
    let mut events = answer.expect("an answer").bytes_stream();
    events.next().await.expect("an event").expect("bytes");
    drop(events);
    bedrock.caller_disconnected().await;

    let metrics = reqwest::get(metrics_url).await.expect("an answer").text().await.expect("text");
    assert!(metrics.contains("textgate_consumer=\"known\""), "{metrics}");
    server.terminate();
    let log = server.wait_until_stopped();
    for line in ["request answered", "request failed", "connection closed", "model_error", "unauthorized"] {
        assert!(log.contains(line), "the log has what it should have: {line}");
    }
    outputs.extend([log, metrics]);
    assert_keep_secrets(&outputs);
}

#[tokio::test]
async fn on_lambda_no_output_has_a_canary() {
    for mode in ["buffered", "streaming"] {
        let bedrock = FakeBedrock::start(completion("/generate")).await;
        let (lambda, policy) = (FakeLambda::start().await, policy());
        let mut command = server_on(&bedrock);
        command.envs([error_tables::NO_BREAKER]);
        command.envs(lambda.environment()).env("TEXTGATE_LAMBDA_MODE", mode).env("RUST_LOG", LOG_EVERYTHING);
        let server = Server::start_without_socket(policy.of(&mut command).args(["--stall-timeout", "1"]));
        let event = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
            let headers: serde_json::Map<_, _> =
                headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            let mut event = proxy_event(method, path, &headers.into(), Some(body));
            event["requestContext"]["identity"]["apiKeyId"] = json!(GATEWAY_KEY_ID);
            event["requestContext"]["identity"]["apiKey"] = json!(KEY);
            event["requestContext"]["identity"]["userAgent"] = json!("canary-agent");
            event["requestContext"]["authorizer"] = json!({ "claims": { "email": "canary-email@example.com" } });
            event
        };
        let ask = async |event: Value| {
            let answer = lambda.invoke("invocation", event).await;
            format!("{:?} {}\n", answer.headers, String::from_utf8_lossy(&answer.body))
        };
        let mut outputs = Vec::new();

        for path in ["/generate", "/generate/stream"] {
            bedrock.set_answer(completion(path));
            assert!(ask(event("POST", path, KNOWN, &request().to_string())).await.contains(CANARY), "{mode} {path}");
        }
        // Behind a gateway the server checks neither keys nor the size of a body.
        let refused =
            refusals().into_iter().filter(|refused| !["unauthorized", "payload_too_large"].contains(&refused.code));
        for Refusal { method, path, headers, body, code, .. } in refused {
            let answer = ask(event(method, path, headers, &body)).await;
            assert!(answer.contains(code), "{mode} {method} {path} {code}: {answer}");
            outputs.push(answer);
        }
        let mut stranger = event("POST", "/generate", KNOWN, &request().to_string());
        stranger["requestContext"]["identity"]["apiKeyId"] = json!("canary-stranger");
        outputs.push(ask(stranger).await);
        for path in ["/generate", "/generate/stream"] {
            for failure in failures() {
                bedrock.set_answer(failure);
                outputs.push(ask(event("POST", path, KNOWN, &request().to_string())).await);
            }
        }
        for stream in broken_streams() {
            bedrock.set_answer(stream);
            let answer = ask(event("POST", "/generate/stream", KNOWN, &request().to_string())).await;
            let (_, error) = answer.split_once("event: error").expect("an error event");
            outputs.push(error.to_owned());
        }

        // Events that no gateway sends. The Lambda runtime itself fails on them.
        for (field, value) in [
            ("isBase64Encoded", json!(true)),
            ("isBase64Encoded", json!("canary-boolean")),
            ("httpMethod", json!("canary method")),
            ("path", json!({ "canary-path": "canary-path" })),
            ("requestContext", json!("canary-context")),
            ("body", json!(["canary-body"])),
        ] {
            let mut malformed = event("POST", "/generate", KNOWN, "canary-body, which is not base64");
            malformed[field] = value;
            outputs.push(ask(malformed).await);
        }
        ask(event("GET", "/health", KNOWN, "")).await;

        let log = server.log();
        log.line_with(&["\"operation\":\"health\""]);
        log.line_with(&["consumer_unknown"]);
        log.line_with(&["\"message\":\"panicked\""]);
        let errors = ["model_error", "limit_exceeded", "model_not_found", "unsupported_media_type"];
        let lines = errors.map(|code| log.line_with(&["_aws", code]));
        assert!(lines.iter().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{lines:?}");
        outputs.push(log.text());
        assert_keep_secrets(&outputs);
    }
}
