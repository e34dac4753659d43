//! `generate_stream` over a real socket, from the fake Bedrock to the client: each piece arrives at once, and each failure is
//! reported.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use jsonschema::Draft;
use reqwest::Response;
use serde_json::{Value, json};
use textgate::types::StreamEvent;
use textgate::{Client, Error, ErrorKind, EventStream};
use textgate_tests::error_tables;
use textgate_tests::event_stream::{Gate, Step};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};
use textgate_tests::service_error::{ServiceError, service_error};
use textgate_tests::timeouts::in_time;

/// Short enough to wait for, and longer than the pauses between three attempts, which take up to 0.6 s.
const STALL_SECONDS: &str = "3";

/// The texts of callers and models, which no log may have.
const INPUT: &str = "canary-input";
const OUTPUT: &str = "canary-output";

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);

async fn start(answer: Answer) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(answer).await;
    let server = Server::start(&mut server_on(&bedrock));
    (bedrock, server)
}

async fn begin(server: &Server) -> Result<EventStream, Error> {
    in_time(server.client().generate_stream().input(INPUT).events()).await
}

async fn begun(server: &Server) -> EventStream {
    begin(server).await.expect("begun")
}

async fn text(events: &mut EventStream) -> String {
    match in_time(events.next()).await.expect("an event").expect("no error") {
        StreamEvent::DeltaEvent(delta) => delta.text,
        other => panic!("expected text: {other:?}"),
    }
}

/// The error in the next event, which must be the last one. Its request id must be that of the header.
async fn failure(events: &mut EventStream) -> ServiceError {
    let failure = service_error(in_time(events.next()).await.expect("an event"));
    assert_eq!(failure.request_id, events.request_id());
    assert!(in_time(events.next()).await.is_none(), "nothing follows the error");
    failure
}

async fn post(server: &Server) -> Response {
    let request = reqwest::Client::new().post(format!("{}/generate/stream", server.url()));
    in_time(request.body(json!({ "input": INPUT }).to_string()).send()).await.expect("an answer")
}

/// The events of a body: name and data.
fn events_of(body: &str) -> Vec<(&str, Value)> {
    let events = body.strip_suffix("\n\n").expect("the last event is complete").split("\n\n");
    let events = events.map(|event| {
        let (name, data) = event.split_once('\n').expect("two lines");
        let data = data.strip_prefix("data: ").expect("data");
        (name.strip_prefix("event: ").expect("a name"), serde_json::from_str(data).expect("JSON"))
    });
    events.collect()
}

fn assert_no_text(log: &str) {
    assert!(!log.contains("canary-"), "{log}");
}

#[tokio::test]
async fn each_piece_arrives_before_the_next_one_is_generated() {
    let gate = Gate::default();
    let steps = vec![
        Step::start(),
        Step::text("One"),
        Step::Wait(gate.clone()),
        Step::text(" two"),
        Step::Wait(gate.clone()),
        Step::stop("end_turn"),
        Step::usage(1, 2),
    ];
    let (_bedrock, server) = start(Answer::Stream(steps)).await;
    let mut events = begun(&server).await;
    assert_eq!(text(&mut events).await, "One");
    assert!(!server.log().text().contains("request answered"), "the answer has not ended");
    gate.open();
    assert_eq!(text(&mut events).await, " two");
    gate.open();
    let Some(Ok(StreamEvent::DoneEvent(done))) = in_time(events.next()).await else { panic!("done") };
    assert_eq!((done.usage.input_tokens, done.usage.output_tokens), (1, 2));
    assert!(in_time(events.next()).await.is_none());

    let id = events.request_id();
    server.log().line_with(&["request answered", "status=200", "output_tokens=2", "time_to_first_token_ms=", id]);
    let log = server.log().text();
    assert_eq!(log.matches(id).count(), 1, "one line: {log}");
}

#[tokio::test]
async fn the_pieces_add_up_to_the_whole_answer() {
    let (bedrock, server) = start(COMPLETION).await;
    let whole = server.client().generate().input(INPUT).send().await.expect("answered");
    let collected = in_time(begun(&server).await.collect()).await.expect("complete");
    assert_eq!(collected.output, whole.output);
    assert_eq!((&collected.model, collected.stop_reason), (&whole.model, whole.stop_reason));
    assert_eq!(collected.usage.cost_usd.as_deref(), Some("0.000001015"));
    assert_eq!(collected.usage.total_tokens, whole.usage.total_tokens);
    assert!(collected.id.starts_with("gen_") && collected.id != whole.id, "{}", collected.id);
    assert_eq!(bedrock.requests().len(), 2);
}

#[tokio::test]
async fn the_events_and_headers_are_as_the_document_says() {
    let document: Value = serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON");
    let answer = &document["paths"]["/generate/stream"]["post"]["responses"]["200"];
    let mut schema = document.clone();
    schema["$ref"] = answer["content"]["text/event-stream"]["x-item-schema"]["$ref"].clone();
    let event = jsonschema::options().with_draft(Draft::Draft4).build(&schema).expect("a schema");
    assert!(!event.is_valid(&json!({ "type": "delta" })) && !event.is_valid(&json!({ "type": "done", "text": "" })));

    let (bedrock, server) = start(COMPLETION).await;
    let response = post(&server).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    for name in answer["headers"].as_object().expect("headers").keys() {
        assert_eq!(response.headers().get_all(name).iter().count(), 1, "{name}");
    }
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body = in_time(response.text()).await.expect("text");
    let mut events = events_of(&body);
    assert_eq!(events.last().expect("events").0, "done");

    let failing = vec![Step::start(), Step::text(OUTPUT), Step::Exception("throttlingException".into(), String::new())];
    bedrock.set_answer(Answer::Stream(failing));
    let body = in_time(post(&server).await.text()).await.expect("text");
    events.extend(events_of(&body));
    assert_eq!(events.last().expect("events").0, "error");
    for (name, data) in &events {
        assert!(event.is_valid(data), "{data}");
        assert_eq!(data["type"], *name);
    }
}

#[tokio::test]
async fn a_failure_before_the_first_piece_is_an_answer_with_an_error_status() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let server =
        Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER, ("TEXTGATE_STALL_TIMEOUT", STALL_SECONDS)]));
    let calls = error_tables::calls().into_iter().filter_map(|row| Some((row.answer()?, row)));
    let started = |row: &error_tables::Row| Answer::Stream([vec![Step::start()], row.steps()].concat());
    let streams = error_tables::streams_before_text().into_iter().map(|row| (started(&row), row));
    for (answer, row) in calls.chain(streams) {
        let place = &row.failure;
        bedrock.set_answer(answer);
        let refusal = service_error(begin(&server).await);
        assert_eq!(refusal.outcome(), (row.status, row.code.as_str()), "{place}");
        assert_eq!(refusal.retry_after, row.retry_after, "{place}");
    }
    let body = reqwest::Client::new().post(format!("{}/generate/stream", server.url())).body(r#"{"input":""}"#);
    let refusal = in_time(body.send()).await.expect("an answer");
    assert_eq!(
        (refusal.status().as_u16(), &refusal.headers()["content-type"]),
        (400, &"application/json".parse().expect("a value"))
    );
    assert_no_text(&server.log().text());
}

#[tokio::test]
async fn a_failure_after_the_first_piece_is_the_last_event() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let server =
        Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER, ("TEXTGATE_STALL_TIMEOUT", STALL_SECONDS)]));
    for row in error_tables::streams() {
        let place = &row.failure;
        bedrock.set_answer(Answer::Stream([vec![Step::start(), Step::text(OUTPUT)], row.steps()].concat()));
        let mut events = begun(&server).await;
        assert_eq!(text(&mut events).await, OUTPUT, "{place}");
        let body = failure(&mut events).await;
        assert_eq!(body.code, row.code, "{place}");
        let code = format!("code=\"{}\"", row.code);
        let line = server.log().line_with(&["ERROR", "request failed", "status=200", &code, &body.request_id]);
        assert!(line.contains("cause="), "{place}: {line}");
        // A reason that no rule knows has a warning of its own.
        let lines = if place.contains("anything else") { 2 } else { 1 };
        assert_eq!(server.log().text().matches(&body.request_id).count(), lines, "{place}: its lines");
    }
    assert_no_text(&server.log().text());
}

#[tokio::test]
async fn if_the_caller_disconnects_the_call_to_bedrock_ends() {
    let (bedrock, server) = start(Answer::Stream(vec![Step::start(), Step::text(OUTPUT), Step::Silence])).await;
    let mut events = begun(&server).await;
    assert_eq!(text(&mut events).await, OUTPUT);
    let id = events.request_id().to_owned();
    drop(events);
    in_time(bedrock.caller_disconnected()).await;
    let abandoned = "connection closed before the answer ended";
    let line = server.log().line_with(&[abandoned, "status=200", "time_to_first_token_ms=", &id]);
    assert!(line.contains("estimated_input_tokens=") && line.contains("estimated_output_tokens="), "{line}");
    assert!(!line.contains(" input_tokens=") && !line.contains("cost_usd"), "the usage is not known: {line}");
    let log = server.log().text();
    assert_eq!(log.matches(&id).count(), 1, "{log}");
    assert_no_text(&log);
}

#[tokio::test]
async fn if_the_caller_disconnects_before_the_first_piece_the_call_to_bedrock_ends() {
    let (bedrock, server) = start(Answer::Stream(vec![Step::start(), Step::Silence])).await;
    let client = server.client();
    let call = tokio::spawn(async move { client.generate_stream().input(INPUT).events().await });
    in_time(async {
        while bedrock.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    call.abort();
    in_time(bedrock.caller_disconnected()).await;
    server.log().line_with(&["connection closed before the answer ended"]);
}

#[tokio::test]
async fn comments_are_sent_while_there_is_no_event() {
    let gate = Gate::default();
    let rest = vec![Step::Wait(gate.clone()), Step::stop("end_turn"), Step::usage(1, 1)];
    let (_bedrock, server) = start(Answer::Stream([vec![Step::start(), Step::text("One")], rest].concat())).await;
    let mut bytes = post(&server).await.bytes_stream();
    let mut body = Vec::new();
    while !body.ends_with(b"\n\n:\n\n") {
        body.extend_from_slice(&in_time(bytes.next()).await.expect("more").expect("bytes"));
    }
    assert!(body.starts_with(b"event: delta\n"), "the first bytes are an event");
    gate.open();
    while let Some(bytes) = in_time(bytes.next()).await {
        body.extend_from_slice(&bytes.expect("bytes"));
    }
    assert!(String::from_utf8_lossy(&body).contains("\n\n:\n\nevent: done\n"));
}

#[tokio::test]
async fn the_clients_timeout_limits_the_time_between_events_and_not_the_whole_stream() {
    let timeout = Duration::from_secs(1);
    let pieces = (0..6).flat_map(|_| [Step::Pause(timeout / 3), Step::text("on ")]);
    let answered = [vec![Step::start()], pieces.collect(), vec![Step::stop("end_turn"), Step::usage(1, 6)]].concat();
    let bedrock = FakeBedrock::start(Answer::Stream(answered)).await;
    // The server's stall timeout is too long to end the call.
    let server = Server::start(server_on(&bedrock).env("TEXTGATE_STALL_TIMEOUT", "600"));
    let client = Client::builder(server.url()).timeout(timeout).build().expect("a client");
    let ask = || client.generate_stream().input(INPUT).events();
    let began = Instant::now();
    let answer = in_time(in_time(ask()).await.expect("begun").collect()).await.expect("complete");
    assert!(answer.output == "on ".repeat(6) && began.elapsed() > timeout, "{:?}", began.elapsed());

    bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text(OUTPUT), Step::Silence]));
    let mut events = in_time(ask()).await.expect("begun");
    assert_eq!(text(&mut events).await, OUTPUT);
    let ending = in_time(events.next()).await.expect("an event");
    assert_eq!(ending.expect_err("cut off").kind(), ErrorKind::Timeout);
    in_time(bedrock.caller_disconnected()).await;

    bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::Silence]));
    let ending = in_time(ask()).await;
    assert_eq!(ending.expect_err("no answer").kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn if_the_server_is_killed_the_client_returns_an_error_and_not_a_shorter_text() {
    let (_bedrock, server) = start(Answer::Stream(vec![Step::start(), Step::text(OUTPUT), Step::Silence])).await;
    let mut events = begun(&server).await;
    assert_eq!(text(&mut events).await, OUTPUT);
    drop(server);
    let ending = in_time(events.next()).await.expect("an event");
    let kind = ending.expect_err("cut off").kind();
    assert!(matches!(kind, ErrorKind::Connection | ErrorKind::CutOff), "{kind:?}");
    assert!(in_time(events.next()).await.is_none());
}

#[tokio::test]
async fn a_server_that_stops_ends_unfinished_streams_with_an_error() {
    fn by_text(text: &str) -> Answer {
        match text {
            INPUT => Answer::Stream(vec![Step::start(), Step::text(OUTPUT), Step::Silence]),
            _ => Answer::Silence,
        }
    }
    let (bedrock, server) = start(Answer::ByText(by_text)).await;
    let mut events = begun(&server).await;
    assert_eq!(text(&mut events).await, OUTPUT);
    // A second stream has not begun.
    let client = server.client();
    let waiting = tokio::spawn(async move { client.generate_stream().input("Hello").events().await });
    in_time(async {
        while bedrock.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.terminate();
    let body = failure(&mut events).await;
    assert_eq!(body.code, "shutting_down");
    let refusal = service_error(in_time(waiting).await.expect("no panic"));
    assert_eq!(refusal.outcome(), (503, "shutting_down"));
    assert!(refusal.retry_after.is_some(), "{refusal:?}");
    let log = server.wait_until_stopped();
    assert_eq!(log.matches("code=\"shutting_down\"").count(), 2, "{log}");
    assert!(!log.contains("stopped with requests under way"), "{log}");
    assert_no_text(&log);
}

#[tokio::test]
async fn a_server_that_stops_lets_streams_finish_for_a_short_time() {
    let gate = Gate::default();
    let rest = vec![Step::Wait(gate.clone()), Step::stop("end_turn"), Step::usage(1, 1)];
    let (_bedrock, server) = start(Answer::Stream([vec![Step::start(), Step::text("One")], rest].concat())).await;
    let events = begun(&server).await;
    server.terminate();
    server.log().line_with(&["stopping"]);
    gate.open();
    assert_eq!(in_time(events.collect()).await.expect("complete").output, "One");
    server.wait_until_stopped();
}
