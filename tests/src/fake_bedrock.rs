//! A Bedrock runtime that speaks the real wire, as far as Converse and ConverseStream need it, and answers what the test
//! tells it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::event_stream::{self, Caller, Step};
use crate::fake_guardrail::FakeGuardrail;
use crate::patience::PATIENCE;
use crate::serve_counting;
use crate::tool;

/// What AWS would call this answer; it has to show in the log.
pub const AWS_REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

const ID: (&str, &str) = ("x-amzn-requestid", AWS_REQUEST_ID);
const JSON: (&str, &str) = ("content-type", "application/json");

/// A fake Bedrock. Clones share everything.
#[derive(Clone)]
pub struct FakeBedrock {
    address: String,
    state: Arc<Mutex<Script>>,
    connections: Arc<AtomicUsize>,
}

struct Script {
    answer: Answer,
    guardrail: Option<FakeGuardrail>,
    requests: Vec<Request>,
    others: Vec<Parts>,
    /// A permit for each caller that went away before its answer was complete.
    gone: Arc<Semaphore>,
}

impl Script {
    fn new(answer: Answer) -> Self {
        Self { answer, guardrail: None, requests: Vec::new(), others: Vec::new(), gone: Arc::new(Semaphore::new(0)) }
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
    /// A completion of a few words that took these tokens.
    Metered(Tokens),
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
    /// The first answer for the model of this id, the second for the others.
    ByModel(&'static str, Box<Answer>, Box<Answer>),
}

impl Answer {
    /// Answers `answer` for the model of this id, `others` for the others.
    pub fn by_model(id: &'static str, answer: Self, others: Self) -> Self {
        Self::ByModel(id, answer.into(), others.into())
    }
}

/// What Bedrock says that a completion took. No token is in two of the counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tokens {
    /// Of the prompt, outside of the cache.
    pub input: i32,
    /// Generated.
    pub output: i32,
    /// Of the prompt, from the cache.
    pub cache_read: i32,
    /// Of the prompt, into the cache.
    pub cache_write: i32,
}

impl Tokens {
    fn usage(self) -> Value {
        let Self { input, output, cache_read, cache_write } = self;
        let total: i64 = [input, output, cache_read, cache_write].map(i64::from).iter().sum();
        // As Bedrock does where caching has nothing to do with an answer.
        if cache_read == 0 && cache_write == 0 {
            return json!({ "inputTokens": input, "outputTokens": output, "totalTokens": total });
        }
        json!({
            "inputTokens": input, "outputTokens": output, "totalTokens": total,
            "cacheReadInputTokens": cache_read, "cacheWriteInputTokens": cache_write,
        })
    }
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
            .method_not_allowed_fallback(note)
            .with_state(state.clone());
        let connections = Arc::default();
        Self { address: serve_counting(app, Arc::clone(&connections)).await, state, connections }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers something else from now on and forgets the requests and callers so far.
    pub fn answer(&self, answer: Answer) {
        let mut script = self.state.lock().expect("not poisoned");
        *script = Script { guardrail: script.guardrail.take(), ..Script::new(answer) };
    }

    /// Has a guardrail from now on, the only one of its account.
    pub fn guard(&self, guardrail: FakeGuardrail) {
        self.state.lock().expect("not poisoned").guardrail = Some(guardrail);
    }

    /// The requests since the last [`Self::answer`].
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().expect("not poisoned").requests.clone()
    }

    /// What was sent that asks no model, since the last [`Self::answer`].
    pub fn others(&self) -> Vec<Parts> {
        self.state.lock().expect("not poisoned").others.clone()
    }

    /// How many connections it has accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
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
    let tokens = |input, output| Tokens { input, output, ..Tokens::default() };
    let (content, stop_reason, tokens) = match (answer, tool) {
        (Answer::Completion(text, "end_turn", input, output), Some(tool)) => {
            (tool.call(&tool.input(text)), "tool_use", tokens(input, output))
        }
        (Answer::ToolUse(value, stop_reason, input, output), Some(tool)) => {
            (tool.call(&value), stop_reason, tokens(input, output))
        }
        (Answer::Completion(text, stop_reason, input, output) | Answer::Text(text, stop_reason, input, output), _) => {
            (json!({ "text": text }), stop_reason, tokens(input, output))
        }
        (Answer::Metered(tokens), Some(tool)) => (tool.call(&tool.input(WORDS)), "tool_use", tokens),
        (Answer::Metered(tokens), None) => (json!({ "text": WORDS }), "end_turn", tokens),
        (Answer::Stream(_), _) => panic!("the script is for ConverseStream"),
        (Answer::ToolUse(..), None) => panic!("the request wants no tool called"),
        (other, _) => return without_completion(other, caller).await,
    };
    let body = json!({
        "output": { "message": { "role": "assistant", "content": [content] } },
        "stopReason": stop_reason,
        "usage": tokens.usage(),
        "metrics": { "latencyMs": 1 },
    });
    caller.answer(([ID, JSON], body.to_string()))
}

/// Words that cost something.
const WORDS: &str = "A few words.";

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
        Answer::Metered(tokens) => {
            [event_stream::said(WORDS), vec![Step::stop("end_turn"), Step::metadata(tokens.usage())]].concat()
        }
        Answer::Stream(steps) => steps,
        other => return without_completion(other, caller).await,
    };
    ([ID, ("content-type", "application/vnd.amazon.eventstream")], event_stream::body(steps, caller)).into_response()
}

/// Notes what asks no model.
async fn note(State(script): Shared, request: Parts) -> Response<Body> {
    script.lock().expect("not poisoned").others.push(request);
    (StatusCode::METHOD_NOT_ALLOWED, [ID]).into_response()
}

/// Notes a request and takes what the script has for it.
fn take(
    State(script): &Shared,
    Path(model_id): Path<String>,
    uri: &Uri,
    headers: HeaderMap,
    body: &[u8],
) -> (Answer, Caller) {
    let sent = String::from_utf8(body.to_vec()).expect("Bedrock takes UTF-8");
    let body: Value = serde_json::from_str(&sent).expect("Bedrock takes JSON");
    let text = body["messages"][0]["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    let mut script = script.lock().expect("not poisoned");
    let mut answer = chosen(script.answer.clone(), &text, &model_id, script.requests.len());
    if let Some(config) = body.get("guardrailConfig") {
        answer = FakeGuardrail::judge(script.guardrail.as_ref(), config, &body, answer);
    }
    script.requests.push(Request { path: uri.path().to_owned(), model_id, headers, body, text: sent });
    (answer, Caller { gone: script.gone.clone(), answered: false })
}

/// The answer to a request that has `before` others before it.
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
        Answer::Each(answers) => answers[before.min(answers.len() - 1)].clone(),
        answer => return answer,
    };
    chosen(next, text, model_id, before)
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
        Answer::Completion(..) | Answer::ToolUse(..) | Answer::Text(..) | Answer::Metered(_) | Answer::Stream(_) => {
            unreachable!("answered before")
        }
        Answer::ByText(_) | Answer::ByModel(..) | Answer::Each(_) => unreachable!("resolved before"),
    }
}
