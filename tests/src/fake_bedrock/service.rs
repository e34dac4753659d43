//! The HTTP service of the fake Bedrock.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::answer::{Answer, Tokens};
use super::guardrail::FakeGuardrail;
use super::tool_use;
use crate::event_stream::{self, Caller, Step};
use crate::fake_server::serve_counting;
use crate::timeouts::TEST_TIMEOUT;

/// The request id that AWS gives each answer. The log must have it.
pub const AWS_REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

const ID: (&str, &str) = ("x-amzn-requestid", AWS_REQUEST_ID);
const JSON: (&str, &str) = ("content-type", "application/json");

/// A fake Bedrock. Clones share one state.
#[derive(Clone)]
pub struct FakeBedrock {
    address: String,
    state: Arc<Mutex<Script>>,
    connections: Arc<AtomicUsize>,
}

struct Script {
    answer: Answer,
    guardrail: Option<FakeGuardrail>,
    /// The answer of `ApplyGuardrail`, instead of the guardrail's.
    guardrail_answer: Option<Answer>,
    guardrail_requests: Vec<Value>,
    requests: Vec<Request>,
    others: Vec<Parts>,
    /// One permit for each caller that disconnected before its answer was complete.
    disconnected: Arc<Semaphore>,
}

impl Script {
    fn new(answer: Answer) -> Self {
        Self {
            answer,
            guardrail: None,
            guardrail_answer: None,
            guardrail_requests: Vec::new(),
            requests: Vec::new(),
            others: Vec::new(),
            disconnected: Arc::new(Semaphore::new(0)),
        }
    }
}

/// A request that the fake has received.
#[derive(Clone, Debug)]
pub struct Request {
    /// The path as it was sent, with its escapes.
    pub path: String,
    /// The model id, with its escapes resolved.
    pub model_id: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Value,
    /// The body, as it was sent.
    pub text: String,
}

impl FakeBedrock {
    /// Starts a fake that answers `answer`.
    pub async fn start(answer: Answer) -> Self {
        let state = Arc::new(Mutex::new(Script::new(answer)));
        let app = Router::new()
            .route("/model/{id}/converse", post(converse))
            .route("/model/{id}/converse-stream", post(converse_stream))
            .route("/guardrail/{id}/version/{version}/apply", post(apply_guardrail))
            .method_not_allowed_fallback(record_other_request)
            .with_state(state.clone());
        let connections = Arc::default();
        Self { address: serve_counting(app, Arc::clone(&connections)).await, state, connections }
    }

    /// The URL at which it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the answer from now on, and forgets the requests and callers so far.
    pub fn set_answer(&self, answer: Answer) {
        let mut script = self.state.lock().expect("not poisoned");
        *script = Script { guardrail: script.guardrail.take(), ..Script::new(answer) };
    }

    /// Sets the only guardrail of the account from now on.
    pub fn set_guardrail(&self, guardrail: FakeGuardrail) {
        self.state.lock().expect("not poisoned").guardrail = Some(guardrail);
    }

    /// Sets the answer of `ApplyGuardrail` until the next [`Self::set_answer`]: an exception, a raw answer or silence.
    pub fn set_guardrail_answer(&self, answer: Answer) {
        self.state.lock().expect("not poisoned").guardrail_answer = Some(answer);
    }

    /// The bodies of the requests of `ApplyGuardrail` since the last [`Self::set_answer`].
    pub fn guardrail_requests(&self) -> Vec<Value> {
        self.state.lock().expect("not poisoned").guardrail_requests.clone()
    }

    /// The requests since the last [`Self::set_answer`].
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().expect("not poisoned").requests.clone()
    }

    /// The requests that do not call a model, since the last [`Self::set_answer`].
    pub fn other_requests(&self) -> Vec<Parts> {
        self.state.lock().expect("not poisoned").others.clone()
    }

    /// The number of connections that it has accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until a caller has disconnected before its answer was complete. Each caller counts once.
    pub async fn caller_disconnected(&self) {
        let disconnected = self.state.lock().expect("not poisoned").disconnected.clone();
        let seen =
            tokio::time::timeout(TEST_TIMEOUT, disconnected.acquire()).await.expect("the caller disconnects in time");
        seen.expect("never closed").forget();
    }
}

type Shared = State<Arc<Mutex<Script>>>;

async fn converse(script: Shared, id: Path<String>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let (answer, caller) = record(&script, id, &uri, headers, &body);
    let tool = match tool_use::requested(&body) {
        Ok(tool) => tool,
        Err(fault) => {
            let refusal = Answer::Exception(400, "ValidationException", fault.to_owned());
            return without_completion(refusal, caller).await;
        }
    };
    let tokens = |input, output| Tokens { input, output, ..Tokens::default() };
    let block = |block: Value| json!([block]);
    let (content, stop_reason, tokens) = match (answer, tool) {
        (Answer::Completion(text, "end_turn", input, output), Some(tool)) => {
            (block(tool.call(&tool.input(text))), "tool_use", tokens(input, output))
        }
        (Answer::ToolUse(value, stop_reason, input, output), Some(tool)) => {
            (block(tool.call(&value)), stop_reason, tokens(input, output))
        }
        (Answer::Completion(text, stop_reason, input, output) | Answer::Text(text, stop_reason, input, output), _) => {
            (block(json!({ "text": text })), stop_reason, tokens(input, output))
        }
        (Answer::Blocks(blocks, stop_reason, input, output), _) => (blocks, stop_reason, tokens(input, output)),
        (Answer::WithUsage(tokens), Some(tool)) => (block(tool.call(&tool.input(WORDS))), "tool_use", tokens),
        (Answer::WithUsage(tokens), None) => (block(json!({ "text": WORDS })), "end_turn", tokens),
        (Answer::Stream(_), _) => panic!("this answer is for ConverseStream, and Converse was called"),
        (Answer::ToolUse(..), None) => panic!("this answer calls a tool, and the request wants none called"),
        (other, _) => return without_completion(other, caller).await,
    };
    let body = json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": stop_reason,
        "usage": tokens.usage(),
        "metrics": { "latencyMs": 1 },
    });
    caller.answer(([ID, JSON], body.to_string()))
}

/// The text of a completion for which only the tokens matter.
const WORDS: &str = "A few words.";

async fn converse_stream(
    script: Shared,
    id: Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let (answer, caller) = record(&script, id, &uri, headers, &body);
    let steps = match answer {
        Answer::Completion(text, stop_reason, input, output) | Answer::Text(text, stop_reason, input, output) => {
            event_stream::completion(text, stop_reason, input, output)
        }
        Answer::WithUsage(tokens) => {
            [event_stream::text_steps(WORDS), vec![Step::stop("end_turn"), Step::metadata(tokens.usage())]].concat()
        }
        Answer::Stream(steps) => steps,
        other => return without_completion(other, caller).await,
    };
    ([ID, ("content-type", "application/vnd.amazon.eventstream")], event_stream::body(steps, caller)).into_response()
}

async fn apply_guardrail(
    State(script): Shared,
    Path((id, version)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Response<Body> {
    let (answer, caller) = {
        let mut script = script.lock().expect("not poisoned");
        let existing = script.guardrail.as_ref();
        let answer = script.guardrail_answer.clone();
        let answer = answer.unwrap_or_else(|| FakeGuardrail::check(existing, &id, &version, &body));
        script.guardrail_requests.push(body);
        (answer, Caller { disconnected: script.disconnected.clone(), answered: false })
    };
    without_completion(answer, caller).await
}

/// Records a request that does not call a model.
async fn record_other_request(State(script): Shared, request: Parts) -> Response<Body> {
    script.lock().expect("not poisoned").others.push(request);
    (StatusCode::METHOD_NOT_ALLOWED, [ID]).into_response()
}

/// Records a request and returns the answer that is set for it.
fn record(
    State(script): &Shared,
    Path(model_id): Path<String>,
    uri: &Uri,
    headers: HeaderMap,
    body: &[u8],
) -> (Answer, Caller) {
    let sent = String::from_utf8(body.to_vec()).expect("the body of a request is UTF-8");
    let body: Value = serde_json::from_str(&sent).expect("the body of a request is JSON");
    let text = body["messages"][0]["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    let mut script = script.lock().expect("not poisoned");
    let mut answer = chosen(script.answer.clone(), &text, &model_id, script.requests.len());
    if let Some(config) = body.get("guardrailConfig") {
        answer = FakeGuardrail::apply(script.guardrail.as_ref(), config, &body, answer);
    }
    script.requests.push(Request { path: uri.path().to_owned(), model_id, headers, body, text: sent });
    (answer, Caller { disconnected: script.disconnected.clone(), answered: false })
}

/// The answer to the request with this text and model, after `before` other requests.
fn chosen(answer: Answer, text: &str, model_id: &str, before: usize) -> Answer {
    let next = match answer {
        Answer::ByText(choose) => choose(text),
        Answer::ByModel(id, answer, others) => {
            if model_id == id {
                *answer
            } else {
                *others
            }
        }
        Answer::Sequence(answers) => answers[before.min(answers.len() - 1)].clone(),
        answer => return answer,
    };
    chosen(next, text, model_id, before)
}

/// The answers that Converse and ConverseStream have in common.
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
        | Answer::Blocks(..)
        | Answer::Text(..)
        | Answer::WithUsage(_)
        | Answer::Stream(_) => unreachable!("the operation has answered it"),
        Answer::ByText(_) | Answer::ByModel(..) | Answer::Sequence(_) => unreachable!("`chosen` has resolved it"),
    }
}
