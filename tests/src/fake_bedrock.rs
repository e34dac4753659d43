//! A Bedrock runtime that speaks the real wire, as far as Converse and ConverseStream need it, and answers what the test
//! tells it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::event_stream::{self, Caller, Step};
use crate::serve;
use crate::tool;

/// What AWS would call this answer; it has to show in the log.
pub const AWS_REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

const ID: (&str, &str) = ("x-amzn-requestid", AWS_REQUEST_ID);
const JSON: (&str, &str) = ("content-type", "application/json");

/// Longer than a caller who goes away may take to be seen.
const PATIENCE: Duration = Duration::from_mins(1);

/// A fake Bedrock. Clones share everything.
#[derive(Clone)]
pub struct FakeBedrock {
    address: String,
    state: Arc<Mutex<Script>>,
}

struct Script {
    answer: Answer,
    requests: Vec<Request>,
    /// A permit for each caller that went away before its answer was complete.
    gone: Arc<Semaphore>,
}

impl Script {
    fn new(answer: Answer) -> Self {
        Self { answer, requests: Vec::new(), gone: Arc::new(Semaphore::new(0)) }
    }
}

/// What the fake answers from now on.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A completion: its text, Bedrock's stop reason, input and output tokens. ConverseStream says the text in pieces.
    /// Where the request wants a tool called, the model does so, with a value that the tool's schema describes.
    Completion(&'static str, &'static str, i32, i32),
    /// A call of the tool that the request wants called, whatever the tool's schema says: the input, Bedrock's stop
    /// reason, input and output tokens.
    ToolUse(Value, &'static str, i32, i32),
    /// A text, although the request may want a tool called; otherwise as [`Self::Completion`].
    Text(&'static str, &'static str, i32, i32),
    /// One after the other; the last one from then on.
    Each(Vec<Answer>),
    /// An exception: status, name (`x-amzn-errortype`) and message.
    Exception(u16, &'static str, String),
    /// A status and a body that Bedrock would not send.
    Raw(u16, String),
    /// Nothing: the connection stays open.
    Silence,
    /// What ConverseStream says, step by step. Converse has no such answer.
    Stream(Vec<Step>),
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
        let state = Arc::new(Mutex::new(Script::new(answer)));
        let app = Router::new()
            .route("/model/{id}/converse", post(converse))
            .route("/model/{id}/converse-stream", post(converse_stream))
            .with_state(state.clone());
        Self { address: serve(app).await, state }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers something else from now on and forgets the requests and callers so far.
    pub fn answer(&self, answer: Answer) {
        *self.state.lock().expect("not poisoned") = Script::new(answer);
    }

    /// The requests since the last [`Self::answer`].
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().expect("not poisoned").requests.clone()
    }

    /// Waits until a caller has gone away before its answer was complete; each counts once.
    pub async fn caller_gone(&self) {
        let gone = self.state.lock().expect("not poisoned").gone.clone();
        let seen = tokio::time::timeout(PATIENCE, gone.acquire()).await.expect("the caller stayed");
        seen.expect("never closed").forget();
    }
}

type Shared = State<Arc<Mutex<Script>>>;

async fn converse(script: Shared, id: Path<String>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let (answer, caller) = take(&script, id, &uri, headers, &body);
    let tool = match tool::wanted(&body) {
        Ok(tool) => tool,
        Err(fault) => {
            let refusal = Answer::Exception(400, "ValidationException", fault.to_owned());
            return without_completion(refusal, caller).await;
        }
    };
    let (content, stop_reason, input, output) = match (answer, tool) {
        (Answer::Completion(text, stop_reason, input, output), Some(tool)) => {
            let stop_reason = if stop_reason == "end_turn" { "tool_use" } else { stop_reason };
            (tool.call(&tool.input(text)), stop_reason, input, output)
        }
        (Answer::ToolUse(value, stop_reason, input, output), Some(tool)) => {
            (tool.call(&value), stop_reason, input, output)
        }
        (Answer::Completion(text, stop_reason, input, output) | Answer::Text(text, stop_reason, input, output), _) => {
            (json!({ "text": text }), stop_reason, input, output)
        }
        (Answer::Stream(_), _) => panic!("the script is for ConverseStream"),
        (Answer::ToolUse(..), None) => panic!("the request wants no tool called"),
        (other, _) => return without_completion(other, caller).await,
    };
    let body = json!({
        "output": { "message": { "role": "assistant", "content": [content] } },
        "stopReason": stop_reason,
        "usage": { "inputTokens": input, "outputTokens": output, "totalTokens": input + output },
        "metrics": { "latencyMs": 1 },
    });
    caller.answer(([ID, JSON], body.to_string()))
}

async fn converse_stream(
    script: Shared,
    id: Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let (answer, caller) = take(&script, id, &uri, headers, &body);
    let steps = match answer {
        Answer::Completion(text, stop_reason, input, output) | Answer::Text(text, stop_reason, input, output) => {
            event_stream::completion(text, stop_reason, input, output)
        }
        Answer::Stream(steps) => steps,
        other => return without_completion(other, caller).await,
    };
    ([ID, ("content-type", "application/vnd.amazon.eventstream")], event_stream::body(steps, caller)).into_response()
}

/// Notes a request and takes what the script has for it.
fn take(
    State(script): &Shared,
    Path(model_id): Path<String>,
    uri: &Uri,
    headers: HeaderMap,
    body: &[u8],
) -> (Answer, Caller) {
    let body: Value = serde_json::from_slice(body).expect("Bedrock takes JSON");
    let text = body["messages"][0]["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    let mut script = script.lock().expect("not poisoned");
    script.requests.push(Request { path: uri.path().to_owned(), model_id, headers, body });
    let before = script.requests.len() - 1;
    let mut answer = script.answer.clone();
    loop {
        answer = match answer {
            Answer::ByText(choose) => choose(&text),
            Answer::Each(answers) => answers[before.min(answers.len() - 1)].clone(),
            chosen => break answer = chosen,
        };
    }
    (answer, Caller { gone: script.gone.clone(), answered: false })
}

/// What both operations answer alike.
async fn without_completion(answer: Answer, caller: Caller) -> Response<Body> {
    match answer {
        Answer::Exception(status, name, message) => {
            let status = StatusCode::from_u16(status).expect("a status");
            caller.answer((status, [ID, JSON, ("x-amzn-errortype", name)], json!({ "message": message }).to_string()))
        }
        Answer::Raw(status, body) => caller.answer((StatusCode::from_u16(status).expect("a status"), [ID, JSON], body)),
        Answer::Silence => std::future::pending().await,
        Answer::Completion(..)
        | Answer::ToolUse(..)
        | Answer::Text(..)
        | Answer::Each(_)
        | Answer::Stream(_)
        | Answer::ByText(_) => unreachable!("resolved before"),
    }
}
