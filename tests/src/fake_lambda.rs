//! A Lambda Runtime API (2018-06-01) that hands the function one event at a time.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::serve;

/// A fake Runtime API. Clones share everything.
#[derive(Clone)]
pub struct FakeLambda {
    address: String,
    events: mpsc::UnboundedSender<(String, Value)>,
    state: Arc<Invocations>,
}

struct Invocations {
    waiting: Mutex<mpsc::UnboundedReceiver<(String, Value)>>,
    answers: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
}

/// What the function posted for an event.
#[derive(Debug)]
pub struct Answer {
    /// Whether it posted to `…/error`.
    pub is_error: bool,
    /// The headers of the post.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl FakeLambda {
    /// Starts a fake without events.
    pub async fn start() -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let state = Arc::new(Invocations { waiting: Mutex::new(waiting), answers: Mutex::new(HashMap::new()) });
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(state.clone());
        Self { address: serve(app).await, events, state }
    }

    /// The variables that Lambda sets for a function.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_LAMBDA_RUNTIME_API", self.address.clone()),
            ("AWS_LAMBDA_FUNCTION_NAME", "textgate".to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
        ]
    }

    /// Hands `event` to the function and waits for what it posts.
    pub async fn invoke(&self, id: &str, event: Value) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.state.answers.lock().await.insert(id.to_owned(), answer);
        self.events.send((id.to_owned(), event)).expect("the fake lives");
        answered.await.expect("the function answers")
    }
}

/// An API Gateway REST proxy event, as `AWS_PROXY` integrations send it.
pub fn proxy_event(method: &str, path: &str, headers: &Value, body: Option<&str>) -> Value {
    let headers = headers.as_object().expect("an object");
    let many: serde_json::Map<_, _> = headers.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
    json!({
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": many,
        "queryStringParameters": null,
        "multiValueQueryStringParameters": null,
        "pathParameters": null,
        "stageVariables": null,
        "requestContext": {
            "resourceId": "abc123",
            "resourcePath": path,
            "httpMethod": method,
            "extendedRequestId": "extended-request-id=",
            "requestTime": "22/Nov/2026:12:00:00 +0000",
            "path": format!("/prod{path}"),
            "accountId": "123456789012",
            "protocol": "HTTP/1.1",
            "stage": "prod",
            "domainPrefix": "api",
            "requestTimeEpoch": 1_795_348_800_000_u64,
            "requestId": "request-id-that-a-caller-can-choose",
            "identity": { "sourceIp": "203.0.113.7", "userAgent": "test" },
            "domainName": "api.execute-api.us-east-1.amazonaws.com",
            "apiId": "api",
        },
        "body": body,
        "isBase64Encoded": false,
    })
}

async fn next(State(state): State<Arc<Invocations>>) -> Response<Body> {
    let Some((id, event)) = state.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let headers = [
        ("lambda-runtime-aws-request-id", id.as_str()),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:textgate"),
        ("lambda-runtime-trace-id", "Root=1-5e1b4151-5ac6c58f5b5dbd6b5b5dbd6b"),
        ("content-type", "application/json"),
    ];
    (headers, event.to_string()).into_response()
}

async fn response(state: State<Arc<Invocations>>, id: Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    post_answer(state, id, Answer { is_error: false, headers, body }).await
}

async fn error(state: State<Arc<Invocations>>, id: Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    post_answer(state, id, Answer { is_error: true, headers, body }).await
}

async fn post_answer(State(state): State<Arc<Invocations>>, Path(id): Path<String>, answer: Answer) -> StatusCode {
    let Some(waiting) = state.answers.lock().await.remove(&id) else { return StatusCode::NOT_FOUND };
    if waiting.send(answer).is_ok() { StatusCode::ACCEPTED } else { StatusCode::GONE }
}
