//! The Bedrock adapter's streams, through the real AWS SDK: every event, and what becomes of each failure.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use futures_util::StreamExt;
use serde_json::json;
use textgate_bedrock::{BedrockModel, Settings};
use textgate_core::Chain;
use textgate_core::model::{
    Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Parameters, Prompt, StopReason, TextModel,
    TokenUsage,
};
use textgate_tests::broken_bedrock::BrokenBedrock;
use textgate_tests::error_tables;
use textgate_tests::event_stream::{Gate, Step, completion};
use textgate_tests::fake_bedrock::{AWS_REQUEST_ID, Answer, FakeBedrock};
use textgate_tests::patience::soon;

/// Long enough for an event that comes, short enough to wait for one that does not.
const SHORT: Duration = Duration::from_millis(500);

/// Timeouts that end nothing.
const PATIENT: Settings =
    Settings { operation_timeout: Duration::from_hours(1), stall_timeout: Duration::from_hours(1) };

const CANARY: &str = "canary-completion";

/// Whatever ends a call of this model early, it is not a timeout.
fn model(bedrock: &FakeBedrock) -> BedrockModel {
    model_with(&bedrock.url(), PATIENT)
}

fn hasty_model(bedrock: &FakeBedrock) -> BedrockModel {
    model_with(&bedrock.url(), Settings { stall_timeout: SHORT, ..PATIENT })
}

fn model_with(url: &str, settings: Settings) -> BedrockModel {
    let credentials = Credentials::new("AKIDEXAMPLE", "canary-secret-access-key", None, None, "test");
    let config = SdkConfig::builder()
        .region(Region::from_static("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .build();
    BedrockModel::new(&config, settings)
}

fn prompt() -> Prompt {
    let parameters =
        Parameters { max_tokens: 7, temperature: 0.5, top_p: Some(0.25), stop_sequences: vec!["END".to_owned()] };
    Prompt {
        model_id: "amazon.nova-micro-v1:0".to_owned(),
        system: Some("canary-instructions".to_owned()),
        user: "canary-input".to_owned(),
        parameters,
        answer_schema: None,
        has_fallback: false,
        guardrail: None,
        consumer: "billing".to_owned(),
    }
}

async fn stream(model: &BedrockModel) -> Result<CompletionStream, ModelError> {
    soon(model.stream(prompt())).await
}

async fn next(stream: &mut CompletionStream) -> Option<Result<Chunk, ModelError>> {
    soon(stream.next()).await
}

/// What a stream has to say: its texts, then how it ended. After that it says nothing.
async fn texts(mut stream: CompletionStream) -> (Vec<String>, Result<(StopReason, TokenUsage), ModelError>) {
    let mut texts = Vec::new();
    let ending = loop {
        match next(&mut stream).await.expect("a stream ends by its end or an error") {
            Ok(Chunk::Text(text)) => texts.push(text),
            Ok(Chunk::End { stop_reason, usage }) => break Ok((stop_reason, usage)),
            Err(error) => break Err(error),
        }
    };
    assert!(next(&mut stream).await.is_none(), "nothing follows the end");
    (texts, ending)
}

/// Whether an error of this kind has this code.
fn assert_code(error: &ModelError, code: &str, place: &str) {
    let kinds: &[_] = match code {
        "rate_limited" => &[ModelErrorKind::Throttled, ModelErrorKind::DailyLimit],
        "model_unavailable" => &[ModelErrorKind::Unavailable],
        "model_timeout" => &[ModelErrorKind::TimedOut],
        "model_error" => &[ModelErrorKind::Failed],
        "limit_exceeded" => &[ModelErrorKind::PromptTooLong],
        "model_refused" => &[ModelErrorKind::Refused, ModelErrorKind::UnrecognizedRefusal],
        "content_blocked" => &[ModelErrorKind::ContentBlocked],
        "model_misconfigured" => &[ModelErrorKind::Misconfigured, ModelErrorKind::EndOfLife],
        other => panic!("a code that no model's error has: {other}"),
    };
    assert!(kinds.contains(&error.kind()), "{place}: {:?} is not {code}", error.kind());
}

/// The log shows an error with its causes.
fn assert_safe_to_log(error: &ModelError, place: &str) -> String {
    let text = Chain(error).to_string();
    for told in [text.clone(), format!("{error:?}")] {
        assert!(!told.contains("canary-"), "{place}: {told}");
    }
    text
}

#[tokio::test]
async fn the_pieces_of_a_stream_are_the_completion() {
    let text = "Größe: 1 €, 🦀🚀 und 日本語.";
    let bedrock = FakeBedrock::start(Answer::Completion(text, "max_tokens", 9, 5)).await;
    let model = model(&bedrock);
    let whole = soon(model.complete(prompt())).await.expect("answered");
    let (pieces, ending) = texts(stream(&model).await.expect("begun")).await;
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| !piece.is_empty()), "{pieces:?}");
    let (stop_reason, usage) = ending.expect("ended");
    assert!(Completion { text: pieces.concat(), stop_reason, usage } == whole, "{pieces:?}");
    assert_eq!((whole.text.as_str(), stop_reason), (text, StopReason::MaxTokens));
    assert_eq!(usage, TokenUsage { input: 9, output: 5, ..TokenUsage::default() });
}

#[tokio::test]
async fn a_stream_asks_what_a_completion_asks() {
    let bedrock = FakeBedrock::start(Answer::Completion("text", "end_turn", 1, 1)).await;
    let model = model(&bedrock);
    soon(model.complete(prompt())).await.expect("answered");
    texts(stream(&model).await.expect("begun")).await.1.expect("ended");
    let requests = bedrock.requests();
    let [converse, converse_stream] = requests.as_slice() else { panic!("two requests: {requests:?}") };
    assert_eq!(converse_stream.path, "/model/amazon.nova-micro-v1%3A0/converse-stream");
    assert_eq!(converse_stream.body, converse.body);
    assert_eq!(converse_stream.body["inferenceConfig"]["stopSequences"], json!(["END"]));
}

#[tokio::test]
async fn each_piece_is_there_before_the_next_is_generated() {
    let (first, second) = (Gate::default(), Gate::default());
    let bedrock = FakeBedrock::start(Answer::Stream(vec![
        Step::start(),
        Step::Wait(first.clone()),
        Step::text("One"),
        Step::Wait(second.clone()),
        Step::text(" two"),
        Step::stop("end_turn"),
        Step::usage(1, 2),
    ]))
    .await;
    let mut stream = stream(&model(&bedrock)).await.expect("begun by the first event");
    first.open();
    assert_eq!(next(&mut stream).await.expect("more").expect("a piece"), Chunk::Text("One".to_owned()));
    second.open();
    let (rest, ending) = texts(stream).await;
    assert_eq!((rest, ending.expect("ended").0), (vec![" two".to_owned()], StopReason::EndTurn));
}

#[tokio::test]
async fn only_text_is_part_of_an_answer() {
    let reasoning = json!({ "delta": { "reasoningContent": { "text": "Hm." } }, "contentBlockIndex": 0 });
    let bedrock = FakeBedrock::start(Answer::Stream(vec![
        Step::Event("anEventOfTheFuture", json!({ "text": "Soon." })),
        Step::start(),
        Step::Event("contentBlockStart", json!({ "contentBlockIndex": 0 })),
        Step::Event("contentBlockDelta", reasoning),
        Step::Event("contentBlockStop", json!({ "contentBlockIndex": 0 })),
        Step::text(""),
        Step::text("Yes."),
        Step::stop("a reason of the future"),
        Step::usage(1, 2),
    ]))
    .await;
    let (pieces, ending) = texts(stream(&model(&bedrock)).await.expect("begun")).await;
    assert_eq!((pieces, ending.expect("ended").0), (vec!["Yes.".to_owned()], StopReason::Other));
}

#[tokio::test]
async fn an_answer_without_text_is_an_error_unless_the_model_was_stopped() {
    let answer = |stop_reason| Answer::Stream(vec![Step::start(), Step::stop(stop_reason), Step::usage(1, 0)]);
    let bedrock = FakeBedrock::start(answer("end_turn")).await;
    let model = model(&bedrock);
    let (_, ending) = texts(stream(&model).await.expect("begun")).await;
    assert_eq!(ending.expect_err("no text").kind(), ModelErrorKind::Failed);
    bedrock.answer(answer("max_tokens"));
    let (_, ending) = texts(stream(&model).await.expect("begun")).await;
    assert_eq!(ending.expect("stopped").0, StopReason::MaxTokens);
}

#[tokio::test]
async fn a_refused_stream_never_begins_and_is_tried_as_often_as_a_call() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let (patient, hasty) = (model(&bedrock), hasty_model(&bedrock));
    let unreachable = model_with("http://127.0.0.1:1", PATIENT);
    let broken = BrokenBedrock::start(&bedrock).await;
    let cut = model_with(&broken.url(), PATIENT);
    for row in error_tables::calls() {
        let place = &row.failure;
        let model = match (row.answer(), row.bytes(), place.as_str()) {
            (Some(answer), ..) => {
                bedrock.answer(answer);
                if place == "no answer" { &hasty } else { &patient }
            }
            (_, Some(bytes), _) => {
                broken.answer(bytes);
                &cut
            }
            (.., "connection refused") => &unreachable,
            // The whole system tests it.
            _ => continue,
        };
        let Err(error) = stream(model).await else { panic!("{place}: begun") };
        assert_code(&error, &row.code, place);
        if row.answer().is_some() {
            assert_eq!(bedrock.requests().len(), row.attempts, "{place}: attempts");
        }
        let text = assert_safe_to_log(&error, place);
        if place.contains("Exception") {
            assert!(text.contains(place.split(':').next().unwrap_or_default()), "{place}: {text}");
            assert!(text.contains(AWS_REQUEST_ID), "{place}: {text}");
        }
    }
}

#[tokio::test]
async fn every_failure_of_a_stream_that_has_begun_is_its_last_item() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = hasty_model(&bedrock);
    for row in error_tables::streams() {
        let place = &row.failure;
        bedrock.answer(Answer::Stream([vec![Step::start(), Step::text(CANARY)], row.steps()].concat()));
        let stream = stream(&model).await.unwrap_or_else(|error| panic!("{place}: {}", Chain(&error)));
        let (pieces, ending) = texts(stream).await;
        assert_eq!(pieces, [CANARY], "{place}: what came before is kept");
        let error = ending.expect_err(place);
        assert_code(&error, &row.code, place);
        assert_eq!(bedrock.requests().len(), 1, "{place}: attempts");
        let text = assert_safe_to_log(&error, place);
        if let Some(Step::Exception(name, _)) = row.steps().first() {
            assert!(text.contains(&name[1..]), "{place}: {text}");
            assert!(text.contains(AWS_REQUEST_ID), "{place}: {text}");
        }
    }
}

#[tokio::test]
async fn a_failure_before_the_first_event_is_an_answer_of_its_own() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = hasty_model(&bedrock);
    for row in error_tables::streams_before_text() {
        let place = &row.failure;
        bedrock.answer(Answer::Stream(row.steps()));
        let error = match stream(&model).await {
            // An event comes first, that of a stop reason.
            Ok(stream) if place == "there is no usage" => texts(stream).await.1.expect_err(place),
            Ok(_) => panic!("{place}: begun"),
            Err(error) => error,
        };
        assert_code(&error, &row.code, place);
        assert_safe_to_log(&error, place);
    }
}

#[tokio::test]
async fn a_long_answer_is_not_a_silent_one() {
    let bound = Duration::from_millis(800);
    let pieces: Vec<_> = (0..8).flat_map(|_| [Step::Pause(bound / 4), Step::text("on ")]).collect();
    let steps = [vec![Step::start()], pieces, vec![Step::stop("end_turn"), Step::usage(1, 8)]].concat();
    let bedrock = FakeBedrock::start(Answer::Stream(steps)).await;
    let model = model_with(&bedrock.url(), Settings { operation_timeout: bound, stall_timeout: bound });
    let (pieces, ending) = texts(stream(&model).await.expect("begun")).await;
    assert_eq!(ending.expect("ended").0, StopReason::EndTurn);
    assert_eq!(pieces.concat(), "on ".repeat(8));
}

#[tokio::test]
async fn a_slow_reader_does_not_make_bedrock_silent() {
    let bedrock = FakeBedrock::start(Answer::Stream(completion("One two three", "end_turn", 1, 3))).await;
    let mut stream = stream(&hasty_model(&bedrock)).await.expect("begun");
    assert!(matches!(next(&mut stream).await, Some(Ok(Chunk::Text(_)))));
    tokio::time::sleep(SHORT * 2).await;
    texts(stream).await.1.expect("ended");
}

#[tokio::test]
async fn dropping_a_stream_ends_the_call_to_bedrock() {
    let bedrock = FakeBedrock::start(Answer::Stream(vec![Step::start(), Step::text("One"), Step::Silence])).await;
    let mut stream = stream(&model(&bedrock)).await.expect("begun");
    assert!(matches!(next(&mut stream).await, Some(Ok(Chunk::Text(_)))));
    drop(stream);
    bedrock.caller_gone().await;
}

#[tokio::test]
async fn a_stalled_stream_ends_the_call_to_bedrock() {
    let bedrock = FakeBedrock::start(Answer::Stream(vec![Step::start(), Step::Silence])).await;
    let stream = stream(&hasty_model(&bedrock)).await.expect("begun");
    let (_, ending) = texts(stream).await;
    assert_eq!(ending.expect_err("silence").kind(), ModelErrorKind::TimedOut);
    bedrock.caller_gone().await;
}

#[tokio::test]
async fn giving_up_before_the_first_event_ends_the_call_to_bedrock() {
    for answer in [Answer::Silence, Answer::Stream(vec![Step::Silence])] {
        let bedrock = FakeBedrock::start(answer).await;
        let model = model(&bedrock);
        let asking = tokio::spawn(async move { model.stream(prompt()).await.map(drop) });
        soon(async {
            while bedrock.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        asking.abort();
        bedrock.caller_gone().await;
    }
}
