//! What a caller's subscriber sees: one span a call, one an attempt, and no text.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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

/// Keeps the client's own spans and events. One for all tests of this program: where a thread without a subscriber comes
/// by a span first, tracing remembers that nobody is interested.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<Seen>>>,
}

thread_local! {
    /// The spans around what a test's thread does.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A call and what happened within it.
struct Call {
    span: Seen,
    attempts: Vec<Seen>,
    events: Vec<Seen>,
}

impl Recorder {
    fn of_all_tests() -> &'static Self {
        static RECORDER: OnceLock<Recorder> = OnceLock::new();
        RECORDER.get_or_init(|| {
            let recorder = Self::default();
            tracing::subscriber::set_global_default(recorder.clone()).expect("no other subscriber");
            recorder
        })
    }

    /// The one call with this request id.
    fn call(&self, request_id: &str) -> Call {
        let all = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert!(!format!("{all:?}").contains("canary"), "{all:#?}");
        let calls = (1..).zip(&all).filter(|(_, seen)| field(seen, "request_id") == request_id);
        let calls: Vec<_> = calls.collect();
        let [(id, span)] = calls.as_slice() else { panic!("one span: {calls:#?}") };
        let within =
            |name: &str| all.iter().filter(|seen| seen.name == name && seen.parent == Some(*id)).cloned().collect();
        Call { span: (*span).clone(), attempts: within("textgate_attempt"), events: within("event") }
    }

    fn keep(&self, name: &str, read: impl FnOnce(&mut Fields<'_>)) -> u64 {
        let parent = ENTERED.with_borrow(|entered| entered.last().copied());
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
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    fn exit(&self, _: &Id) {
        ENTERED.with_borrow_mut(Vec::pop);
    }
}

fn field<'a>(seen: &'a Seen, name: &str) -> &'a str {
    seen.fields.get(name).map_or("", String::as_str)
}

const OUTCOME: [&str; 5] = ["operation", "attempts", "status", "code", "number"];

fn outcome(seen: &Seen) -> [&str; 5] {
    OUTCOME.map(|name| field(seen, name))
}

#[tokio::test]
async fn a_call_is_a_span_around_one_for_each_attempt() {
    let recorder = Recorder::of_all_tests();
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
    let waits: Vec<_> = call.events.iter().map(|seen| field(seen, "wait_ms")).collect();
    assert_eq!(waits, ["5000", "1000"]);
}

#[tokio::test]
async fn a_refused_call_tells_its_code_and_its_one_attempt() {
    let recorder = Recorder::of_all_tests();
    let server = Scripted::start([Step::error(400, "invalid_request", "")]).await;
    let (client, _) = server.client(|client| client);
    client.generate().input("canary-input").send().await.expect_err("refused");
    let call = recorder.call(&server.received()[0].headers["x-request-id"]);
    assert_eq!(outcome(&call.span), ["generate", "1", "400", "invalid_request", ""]);
    assert_eq!((call.attempts.len(), call.events.len()), (1, 0));
}
