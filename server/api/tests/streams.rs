//! How a streamed response ends, and what the observer gets of it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use serde_json::Value;
use textgate_api::{Callers, Code, Observer, Origins, RequestEnd, RequestFacts};
use textgate_core::generation::Generator;
use textgate_core::model::{Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};
use textgate_core::policy::{Policy, Provider};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

const SECRET: &str = "canary-text";

/// How a model behaves.
#[derive(Clone, Copy)]
enum Model {
    Panics,
    PanicsAfterAWord,
    IsSilentAfterAWord,
}

#[async_trait]
impl TextModel for Model {
    async fn complete(&self, _prompt: Prompt) -> Result<Completion, ModelError> {
        Err(ModelErrorKind::Misconfigured.into())
    }

    async fn stream(&self, _prompt: Prompt) -> Result<CompletionStream, ModelError> {
        let word = stream::iter([Ok(Chunk::Text("Hello".to_owned()))]);
        let panics = stream::once(async { panic!("{SECRET}") });
        Ok(match self {
            Self::Panics => panics.boxed(),
            Self::PanicsAfterAWord => word.chain(panics).boxed(),
            Self::IsSilentAfterAWord => word.chain(stream::pending()).boxed(),
        })
    }
}

/// Keeps the facts that it gets.
#[derive(Default)]
struct Observed(Mutex<Vec<RequestFacts>>);

impl Observer for Observed {
    fn ended(&self, request: &RequestFacts) {
        self.0.lock().expect("not poisoned").push(request.clone());
    }
}

impl Observed {
    /// The facts of the one request.
    fn once(&self) -> RequestFacts {
        let observed = self.0.lock().expect("not poisoned");
        let [request] = observed.as_slice() else { panic!("observed once: {observed:?}") };
        request.clone()
    }
}

async fn ask(model: Model, stopping: CancellationToken) -> Response {
    ask_observed(model, stopping, Arc::default()).await
}

async fn ask_observed(model: Model, stopping: CancellationToken, observed: Arc<Observed>) -> Response {
    let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("Bedrock models");
    let generator = Generator::new(catalogue, Arc::new(model));
    let ids = Arc::new(|| "1".to_owned());
    let app = textgate_api::app(generator, Callers::Anyone, ids, Origins::Own, observed, stopping).expect("a contract");
    let request = Request::post("/generate/stream").body(Body::from(r#"{"input":"Hi"}"#)).expect("a request");
    app.oneshot(request).await.expect("an answer")
}

/// The events of a body: name and data.
async fn events(response: Response) -> Vec<(String, Value)> {
    assert_eq!(response.status(), StatusCode::OK);
    let body = response.into_body().collect().await.expect("a whole body").to_bytes();
    let body = String::from_utf8(body.into()).expect("text");
    assert!(!body.contains(SECRET), "{body}");
    let events = body.strip_suffix("\n\n").expect("whole events").split("\n\n").map(|event| {
        let (name, data) = event.split_once("\ndata: ").expect("a name and data");
        (name.trim_start_matches("event: ").to_owned(), serde_json::from_str(data).expect("JSON"))
    });
    events.collect()
}

fn assert_ends_with_error(events: &[(String, Value)], code: &str) {
    let [(first, _), (last, data)] = events else { panic!("a word and an error: {events:?}") };
    assert_eq!((first.as_str(), last.as_str()), ("delta", "error"));
    assert_eq!((&data["error"]["code"], &data["error"]["request_id"]), (&code.into(), &"req_1".into()), "{data}");
}

#[tokio::test]
async fn a_panic_becomes_an_error_event_without_the_text_of_the_panic() {
    let answer = ask(Model::PanicsAfterAWord, CancellationToken::new()).await;
    assert_eq!(answer.headers()["x-request-id"], "req_1");
    assert_ends_with_error(&events(answer).await, "internal");
}

#[tokio::test]
async fn a_panic_before_the_first_piece_becomes_a_response_with_an_error_status() {
    let answer = ask(Model::Panics, CancellationToken::new()).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!((&body["code"], &body["error"]), (&"internal".into(), &"the service failed".into()));
}

#[tokio::test]
async fn a_stream_is_observed_once_and_only_when_it_has_ended() {
    let observed = Arc::<Observed>::default();
    let answer = ask_observed(Model::PanicsAfterAWord, CancellationToken::new(), observed.clone()).await;
    assert!(observed.0.lock().expect("not poisoned").is_empty(), "it has not ended");
    events(answer).await;
    let failed = observed.once();
    assert_eq!(
        (failed.end, failed.code, failed.status),
        (RequestEnd::Failed, Some(Code::Internal), Some(StatusCode::OK))
    );
    assert_eq!((failed.operation.as_deref(), failed.consumer.as_deref()), (Some("generate_stream"), Some("anonymous")));
    let generation = failed.generation.as_ref().expect("a model was called");
    assert_eq!((generation.model.as_str(), generation.spending.usage), ("nova-micro", None));
    assert!(!format!("{failed:?}").contains(SECRET), "{failed:?}");

    let observed = Arc::<Observed>::default();
    drop(ask_observed(Model::IsSilentAfterAWord, CancellationToken::new(), observed.clone()).await);
    let abandoned = observed.once();
    assert_eq!((abandoned.end, abandoned.code, abandoned.status), (RequestEnd::Abandoned, None, Some(StatusCode::OK)));
    assert!(abandoned.generation.expect("a model was called").time_to_first_token.is_some());
}

#[tokio::test]
async fn a_service_that_stops_ends_its_streams_with_an_error_event() {
    let stopping = CancellationToken::new();
    let answer = ask(Model::IsSilentAfterAWord, stopping.clone()).await;
    let ended = tokio::spawn(events(answer));
    tokio::task::yield_now().await;
    assert!(!ended.is_finished(), "it goes on until the service stops");
    stopping.cancel();
    assert_ends_with_error(&ended.await.expect("no panic"), "shutting_down");
}
