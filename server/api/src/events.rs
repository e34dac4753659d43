//! A body of server-sent events (HTML standard, 9.2) that always says how it ended.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::error::ApiError;
use crate::exchange::RequestId;
use crate::generate_stream::StreamEvent;
use crate::outcome::Failure;

/// Silence that no proxy may take for the end: API Gateway waits 30 s at its edge-optimised endpoints.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Answers with `events`. They end with a last event, or with an error, be it a panic or that the service stops: then
/// that is the last event. Each is sent at once.
pub(crate) fn respond<S>(events: S, RequestId(id): RequestId, stopping: CancellationToken) -> Response
where
    S: Stream<Item = Result<StreamEvent<'static>, ApiError>> + Send + Unpin + 'static,
{
    let failure = Failure::default();
    let noted = failure.clone();
    let body = stream::unfold(Some(events), move |events| {
        let (id, noted, stopping) = (id.clone(), noted.clone(), stopping.clone());
        async move {
            let mut events = events?;
            match next(&mut events, &stopping).await {
                Ok(event) => {
                    let rest = (!event.is_last()).then_some(events);
                    Some((written(&event), rest))
                }
                Err(error) => {
                    // The model first, so that it has stopped when the caller hears of it.
                    drop(events);
                    let event = written(&StreamEvent::error(error.body(&id)));
                    noted.note(error);
                    Some((event, None))
                }
            }
        }
    });
    let mut response = Sse::new(body).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response.extensions_mut().insert(failure);
    response
}

async fn next<S>(events: &mut S, stopping: &CancellationToken) -> Result<StreamEvent<'static>, ApiError>
where
    S: Stream<Item = Result<StreamEvent<'static>, ApiError>> + Unpin,
{
    let next = AssertUnwindSafe(events.next()).catch_unwind();
    match stopping.run_until_cancelled(next).await {
        None => Err(ApiError::shutting_down()),
        // A panic's text may quote the request, so it is dropped.
        Some(Err(_panic)) => Err(ApiError::internal("a stream panicked")),
        Some(Ok(None)) => Err(ApiError::internal("a stream ended without a last event")),
        Some(Ok(Some(event))) => event,
    }
}

fn written(event: &StreamEvent<'_>) -> Result<Event, axum::Error> {
    Event::default().event(event.name()).json_data(event)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use async_trait::async_trait;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use serde_json::Value;
    use textgate_core::generation::Generator;
    use textgate_core::model::{Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};
    use textgate_core::policy::{Policy, Provider};
    use tower::ServiceExt as _;

    use super::*;
    use crate::{Callers, Code, End, EndedRequest, Observer, Origins};

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

    /// Keeps what it is told.
    #[derive(Default)]
    struct Told(Mutex<Vec<EndedRequest>>);

    impl Observer for Told {
        fn ended(&self, request: &EndedRequest) {
            self.0.lock().expect("not poisoned").push(request.clone());
        }
    }

    impl Told {
        /// What it was told, which has to be one thing.
        fn once(&self) -> EndedRequest {
            let told = self.0.lock().expect("not poisoned");
            let [request] = told.as_slice() else { panic!("told once: {told:?}") };
            request.clone()
        }
    }

    async fn ask(model: Model, stopping: CancellationToken) -> Response {
        ask_and_tell(model, stopping, Arc::default()).await
    }

    async fn ask_and_tell(model: Model, stopping: CancellationToken, told: Arc<Told>) -> Response {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("Bedrock models");
        let generator = Generator::new(catalogue, Arc::new(model));
        let ids = Arc::new(|| "1".to_owned());
        let app = crate::app(generator, Callers::Anyone, ids, Origins::Own, told, stopping).expect("a contract");
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
    async fn a_panic_is_an_error_event_that_keeps_its_text_back() {
        let answer = ask(Model::PanicsAfterAWord, CancellationToken::new()).await;
        assert_eq!(answer.headers()["x-request-id"], "req_1");
        assert_ends_with_error(&events(answer).await, "internal");
    }

    #[tokio::test]
    async fn a_panic_before_the_first_piece_is_an_answer_of_its_own() {
        let answer = ask(Model::Panics, CancellationToken::new()).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/json");
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((&body["code"], &body["error"]), (&"internal".into(), &"the service failed".into()));
    }

    #[tokio::test]
    async fn a_stream_is_told_of_once_and_only_when_it_has_ended() {
        let told = Arc::<Told>::default();
        let answer = ask_and_tell(Model::PanicsAfterAWord, CancellationToken::new(), told.clone()).await;
        assert!(told.0.lock().expect("not poisoned").is_empty(), "it has not ended");
        events(answer).await;
        let failed = told.once();
        assert_eq!((failed.end, failed.code, failed.status), (End::Failed, Some(Code::Internal), Some(StatusCode::OK)));
        assert_eq!(
            (failed.operation.as_deref(), failed.consumer.as_deref()),
            (Some("generate_stream"), Some("anonymous"))
        );
        let generation = failed.generation.as_ref().expect("asked");
        assert_eq!((generation.model.as_str(), generation.usage), ("nova-micro", None));
        assert!(!format!("{failed:?}").contains(SECRET), "{failed:?}");

        let told = Arc::<Told>::default();
        drop(ask_and_tell(Model::IsSilentAfterAWord, CancellationToken::new(), told.clone()).await);
        let abandoned = told.once();
        assert_eq!((abandoned.end, abandoned.code, abandoned.status), (End::Abandoned, None, Some(StatusCode::OK)));
        assert!(abandoned.generation.expect("asked").time_to_first_token.is_some());
    }

    #[tokio::test]
    async fn a_service_that_stops_ends_its_streams_by_an_error_event() {
        let stopping = CancellationToken::new();
        let answer = ask(Model::IsSilentAfterAWord, stopping.clone()).await;
        let ended = tokio::spawn(events(answer));
        tokio::task::yield_now().await;
        assert!(!ended.is_finished(), "it goes on until it is told");
        stopping.cancel();
        assert_ends_with_error(&ended.await.expect("no panic"), "shutting_down");
    }
}
