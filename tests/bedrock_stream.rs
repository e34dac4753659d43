//! Streams of the Bedrock adapter, through the real AWS SDK: each event, and the error that each failure becomes.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use futures_util::StreamExt;
use futures_util::future::join_all;
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
use textgate_tests::fake_bedrock::{AWS_REQUEST_ID, Answer, FakeBedrock, Tokens};
use textgate_tests::timeouts::in_time;

/// Long enough for an event to arrive, and short enough to wait until none has arrived.
const SHORT: Duration = Duration::from_millis(500);

/// Timeouts that are too long to end a test.
const NO_TIMEOUTS: Settings =
    Settings { operation_timeout: Duration::from_hours(1), stall_timeout: Duration::from_hours(1) };

const CANARY: &str = "canary-completion";

/// A model without timeouts.
fn model(bedrock: &FakeBedrock) -> BedrockModel {
    model_with(&bedrock.url(), NO_TIMEOUTS)
}

fn model_with_short_stall_timeout(bedrock: &FakeBedrock) -> BedrockModel {
    model_with(&bedrock.url(), Settings { stall_timeout: SHORT, ..NO_TIMEOUTS })
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
        Parameters { max_tokens: 7, temperature: Some(0.5), top_p: Some(0.25), stop_sequences: vec!["END".to_owned()] };
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
    in_time(model.stream(prompt())).await
}

async fn next(stream: &mut CompletionStream) -> Option<Result<Chunk, ModelError>> {
    in_time(stream.next()).await
}

/// The texts of a stream, and how it ended. Nothing may follow the end.
async fn texts(mut stream: CompletionStream) -> (Vec<String>, Result<(StopReason, Option<TokenUsage>), ModelError>) {
    let mut texts = Vec::new();
    let ending = loop {
        match next(&mut stream).await.expect("a stream ends with its end or an error") {
            Ok(Chunk::Text(text)) => texts.push(text),
            Ok(Chunk::End { stop_reason, usage }) => break Ok((stop_reason, usage)),
            Err(error) => break Err(error),
        }
    };
    assert!(next(&mut stream).await.is_none(), "nothing follows the end");
    (texts, ending)
}

/// Fails if an error of this kind does not have this code.
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
        other => panic!("no error of a model has the code {other}"),
    };
    assert!(kinds.contains(&error.kind()), "{place}: {:?} is not {code}", error.kind());
}

/// Fails if the error with its causes, as the log shows it, has a text that the log may not have. Returns what the log shows.
fn assert_safe_to_log(error: &ModelError, place: &str) -> String {
    let text = Chain(error).to_string();
    for shown in [text.clone(), format!("{error:?}")] {
        assert!(!shown.contains("canary-"), "{place}: {shown}");
    }
    text
}

#[tokio::test]
async fn the_pieces_of_a_stream_add_up_to_the_completion() {
    let text = "Größe: 1 €, 🦀🚀 und 日本語.";
    let bedrock = FakeBedrock::start(Answer::Completion(text, "max_tokens", 9, 5)).await;
    let model = model(&bedrock);
    let whole = in_time(model.complete(prompt())).await.expect("answered");
    let (pieces, ending) = texts(stream(&model).await.expect("begun")).await;
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| !piece.is_empty()), "{pieces:?}");
    let (stop_reason, usage) = ending.expect("ended");
    assert!(Completion { text: pieces.concat(), stop_reason, usage } == whole, "{pieces:?}");
    assert_eq!((whole.text.as_str(), stop_reason), (text, StopReason::MaxTokens));
    assert_eq!(usage, Some(TokenUsage { input: 9, output: 5, ..TokenUsage::default() }));
}

#[tokio::test]
async fn a_stream_sends_the_same_request_body_as_a_completion() {
    let bedrock = FakeBedrock::start(Answer::Completion("text", "end_turn", 1, 1)).await;
    let model = model(&bedrock);
    in_time(model.complete(prompt())).await.expect("answered");
    texts(stream(&model).await.expect("begun")).await.1.expect("ended");
    let requests = bedrock.requests();
    let [converse, converse_stream] = requests.as_slice() else { panic!("two requests: {requests:?}") };
    assert_eq!(converse_stream.path, "/model/amazon.nova-micro-v1%3A0/converse-stream");
    assert_eq!(converse_stream.body, converse.body);
    assert_eq!(converse_stream.body["inferenceConfig"]["stopSequences"], json!(["END"]));
}

#[tokio::test]
async fn each_piece_arrives_before_the_next_one_is_generated() {
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
async fn only_text_of_the_stream_becomes_part_of_the_completion() {
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
async fn a_stream_without_text_ends_with_its_stop_reason_and_usage() {
    for (name, stop_reason) in [("end_turn", StopReason::EndTurn), ("max_tokens", StopReason::MaxTokens)] {
        let answer = Answer::Stream(vec![Step::start(), Step::stop(name), Step::usage(1, 2)]);
        let bedrock = FakeBedrock::start(answer).await;
        let (pieces, ending) = texts(stream(&model(&bedrock)).await.expect("begun")).await;
        assert!(pieces.is_empty(), "{pieces:?}");
        let usage = TokenUsage { input: 1, output: 2, ..TokenUsage::default() };
        assert_eq!(ending.expect("ended"), (stop_reason, Some(usage)));
    }
}

#[tokio::test]
async fn a_text_that_is_complete_is_answered_although_its_usage_does_not_come() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = model_with_short_stall_timeout(&bedrock);
    let whole = Step::frame("metadata", "{}");
    let half = Step::Bytes(whole[..whole.len() / 2].to_vec().into());
    for (place, last_steps) in [
        ("no metadata", vec![]),
        ("metadata without usage", vec![Step::Event("metadata", json!({}))]),
        ("zeros", vec![Step::usage(0, 0)]),
        ("the connection is cut", vec![Step::Cut]),
        ("cut within an event", vec![half.clone(), Step::Cut]),
        ("the answer ends within an event", vec![half]),
        ("an event of the future", vec![Step::Event("anEventOfTheFuture", json!({}))]),
        ("silence", vec![Step::Silence]),
    ] {
        let steps = vec![Step::start(), Step::text("Yes."), Step::stop("end_turn")];
        bedrock.set_answer(Answer::Stream([steps, last_steps].concat()));
        let (pieces, ending) = texts(stream(&model).await.expect("begun")).await;
        assert_eq!(pieces, ["Yes."], "{place}");
        assert_eq!(ending.expect(place), (StopReason::EndTurn, None), "{place}");
    }
}

#[tokio::test]
async fn an_exception_after_the_stop_reason_is_still_an_error() {
    let exception = Step::Exception("modelStreamErrorException".to_owned(), String::new());
    let steps = vec![Step::start(), Step::text("Yes."), Step::stop("end_turn"), exception];
    let bedrock = FakeBedrock::start(Answer::Stream(steps)).await;
    let (_, ending) = texts(stream(&model(&bedrock)).await.expect("begun")).await;
    assert_eq!(ending.expect_err("failed").kind(), ModelErrorKind::Failed);
}

#[tokio::test]
async fn an_error_has_the_usage_that_bedrock_reported() {
    let usage = TokenUsage { input: 1_500, output: 7, cache_read: 3, cache_write: 2 };
    let reported = Tokens { input: 1_500, output: 7, cache_read: 3, cache_write: 2 }.usage();
    let message = json!({ "role": "assistant", "content": [{ "text": CANARY }] });
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = model(&bedrock);
    for body in [
        json!({ "stopReason": "end_turn", "usage": reported }),
        json!({ "stopReason": "end_turn", "output": {}, "usage": reported }),
        json!({ "stopReason": 1, "output": { "message": message }, "usage": reported }),
        json!({ "stopReason": "end_turn", "output": { "message": CANARY }, "usage": reported }),
    ] {
        bedrock.set_answer(Answer::Raw(200, body.to_string()));
        let error = in_time(model.complete(prompt())).await.expect_err("unreadable");
        assert_eq!((error.kind(), error.usage()), (ModelErrorKind::Failed, Some(usage)), "{body}");
        assert_safe_to_log(&error, "unreadable");
    }
    bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text(CANARY), Step::metadata(reported)]));
    let (_, ending) = texts(stream(&model).await.expect("begun")).await;
    assert_eq!(ending.expect_err("no stop reason").usage(), Some(usage));
}

#[tokio::test]
async fn each_call_has_all_its_attempts_however_many_calls_have_failed() {
    let unavailable = Answer::Exception(503, "ServiceUnavailableException", String::new());
    let bedrock = FakeBedrock::start(unavailable.clone()).await;
    let model = model(&bedrock);
    // The SDK's own budget is that of about 50 such calls.
    let calls = (0..80).map(|_| model.complete(prompt()));
    for outcome in in_time(join_all(calls)).await {
        assert_eq!(outcome.expect_err("unavailable").kind(), ModelErrorKind::Unavailable);
    }
    assert_eq!(bedrock.requests().len(), 80 * 3);
    bedrock.set_answer(unavailable);
    let with_fallback = Prompt { has_fallback: true, ..prompt() };
    in_time(model.complete(with_fallback)).await.expect_err("unavailable");
    assert_eq!(bedrock.requests().len(), 2);
}

#[tokio::test]
async fn a_stream_that_bedrock_refuses_has_no_events_and_is_tried_as_often_as_a_call() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let (without_timeouts, with_short_timeout) = (model(&bedrock), model_with_short_stall_timeout(&bedrock));
    let unreachable = model_with("http://127.0.0.1:1", NO_TIMEOUTS);
    let broken = BrokenBedrock::start(&bedrock).await;
    let cut = model_with(&broken.url(), NO_TIMEOUTS);
    for row in error_tables::calls() {
        let place = &row.failure;
        let model = match (row.answer(), row.bytes(), place.as_str()) {
            (Some(answer), ..) => {
                bedrock.set_answer(answer);
                if place == "no answer" { &with_short_timeout } else { &without_timeouts }
            }
            (_, Some(bytes), _) => {
                broken.answer(bytes);
                &cut
            }
            (.., "connection refused") => &unreachable,
            // The whole system tests it.
            _ => continue,
        };
        let Err(error) = stream(model).await else { panic!("{place}: the stream begins") };
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
async fn a_failure_after_the_first_event_is_the_last_item_of_the_stream() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = model_with_short_stall_timeout(&bedrock);
    for row in error_tables::streams() {
        let place = &row.failure;
        bedrock.set_answer(Answer::Stream([vec![Step::start(), Step::text(CANARY)], row.steps()].concat()));
        let stream = stream(&model).await.unwrap_or_else(|error| panic!("{place}: {}", Chain(&error)));
        let (pieces, ending) = texts(stream).await;
        assert_eq!(pieces, [CANARY], "{place}: the pieces before the failure are kept");
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
async fn a_failure_before_the_first_event_is_returned_instead_of_a_stream() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let model = model_with_short_stall_timeout(&bedrock);
    for row in error_tables::streams_before_text() {
        let place = &row.failure;
        bedrock.set_answer(Answer::Stream(row.steps()));
        let Err(error) = stream(&model).await else { panic!("{place}: the stream begins") };
        assert_code(&error, &row.code, place);
        assert_safe_to_log(&error, place);
    }
}

#[tokio::test]
async fn a_long_stream_with_regular_events_does_not_time_out() {
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
async fn a_slow_reader_does_not_cause_a_stall_timeout() {
    let bedrock = FakeBedrock::start(Answer::Stream(completion("One two three", "end_turn", 1, 3))).await;
    let mut stream = stream(&model_with_short_stall_timeout(&bedrock)).await.expect("begun");
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
    bedrock.caller_disconnected().await;
}

#[tokio::test]
async fn a_stalled_stream_ends_the_call_to_bedrock() {
    let bedrock = FakeBedrock::start(Answer::Stream(vec![Step::start(), Step::Silence])).await;
    let stream = stream(&model_with_short_stall_timeout(&bedrock)).await.expect("begun");
    let (_, ending) = texts(stream).await;
    assert_eq!(ending.expect_err("silence").kind(), ModelErrorKind::TimedOut);
    bedrock.caller_disconnected().await;
}

#[tokio::test]
async fn aborting_before_the_first_event_ends_the_call_to_bedrock() {
    for answer in [Answer::Silence, Answer::Stream(vec![Step::Silence])] {
        let bedrock = FakeBedrock::start(answer).await;
        let model = model(&bedrock);
        let call = tokio::spawn(async move { model.stream(prompt()).await.map(drop) });
        in_time(async {
            while bedrock.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        call.abort();
        bedrock.caller_disconnected().await;
    }
}
