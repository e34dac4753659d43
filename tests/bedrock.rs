//! The server with Bedrock: the requests that it sends, and the answer to the caller after each Bedrock error.

use std::process::Command;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use textgate::types::StopReason;
use textgate_tests::broken_bedrock::BrokenBedrock;
use textgate_tests::error_tables;
use textgate_tests::fake_bedrock::{AWS_REQUEST_ID, Answer, FakeBedrock};
use textgate_tests::fake_server::serve;
use textgate_tests::server::{Server, server_on};
use textgate_tests::service_error::{ServiceError, service_error};

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

#[tokio::test]
async fn an_answer_has_text_model_stop_reason_usage_and_exact_cost() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    let answer = server.client().generate().input("Hello").send().await.expect("answered");
    assert_eq!(answer.output, "Text from the fake.");
    assert_eq!(answer.model, "nova-micro");
    assert_eq!(answer.stop_reason, StopReason::EndTurn);
    assert!(answer.id.starts_with("gen_"), "{}", answer.id);
    let usage = &answer.usage;
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (9, 5, 14));
    // 9 × 0.035 + 5 × 0.14, per million.
    assert_eq!(usage.cost_usd.as_deref(), Some("0.000001015"));
    assert!(answer.request_id().starts_with("req_"), "{answer:?}");
}

#[tokio::test]
async fn a_call_of_nova_micro_is_a_signed_converse_request_with_the_policys_defaults() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    let body = json!({ "input": "Hello", "instructions": "Be brief." });
    server.client().generate().body(request(body)).send().await.expect("answered");
    let requests = bedrock.requests();
    let [request] = requests.as_slice() else { panic!("one request: {requests:?}") };
    assert_eq!(request.path, "/model/amazon.nova-micro-v1%3A0/converse");
    assert_eq!(request.model_id, "amazon.nova-micro-v1:0");
    let authorization = request.headers["authorization"].to_str().expect("text");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/us-east-1/bedrock/aws4_request"), "{authorization}");
    assert!(request.headers.contains_key("x-amz-date"));
    assert_eq!(request.body["messages"], json!([{ "role": "user", "content": [{ "text": "Hello" }] }]));
    assert_eq!(request.body["system"], json!([{ "text": "Be brief." }]));
    // Nova does not accept a temperature of 0.
    assert_inference(&request.body, 0.000_01, 0.9, 1024);
}

#[tokio::test]
async fn titan_text_express_gets_the_instructions_before_the_input_in_one_text() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    let body = json!({ "input": "Hello", "instructions": "Be brief.", "model": "titan-text-express" });
    let answer = server.client().generate().body(request(body)).send().await.expect("answered");
    assert_eq!(answer.model, "titan-text-express");
    let request = &bedrock.requests()[0];
    assert_eq!(request.model_id, "amazon.titan-text-express-v1");
    assert_eq!(request.body["messages"], json!([{ "role": "user", "content": [{ "text": "Be brief.\n\nHello" }] }]));
    assert!(request.body.get("system").is_none(), "{}", request.body);
    assert_inference(&request.body, 0.0, 0.9, 1024);
}

#[tokio::test]
async fn the_parameters_of_a_request_replace_the_defaults() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    let body = json!({
        "input": "Hello", "max_tokens": 7, "temperature": 0.5, "top_p": 0.25, "stop_sequences": ["\n", "END"],
    });
    server.client().generate().body(request(body)).send().await.expect("answered");
    let body = &bedrock.requests()[0].body;
    assert_inference(body, 0.5, 0.25, 7);
    assert_eq!(body["inferenceConfig"]["stopSequences"], json!(["\n", "END"]));
}

#[tokio::test]
async fn each_stop_reason_of_bedrock_becomes_one_of_the_contract() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let server = Server::start(&mut server_on(&bedrock));
    for (bedrocks, ours) in [
        ("end_turn", StopReason::EndTurn),
        ("max_tokens", StopReason::MaxTokens),
        ("model_context_window_exceeded", StopReason::MaxTokens),
        ("stop_sequence", StopReason::StopSequence),
        ("guardrail_intervened", StopReason::GuardrailIntervened),
        ("content_filtered", StopReason::ContentFiltered),
        ("tool_use", StopReason::Other),
        ("malformed_model_output", StopReason::Other),
        ("a reason of the future", StopReason::Other),
    ] {
        bedrock.set_answer(Answer::Completion("text", bedrocks, 1, 1));
        let answer = server.client().generate().input("Hello").send().await.expect("answered");
        assert_eq!(answer.stop_reason, ours, "{bedrocks}");
    }
}

#[tokio::test]
async fn each_failure_of_the_error_table_becomes_the_status_and_code_of_its_row() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let usual = Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER]));
    let with_short_timeout = Server::start(server_on(&bedrock).args(["--model-timeout", "1"]));
    let unreachable = Server::start(server_on(&bedrock).env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1"));
    let broken = BrokenBedrock::start(&bedrock).await;
    let cut = Server::start(
        server_on(&bedrock).envs([error_tables::NO_BREAKER]).env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", broken.url()),
    );
    let without_credentials = Server::start(&mut with_broken_credentials(&bedrock).await);
    for row in error_tables::calls() {
        let status = row.http.map(|status| format!("HTTP {status}")).unwrap_or_default();
        if let Some(bytes) = row.bytes() {
            broken.answer(bytes);
        }
        let (server, cause) = match row.failure.as_str() {
            "no answer" => (&with_short_timeout, "timeout"),
            "connection refused" => (&unreachable, "refused"),
            "credentials that cannot be loaded" => (&without_credentials, "credentials"),
            _ if row.bytes().is_some() => (&cut, ""),
            "an answer that is not JSON" | "an answer of another form" | "an answer without a message" => (&usual, ""),
            "an error without a name" => (&usual, status.as_str()),
            name => (&usual, name.split(':').next().unwrap_or_default()),
        };
        bedrock.set_answer(row.answer().unwrap_or(COMPLETION));
        let refusal = error_without_fallback(server).await;
        let place = &row.failure;
        assert_eq!(refusal.outcome(), (row.status, row.code.as_str()), "{place}");
        assert_eq!((refusal.is_retryable, refusal.retry_after), (row.retryable, row.retry_after), "{place}");
        if row.bytes().is_some() {
            assert_eq!(broken.calls(), row.attempts, "{place}: attempts");
        } else if row.answer().is_some() {
            assert_eq!(bedrock.requests().len(), row.attempts, "{place}: attempts");
        }

        // The caller sees nothing of Bedrock's message. The log has the cause.
        let shown = format!("{refusal:?}");
        for secret in ["arn:aws", "123456789012", "Exception", "canary", "amazon."] {
            assert!(!shown.contains(secret), "{place}: {shown}");
        }
        let line = server.log().line_with(&[&refusal.request_id, &row.code, cause]);
        assert!(line.contains("cause"), "{place}: {line}");
        if row.failure.contains("Exception") {
            assert!(line.contains(AWS_REQUEST_ID), "{place}: {line}");
        }
    }
}

/// A server whose credentials come from an endpoint that fails.
async fn with_broken_credentials(bedrock: &FakeBedrock) -> Command {
    let fails = || async { StatusCode::INTERNAL_SERVER_ERROR };
    let endpoint = serve(Router::new().route("/credentials", get(fails))).await;
    let mut command = server_on(bedrock);
    command
        .env_remove("AWS_ACCESS_KEY_ID")
        .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("http://{endpoint}/credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "none")
        .env("AWS_SHARED_CREDENTIALS_FILE", "none");
    command
}

#[tokio::test]
async fn all_rows_with_one_code_agree_on_whether_it_is_retryable() {
    let rows: Vec<_> = error_tables::calls().into_iter().chain(error_tables::streams()).collect();
    for row in &rows {
        for other in rows.iter().filter(|other| other.code == row.code) {
            assert_eq!(row.retryable, other.retryable, "{}", row.code);
            // Only a daily quota has a wait of its own.
            let is_daily = |row: &error_tables::Row| row.failure.contains("daily");
            assert!(is_daily(row) != is_daily(other) || row.retry_after == other.retry_after, "{}", row.code);
        }
        assert!(row.retryable || row.retry_after.is_none(), "{}: Retry-After needs a retryable code", row.code);
    }
}

#[tokio::test]
async fn missing_credentials_are_an_error_of_the_operator_and_not_of_the_caller() {
    let bedrock = FakeBedrock::start(COMPLETION).await;
    let mut command = server_on(&bedrock);
    command
        .env_remove("AWS_ACCESS_KEY_ID")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "none")
        .env("AWS_SHARED_CREDENTIALS_FILE", "none");
    let server = Server::start(&mut command);
    let refusal = error_without_fallback(&server).await;
    assert_eq!(refusal.outcome(), (502, "model_misconfigured"));
    server.log().line_with(&[&refusal.request_id, "credentials"]);
}

#[tokio::test]
async fn the_log_never_has_a_prompt_a_completion_or_a_secret_at_any_level() {
    let bedrock = FakeBedrock::start(Answer::Completion("canary-completion", "end_turn", 1, 1)).await;
    let server = Server::start(server_on(&bedrock).env("RUST_LOG", "trace"));
    let body =
        json!({ "input": "canary-input", "instructions": "canary-instructions", "stop_sequences": ["canary-stop"] });
    let client = textgate::Client::builder(server.url()).api_key("canary-key").max_attempts(1);
    let client = client.build().expect("a client");
    let answer = client.generate().body(request(body.clone())).send().await.expect("answered");
    assert_eq!(answer.output, "canary-completion");
    // Bedrock's validation messages quote the request. An answer that cannot be read may have a completion in it.
    let quoting = "stopSequences/0: string [canary-stop] does not match";
    bedrock.set_answer(Answer::Exception(400, "ValidationException", quoting.to_owned()));
    let refusal = service_error(client.generate().body(request(body.clone())).send().await);
    assert!(!format!("{refusal:?}").contains("canary"), "{refusal:?}");
    bedrock.set_answer(Answer::Raw(200, "{\"output\": canary-completion".to_owned()));
    client.generate().body(request(body)).send().await.expect_err("refused");

    server.log().line_with(&["model_error"]);
    let log = server.log().text();
    assert!(log.contains("request answered"), "the log has what it should have: {log}");
    let leaks: Vec<_> = log.lines().filter(|line| line.contains("canary")).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}

fn request(body: Value) -> textgate::types::GenerateRequest {
    serde_json::from_value(body).expect("a request")
}

fn assert_inference(body: &Value, temperature: f64, top_p: f64, max_tokens: u64) {
    let expected = json!({ "maxTokens": max_tokens, "temperature": temperature, "topP": top_p });
    let mut inference = body["inferenceConfig"].clone();
    inference.as_object_mut().expect("an object").retain(|name, _| name != "stopSequences");
    assert_eq!(inference, expected);
}

/// The error of a request that names its model, so that no fallback is called.
async fn error_without_fallback(server: &Server) -> ServiceError {
    service_error(server.client().generate().input("Hello").model("nova-micro").send().await)
}
