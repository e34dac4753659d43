//! A fake Lambda Runtime API (2018-06-01). It hands the function one event at a time, and shows each part of the response as the
//! function posts it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::sync::{Mutex, Semaphore, mpsc, oneshot};
use tokio::time::timeout;

use crate::fake_server::serve;
use crate::timeouts::TEST_TIMEOUT;

/// The longest timeout that a function can have.
const LONGEST: Duration = Duration::from_mins(15);

/// A fake Runtime API. Clones share one state.
#[derive(Clone)]
pub struct FakeLambda {
    address: String,
    events: mpsc::UnboundedSender<(String, Value)>,
    state: Arc<Invocations>,
}

struct Invocations {
    waiting: Mutex<mpsc::UnboundedReceiver<(String, Value)>>,
    answers: Mutex<HashMap<String, oneshot::Sender<Post>>>,
    /// The function's timeout, in milliseconds.
    timeout: AtomicU64,
    /// One permit for each time that the function asked for an event.
    asked: Semaphore,
}

/// What the function posts for an event, from its first byte.
#[derive(Debug)]
pub struct Post {
    /// Whether the function posts to `…/error`.
    pub is_error: bool,
    /// The headers of the post.
    pub headers: HeaderMap,
    /// `None` is the end of the post. If the connection breaks, there is no such end.
    pieces: mpsc::UnboundedReceiver<Option<Bytes>>,
}

/// What the function posted for an event.
#[derive(Debug)]
pub struct Answer {
    /// Whether the function posted to `…/error`.
    pub is_error: bool,
    /// The headers of the post.
    pub headers: HeaderMap,
    /// The body of the post.
    pub body: Bytes,
}

impl FakeLambda {
    /// Starts a fake without events.
    pub async fn start() -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let state = Arc::new(Invocations {
            waiting: Mutex::new(waiting),
            answers: Mutex::default(),
            timeout: milliseconds(LONGEST).into(),
            asked: Semaphore::new(0),
        });
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(state.clone());
        Self { address: serve(app).await, events, state }
    }

    /// The environment variables that Lambda sets for a function.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_LAMBDA_RUNTIME_API", self.address.clone()),
            ("AWS_LAMBDA_FUNCTION_NAME", "textgate".to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
        ]
    }

    /// Tells the function from now on that it has this time for each event. The fake does not stop a function that takes longer.
    pub fn time_out_after(&self, timeout: Duration) {
        self.state.timeout.store(milliseconds(timeout), Ordering::SeqCst);
    }

    /// Waits until the function asks for an event. Each time counts once. The first one is the end of INIT.
    pub async fn waits_for_event(&self) {
        timeout(TEST_TIMEOUT, self.state.asked.acquire())
            .await
            .expect("the function asks in time")
            .expect("never closed")
            .forget();
    }

    /// Hands `event` to the function and waits for its whole post.
    pub async fn invoke(&self, id: &str, event: Value) -> Answer {
        self.start_invocation(id, event).await.whole().await
    }

    /// Hands `event` to the function and waits until the post begins.
    pub async fn start_invocation(&self, id: &str, event: Value) -> Post {
        let (answer, answered) = oneshot::channel();
        self.state.answers.lock().await.insert(id.to_owned(), answer);
        self.events.send((id.to_owned(), event)).expect("the fake still runs");
        timeout(TEST_TIMEOUT, answered).await.expect("the function posts in time").expect("the function posts")
    }
}

impl Post {
    /// The next bytes. `None` is the end.
    pub async fn next(&mut self) -> Option<Bytes> {
        let piece = timeout(TEST_TIMEOUT, self.pieces.recv()).await.expect("more bytes in time");
        piece.expect("the post ends in the regular way")
    }

    /// Waits for the whole post.
    pub async fn whole(mut self) -> Answer {
        let mut body = Vec::new();
        while let Some(bytes) = self.next().await {
            body.extend_from_slice(&bytes);
        }
        Answer { is_error: self.is_error, headers: self.headers, body: body.into() }
    }
}

/// A proxy event of an API Gateway REST API, as `AWS_PROXY` integrations send it.
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
    state.asked.add_permits(1);
    let Some((id, event)) = state.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let deadline = (milliseconds(now) + state.timeout.load(Ordering::SeqCst)).to_string();
    let headers = [
        ("lambda-runtime-aws-request-id", id.as_str()),
        ("lambda-runtime-deadline-ms", deadline.as_str()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:textgate"),
        ("lambda-runtime-trace-id", "Root=1-5e1b4151-5ac6c58f5b5dbd6b5b5dbd6b"),
        ("content-type", "application/json"),
    ];
    (headers, event.to_string()).into_response()
}

fn milliseconds(time: Duration) -> u64 {
    time.as_millis().try_into().expect("few enough milliseconds")
}

async fn response(state: State<Arc<Invocations>>, id: Path<String>, headers: HeaderMap, body: Body) -> StatusCode {
    pass_on(state, id, headers, body, false).await
}

async fn error(state: State<Arc<Invocations>>, id: Path<String>, headers: HeaderMap, body: Body) -> StatusCode {
    pass_on(state, id, headers, body, true).await
}

/// Reads a post to its end, as Lambda does, even if the test does not wait for it.
async fn pass_on(
    State(state): State<Arc<Invocations>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
    is_error: bool,
) -> StatusCode {
    let Some(waiting) = state.answers.lock().await.remove(&id) else { return StatusCode::NOT_FOUND };
    let (posted, pieces) = mpsc::unbounded_channel();
    let _ = waiting.send(Post { is_error, headers, pieces });
    let mut body = body.into_data_stream();
    while let Some(bytes) = body.next().await {
        let Ok(bytes) = bytes else { return StatusCode::BAD_REQUEST };
        let _ = posted.send(Some(bytes));
    }
    let _ = posted.send(None);
    StatusCode::ACCEPTED
}
