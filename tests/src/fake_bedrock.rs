//! A Bedrock runtime that speaks the real wire, as far as Converse needs it, and answers what the test tells it.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};

use crate::serve;

/// What AWS would call this answer; it has to show in the log.
pub const AWS_REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

/// A fake Bedrock. Clones share everything.
#[derive(Clone)]
pub struct FakeBedrock {
    address: String,
    state: Arc<Mutex<Script>>,
}

struct Script {
    answer: Answer,
    requests: Vec<Request>,
}

/// What the fake answers from now on.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A completion: its text, Bedrock's stop reason, input and output tokens.
    Completion(&'static str, &'static str, i32, i32),
    /// An exception: status, name (`x-amzn-errortype`) and message.
    Exception(u16, &'static str, String),
    /// A status and a body that Bedrock would not send.
    Raw(u16, String),
    /// Nothing: the connection stays open.
    Silence,
    /// What the function makes of the user's text.
    ByText(fn(&str) -> Answer),
}

/// A request that the fake has seen.
#[derive(Clone, Debug)]
pub struct Request {
    /// The path as it was sent, escapes included.
    pub path: String,
    /// The model id, escapes resolved.
    pub model_id: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Value,
}

impl FakeBedrock {
    /// Starts a fake that answers `answer`.
    pub async fn start(answer: Answer) -> Self {
        let state = Arc::new(Mutex::new(Script { answer, requests: Vec::new() }));
        let app = Router::new().route("/model/{id}/converse", post(converse)).with_state(state.clone());
        Self { address: serve(app).await, state }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers something else from now on and forgets the requests so far.
    pub fn answer(&self, answer: Answer) {
        *self.state.lock().expect("not poisoned") = Script { answer, requests: Vec::new() };
    }

    /// The requests since the last [`Self::answer`].
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().expect("not poisoned").requests.clone()
    }
}

async fn converse(
    State(script): State<Arc<Mutex<Script>>>,
    Path(model_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let body: Value = serde_json::from_slice(&body).expect("Converse takes JSON");
    let text = body["messages"][0]["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    let mut answer = {
        let mut script = script.lock().expect("not poisoned");
        script.requests.push(Request { path: uri.path().to_owned(), model_id, headers, body });
        script.answer.clone()
    };
    while let Answer::ByText(choose) = answer {
        answer = choose(&text);
    }
    let id = ("x-amzn-requestid", AWS_REQUEST_ID);
    let json = ("content-type", "application/json");
    match answer {
        Answer::Completion(text, stop_reason, input, output) => {
            let body = json!({
                "output": { "message": { "role": "assistant", "content": [{ "text": text }] } },
                "stopReason": stop_reason,
                "usage": { "inputTokens": input, "outputTokens": output, "totalTokens": input + output },
                "metrics": { "latencyMs": 1 },
            });
            ([id, json], body.to_string()).into_response()
        }
        Answer::Exception(status, name, message) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, [id, json, ("x-amzn-errortype", name)], json!({ "message": message }).to_string()).into_response()
        }
        Answer::Raw(status, body) => {
            (StatusCode::from_u16(status).expect("a status"), [id, json], body).into_response()
        }
        Answer::Silence => std::future::pending().await,
        Answer::ByText(_) => unreachable!("resolved above"),
    }
}
