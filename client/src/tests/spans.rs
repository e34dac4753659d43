//! The tracing spans of the client: one for each call, one for each attempt, and no text in them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::scripted::{Scripted, Step};

/// A recorded span or event: its name, the id of the span around it, and its fields.
#[derive(Clone, Debug, Default)]
struct Recorded {
    name: String,
    parent: Option<u64>,
    fields: BTreeMap<String, String>,
}

/// Records the client's own spans and events. All tests of this program share one recorder: if a thread without a
/// subscriber reaches a span first, tracing disables that span for good.
#[derive(Clone, Default)]
struct Recorder {
    records: Arc<Mutex<Vec<Recorded>>>,
}

thread_local! {
    /// The ids of the spans that a test's thread has entered.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// The span of a call, and the spans and events within it.
struct RecordedCall {
    span: Recorded,
    attempts: Vec<Recorded>,
    events: Vec<Recorded>,
}

impl Recorder {
    fn shared() -> &'static Self {
        static RECORDER: OnceLock<Recorder> = OnceLock::new();
        RECORDER.get_or_init(|| {
            let recorder = Self::default();
            tracing::subscriber::set_global_default(recorder.clone()).expect("no other subscriber");
            recorder
        })
    }

    /// The call with this request id.
    fn call(&self, request_id: &str) -> RecordedCall {
        let all = self.records.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert!(!format!("{all:?}").contains("canary"), "{all:#?}");
        let calls = (1..).zip(&all).filter(|(_, record)| field(record, "request_id") == request_id);
        let calls: Vec<_> = calls.collect();
        let [(id, span)] = calls.as_slice() else { panic!("one span: {calls:#?}") };
        let within = |name: &str| {
            all.iter().filter(|record| record.name == name && record.parent == Some(*id)).cloned().collect()
        };
        RecordedCall { span: (*span).clone(), attempts: within("textgate_attempt"), events: within("event") }
    }

    fn add(&self, name: &str, read: impl FnOnce(&mut Fields<'_>)) -> u64 {
        let parent = ENTERED.with_borrow(|entered| entered.last().copied());
        let mut record = Recorded { name: name.to_owned(), parent, ..Recorded::default() };
        read(&mut Fields(&mut record.fields));
        let mut all = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(record);
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
        Id::from_u64(self.add(span.metadata().name(), |fields| span.record(fields)))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut all = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = usize::try_from(span.into_u64() - 1).ok().and_then(|index| all.get_mut(index)) {
            values.record(&mut Fields(&mut record.fields));
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add("event", |fields| event.record(fields));
    }

    fn enter(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    fn exit(&self, _: &Id) {
        ENTERED.with_borrow_mut(Vec::pop);
    }
}

fn field<'a>(record: &'a Recorded, name: &str) -> &'a str {
    record.fields.get(name).map_or("", String::as_str)
}

const OUTCOME: [&str; 5] = ["operation", "attempts", "status", "code", "number"];

fn outcome(record: &Recorded) -> [&str; 5] {
    OUTCOME.map(|name| field(record, name))
}

#[tokio::test]
async fn a_call_has_a_span_with_a_span_for_each_attempt() {
    let recorder = Recorder::shared();
    let failing = [Step::error(429, "rate_limited", "retry-after: 5\r\n"), Step::Hangup];
    let server = Scripted::start(failing.into_iter().chain([Step::ok()])).await;
    let (client, _) = server.client(|client| client.api_key("canary-key"));
    client.generate().input("canary-input").send().await.expect("answered");
    let call = recorder.call(&server.received()[0].headers["x-request-id"]);
    assert_eq!(call.span.name, "textgate_call");
    assert_eq!(outcome(&call.span), ["generate", "3", "200", "", ""]);
    let attempts: Vec<_> = call.attempts.iter().map(outcome).collect();
    let expected = [["", "", "429", "rate_limited", "1"], ["", "", "", "Connection", "2"], ["", "", "200", "", "3"]];
    assert_eq!(attempts, expected);
    let waits: Vec<_> = call.events.iter().map(|record| field(record, "wait_ms")).collect();
    assert_eq!(waits, ["5000", "1000"]);
}

#[tokio::test]
async fn the_span_of_a_refused_call_has_the_code_and_one_attempt() {
    let recorder = Recorder::shared();
    let server = Scripted::start([Step::error(400, "invalid_request", "")]).await;
    let (client, _) = server.client(|client| client);
    client.generate().input("canary-input").send().await.expect_err("refused");
    let call = recorder.call(&server.received()[0].headers["x-request-id"]);
    assert_eq!(outcome(&call.span), ["generate", "1", "400", "invalid_request", ""]);
    assert_eq!((call.attempts.len(), call.events.len()), (1, 0));
}
