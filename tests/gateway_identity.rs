//! Consumers behind API Gateway: the context of the gateway says who calls, and nothing else in a request does.

use serde_json::{Value, json};
use textgate_core::identity::KeyDigest;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, server_on};

const SUBJECT: &str = "canary11-2222-3333-4444-555555555555";
const USER: &str = "arn:aws:iam::123456789012:user/canary";
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/canary-role/canary-session";
const KEY_ID: &str = "canarykey1";
/// The id of a key that the policy knows by its name.
const NAMED_KEY_ID: &str = "canarykey3";

/// A key of the server itself. It has no effect behind a gateway.
const OWN_KEY: &str = "canary-own-key";

fn consumers() -> String {
    let digest = KeyDigest::of(OWN_KEY.as_bytes()).to_hex();
    format!(
        "[[consumers]]\nname = \"person\"\ncognito_subjects = [\"{SUBJECT}\"]\n\
         [[consumers]]\nname = \"batch\"\niam_principals = [\"{USER}\", \"arn:aws:iam::123456789012:role/teams/canary-role\"]\n\
         [[consumers]]\nname = \"app\"\napi_key_ids = [\"{KEY_ID}\"]\nmodels = [\"nova-lite\"]\nmax_tokens = 100\n\
         [[consumers]]\nname = \"named\"\napi_key_names = [\"named-2026\", \"named-2027\"]\n\
         [[consumers]]\nname = \"socket\"\napi_key_sha256 = [\"{digest}\"]\n"
    )
}

struct Fixture {
    bedrock: FakeBedrock,
    lambda: FakeLambda,
    server: Server,
    _policy: PolicyFile,
}

impl Fixture {
    async fn start(consumers: &str) -> Self {
        let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 1, 1)).await;
        let lambda = FakeLambda::start().await;
        let policy = PolicyFile::with(consumers);
        let mut command = server_on(&bedrock);
        command.envs(lambda.environment()).env("RUST_LOG", "trace");
        command.env("TEXTGATE_API_KEY_IDS", format!("stranger=canarykey2,named-2026={NAMED_KEY_ID}"));
        let server = Server::start_without_socket(policy.of(&mut command));
        Self { bedrock, lambda, server, _policy: policy }
    }

    /// Calls `generate` with these headers, and with these fields in the gateway's context. Returns the status and the body.
    async fn ask(&self, body: &Value, headers: &Value, context: &Value) -> (u64, Value) {
        let mut event = proxy_event("POST", "/generate", headers, Some(&body.to_string()));
        for (name, value) in context.as_object().expect("an object") {
            match &mut event["requestContext"][name] {
                Value::Object(known) => known.extend(value.as_object().expect("an object").clone()),
                absent => *absent = value.clone(),
            }
        }
        let answer = self.lambda.invoke("invocation-1", event).await;
        let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let body = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
        (answer["statusCode"].as_u64().expect("a status"), body)
    }
}

fn cognito(subject: &str) -> Value {
    json!({ "authorizer": { "claims": { "sub": subject, "iss": "https://cognito-idp.us-east-1.amazonaws.com/pool" } } })
}

fn iam(arn: &str) -> Value {
    json!({ "identity": { "userArn": arn, "caller": "AROA:session", "user": "AROA:session", "accountId": "123456789012" } })
}

/// The gateway also sends the key itself.
fn api_key(id: &str) -> Value {
    json!({ "identity": { "apiKeyId": id, "apiKey": "canary-gateway-key" } })
}

fn all(contexts: &[Value]) -> Value {
    let mut all = json!({});
    for (name, value) in contexts.iter().flat_map(|context| context.as_object().expect("an object")) {
        let part = &mut all[name];
        if part.is_null() {
            *part = json!({});
        }
        part.as_object_mut().expect("an object").extend(value.as_object().expect("an object").clone());
    }
    all
}

#[tokio::test]
async fn a_cognito_subject_counts_before_an_iam_principal_and_that_before_an_api_key() {
    let fixture = Fixture::start(&consumers()).await;
    for (context, expected) in [
        (cognito(SUBJECT), Some("person")),
        (iam(USER), Some("batch")),
        (iam(SESSION), Some("batch")),
        (iam(&SESSION.replace("canary-session", "another")), Some("batch")),
        (api_key(KEY_ID), Some("app")),
        (api_key(NAMED_KEY_ID), Some("named")),
        // A name is not an id.
        (api_key("named-2026"), None),
        (all(&[cognito(SUBJECT), iam(USER), api_key(KEY_ID)]), Some("person")),
        (all(&[iam(SESSION), api_key(KEY_ID)]), Some("batch")),
        (all(&[cognito(SUBJECT), api_key(KEY_ID)]), Some("person")),
        // The caller has two identities, and the policy knows one of them.
        (all(&[cognito("canary-stranger"), api_key(KEY_ID)]), Some("app")),
        (all(&[cognito("canary-stranger"), iam(USER)]), Some("batch")),
        (cognito("canary-stranger"), None),
        (iam("arn:aws:iam::999999999999:user/canary"), None),
        (iam("arn:aws:sts::123456789012:assumed-role/other/canary-role"), None),
        (api_key("canarykey2"), None),
        (json!({}), None),
        (json!({ "identity": { "userArn": null, "apiKeyId": null, "apiKey": null } }), None),
        // An identity of one kind does not count as another kind.
        (cognito(KEY_ID), None),
        (api_key(SUBJECT), None),
        // A Lambda authorizer's claims are not Cognito's.
        (json!({ "authorizer": { "principalId": SUBJECT, "sub": SUBJECT, "claims": SUBJECT } }), None),
        (json!({ "authorizer": { "claims": { "sub": 1, "username": SUBJECT } } }), None),
        // An identity pool, unlike a user pool, only gives the caller a role.
        (json!({ "identity": { "cognitoIdentityId": SUBJECT } }), None),
    ] {
        fixture.bedrock.set_answer(Answer::Completion("Text from the fake.", "end_turn", 1, 1));
        let (status, body) = fixture.ask(&json!({ "input": "Hello" }), &json!({}), &context).await;
        let seen: Vec<_> = fixture.bedrock.requests().iter().map(|seen| seen.body["requestMetadata"].clone()).collect();
        if let Some(name) = expected {
            assert_eq!((status, seen), (200, vec![json!({ "consumer": name })]), "{context}: {body}");
        } else {
            assert_eq!((status, body["code"].as_str()), (403, Some("consumer_unknown")), "{context}");
            assert!(seen.is_empty(), "{context} reached a model");
        }
    }
    let line = fixture.server.log().line_with(&["request answered", "\"consumer\":\"batch\""]);
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line["output_tokens"], 1, "{line}");
    let log = fixture.server.log().text();
    let leaks: Vec<_> = log.lines().filter(|line| line.contains("canary") || line.contains("123456789012")).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[tokio::test]
async fn a_consumer_behind_the_gateway_has_its_own_models_and_limits() {
    let fixture = Fixture::start(&consumers()).await;
    for (body, status, code) in [
        (json!({ "input": "Hello", "model": "nova-lite", "max_tokens": 100 }), 200, None),
        (json!({ "input": "Hello", "model": "nova-micro" }), 403, Some("model_not_allowed")),
        (json!({ "input": "Hello", "model": "unheard-of" }), 404, Some("model_not_found")),
        (json!({ "input": "Hello", "max_tokens": 101 }), 403, Some("limit_exceeded")),
    ] {
        let (answered, error) = fixture.ask(&body, &json!({}), &api_key(KEY_ID)).await;
        assert_eq!((answered, error["code"].as_str()), (status, code), "{body}");
    }
}

#[tokio::test]
async fn a_caller_cannot_claim_another_identity_with_headers() {
    let fixture = Fixture::start(&consumers()).await;
    let forged = json!({
        "x-api-key": OWN_KEY,
        "Authorization": format!("Bearer {OWN_KEY}"),
        "x-amzn-request-context": all(&[cognito(SUBJECT), iam(USER), api_key(KEY_ID)]).to_string(),
        "x-amzn-lambda-context": r#"{"identity":{"cognitoIdentityId":"canary"}}"#,
        "consumer": "person",
    });
    let hello = json!({ "input": "Hello" });
    let (status, body) = fixture.ask(&hello, &forged, &json!({})).await;
    assert_eq!((status, body["code"].as_str()), (403, Some("consumer_unknown")));
    assert!(fixture.bedrock.requests().is_empty(), "a model was called");
    let (status, _) = fixture.ask(&hello, &forged, &api_key(KEY_ID)).await;
    assert_eq!(status, 200);
    assert_eq!(fixture.bedrock.requests()[0].body["requestMetadata"], json!({ "consumer": "app" }));
}

#[tokio::test]
async fn the_caller_is_checked_before_the_body_and_health_needs_no_caller() {
    let fixture = Fixture::start(&consumers()).await;
    let (status, body) = fixture.ask(&json!([]), &json!({ "Content-Type": "text/plain" }), &api_key("other")).await;
    assert_eq!((status, body["code"].as_str()), (403, Some("consumer_unknown")));
    let answer = fixture.lambda.invoke("invocation-1", proxy_event("GET", "/health", &json!({}), None)).await;
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(answer["statusCode"], 200, "{answer}");
}

#[tokio::test]
async fn without_consumers_in_the_policy_everyone_whom_the_gateway_accepts_may_call() {
    let fixture = Fixture::start("").await;
    for context in [json!({}), api_key("any"), cognito("any")] {
        let (status, _) = fixture.ask(&json!({ "input": "Hello", "model": "nova-pro" }), &json!({}), &context).await;
        assert_eq!(status, 200, "{context}");
    }
    for request in fixture.bedrock.requests() {
        assert_eq!(request.body["requestMetadata"], json!({ "consumer": "anonymous" }));
    }
}
