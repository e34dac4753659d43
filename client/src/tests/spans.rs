//! What a caller's subscriber sees: one span a call, one an attempt, and no text.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::scripted::{Scripted, Step};

/// A span's name, the number of the one around it, and its fields.
#[derive(Clone, Debug, Default)]
struct Seen {
    name: String,
    parent: Option<u64>,
    fields: BTreeMap<String, String>,
}

/// Keeps the client's own spans and events.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<Seen>>>,
    entered: Arc<Mutex<Vec<u64>>>,
}

impl Recorder {
    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, name: &str, read: impl FnOnce(&mut Fields<'_>)) -> u64 {
        let parent = self.entered.lock().unwrap_or_else(PoisonError::into_inner).last().copied();
        let mut seen = Seen { name: name.to_owned(), parent, ..Seen::default() };
        read(&mut Fields(&mut seen.fields));
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(seen);
        all.len() as u64
    }
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("textgate")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Id::from_u64(self.keep(span.metadata().name(), |fields| span.record(fields)))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = usize::try_from(span.into_u64() - 1).ok().and_then(|index| all.get_mut(index)) {
            values.record(&mut Fields(&mut seen.fields));
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep("event", |fields| event.record(fields));
    }

    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner).push(span.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner).pop();
    }
}

fn field<'a>(seen: &'a Seen, name: &str) -> &'a str {
    seen.fields.get(name).map_or("", String::as_str)
}

#[tokio::test]
async fn a_call_is_a_span_around_one_for_each_attempt() {
    let recorder = Recorder::default();
    let _guard = tracing::subscriber::set_default(recorder.clone());
    let failing = [Step::error(429, "rate_limited", "retry-after: 5\r\n"), Step::Hangup];
    let server = Scripted::start(failing.into_iter().chain([Step::ok()])).await;
    let (client, _) = server.client(|client| client.api_key("canary-key"));
    client.generate().input("canary-input").send().await.expect("answered");
    let seen = recorder.seen();
    let call = seen.iter().position(|seen| seen.name == "textgate_call").expect("a span");
    let fields = ["operation", "attempts", "status", "code"].map(|name| field(&seen[call], name));
    assert_eq!(fields, ["generate", "3", "200", ""]);
    assert_eq!(field(&seen[call], "request_id"), server.received()[0].headers["x-request-id"]);
    let attempts: Vec<_> = seen.iter().filter(|seen| seen.name == "textgate_attempt").collect();
    assert!(attempts.iter().all(|attempt| attempt.parent == Some(call as u64 + 1)), "{seen:#?}");
    let told: Vec<_> = attempts.iter().map(|seen| ["number", "status", "code"].map(|name| field(seen, name))).collect();
    assert_eq!(told, [["1", "429", "rate_limited"], ["2", "", "Connection"], ["3", "200", ""]]);
    let waits: Vec<_> = seen.iter().filter(|seen| seen.name == "event").map(|seen| field(seen, "wait_ms")).collect();
    assert_eq!(waits, ["5000", "1000"]);
    assert!(!format!("{seen:?}").contains("canary"), "{seen:#?}");
}

#[tokio::test]
async fn a_refused_call_tells_its_code_and_its_one_attempt() {
    let recorder = Recorder::default();
    let _guard = tracing::subscriber::set_default(recorder.clone());
    let server = Scripted::start([Step::error(400, "invalid_request", "")]).await;
    let (client, _) = server.client(|client| client);
    client.generate().input("canary-input").send().await.expect_err("refused");
    let seen = recorder.seen();
    let names: Vec<_> = seen.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, ["textgate_call", "textgate_attempt"]);
    let fields = ["operation", "attempts", "status", "code"].map(|name| field(&seen[0], name));
    assert_eq!(fields, ["generate", "1", "400", "invalid_request"]);
}
