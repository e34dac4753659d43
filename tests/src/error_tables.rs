//! The tables of server/bedrock/ERRORS.md, and the answers of the fake Bedrock that cause each of their failures.

use aws_smithy_types::event_stream::Message;
use serde_json::json;

use crate::event_stream::{self, Step};
use crate::fake_bedrock::{Answer, Tokens};

/// A text that Bedrock may send and that no caller may see.
const CONFIDENTIAL: &str = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.canary";

/// A quote from a request or an answer, which Bedrock may send. Neither a caller nor the log may see it.
const QUOTING: &str = "it has canary-quoted in it";

/// What an unreadable answer used.
const USAGE: Tokens = Tokens { input: 1, output: 1, cache_read: 0, cache_write: 0 };

/// A setting with which failures do not open a breaker, for a server that meets one row after the other.
pub const NO_BREAKER: (&str, &str) = ("TEXTGATE_BREAKER_FAILURES", "4294967295");

/// A row of a table.
pub struct Row {
    /// What fails.
    pub failure: String,
    /// The status of Bedrock's answer, if there is one.
    pub http: Option<u16>,
    /// How often Bedrock is called.
    pub attempts: usize,
    /// The status of our answer.
    pub status: u16,
    /// The code in our answer or in the last event of our stream.
    pub code: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// The value of Retry-After, in seconds.
    pub retry_after: Option<u64>,
}

/// The failures of calls.
pub fn calls() -> Vec<Row> {
    let rows = table(0, |cells| {
        let [failure, http, attempts, outcome @ ..] = cells else { panic!("seven columns: {cells:?}") };
        Row { http: http.parse().ok(), attempts: attempts.parse().expect("a number"), ..row(failure, outcome) }
    });
    assert!(rows.len() >= 18, "the whole table is read");
    rows
}

/// The failures of streams that Bedrock has accepted.
pub fn streams() -> Vec<Row> {
    let rows = table(1, |cells| {
        let [failure, outcome @ ..] = cells else { panic!("five columns: {cells:?}") };
        row(failure, outcome)
    });
    assert!(rows.len() >= 22, "the whole table is read");
    rows
}

/// The failures of streams that Bedrock has accepted, as they end before the first text.
pub fn streams_before_text() -> Vec<Row> {
    let others = table(2, |cells| {
        let [failure, outcome @ ..] = cells else { panic!("five columns: {cells:?}") };
        row(failure, outcome)
    });
    assert_eq!(others.len(), 2, "the table is read whole");
    let is_other = |row: &Row| others.iter().any(|other| other.failure == row.failure);
    let mut rows: Vec<_> = streams().into_iter().filter(|row| !is_other(row)).collect();
    rows.extend(others);
    rows
}

/// The rows of the table with this number, without the names of its columns.
fn table(number: usize, row: impl Fn(&[&str]) -> Row) -> Vec<Row> {
    let text = include_str!("../../server/bedrock/ERRORS.md");
    let is_row = |line: &str| line.starts_with("| ");
    let lines: Vec<_> = text.lines().collect();
    let table = lines.chunk_by(|a, b| a.starts_with('|') == b.starts_with('|')).filter(|lines| is_row(lines[0]));
    let rows = table.skip(number).take(1).flatten().filter(|line| is_row(line)).skip(1);
    rows.map(|line| row(&line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>())).collect()
}

fn row(failure: &str, outcome: &[&str]) -> Row {
    let [status, code, retryable, retry_after] = outcome else { panic!("four columns: {outcome:?}") };
    Row {
        failure: failure.to_owned(),
        http: Some(200),
        attempts: 1,
        status: status.parse().expect("a status"),
        code: (*code).to_owned(),
        retryable: *retryable == "yes",
        retry_after: Some(*retry_after)
            .filter(|seconds| *seconds != "-")
            .map(|seconds| seconds.parse().expect("seconds")),
    }
}

impl Row {
    /// The answer that makes a call of the first table fail. None if no answer of Bedrock arrives whole.
    pub fn answer(&self) -> Option<Answer> {
        let http = self.http.unwrap_or_default();
        Some(match self.failure.as_str() {
            "no answer" => Answer::Silence,
            "an answer that is not JSON" => Answer::Raw(http, format!("<html>{CONFIDENTIAL}")),
            "an answer of another form" => {
                Answer::Raw(http, json!({ "stopReason": 1, "usage": USAGE.usage() }).to_string())
            }
            "an answer without a message" => {
                Answer::Raw(http, json!({ "stopReason": "end_turn", "usage": USAGE.usage() }).to_string())
            }
            "connection refused"
            | "connection closed before the answer"
            | "connection closed within the head of the answer"
            | "connection closed within the answer"
            | "an answer that is not HTTP"
            | "credentials that cannot be loaded" => return None,
            "an error without a name" => Answer::Raw(http, String::new()),
            "ValidationException: the input is too long" => Answer::Exception(
                http,
                "ValidationException",
                format!("Input is too long for requested model {CONFIDENTIAL}"),
            ),
            named @ ("ModelErrorException" | "ValidationException: anything else") => {
                Answer::Exception(http, name(named).leak(), QUOTING.to_owned())
            }
            named => Answer::Exception(http, name(named).leak(), said(named)),
        })
    }

    /// The bytes that a call of the first table fails by, after which the connection is closed. None where it holds.
    pub fn bytes(&self) -> Option<&'static [u8]> {
        Some(match self.failure.as_str() {
            "connection closed before the answer" => b"",
            "connection closed within the head of the answer" => b"HTTP/1.1 200 OK\r\ncontent-type: applic",
            "connection closed within the answer" => b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"output\":",
            "an answer that is not HTTP" => b"SSH-2.0-OpenSSH_9.6\r\n",
            _ => return None,
        })
    }

    /// The steps that make a stream of the second table fail, at its start or after other steps.
    pub fn steps(&self) -> Vec<Step> {
        let bytes = |bytes: &[u8]| Step::Bytes(bytes.to_vec().into());
        let whole = Step::frame("contentBlockDelta", &json!({ "delta": { "text": QUOTING } }).to_string());
        let spoiled = |place: usize| {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            Step::Bytes(bytes.into())
        };
        match self.failure.as_str() {
            "validationException: the input is too long" => {
                let message = format!("Input is too long for requested model {CONFIDENTIAL}");
                vec![Step::Exception("validationException".to_owned(), message)]
            }
            "the answer ends before its last event" => vec![],
            "the answer ends within an event" => vec![bytes(&whole[..whole.len() / 2])],
            // The SDK reads the first bytes of an event by themselves.
            "the answer ends after an event's prelude" => vec![bytes(&whole[..12])],
            "the connection is cut between two events" => vec![Step::Cut],
            "the connection is cut within an event" => vec![bytes(&whole[..whole.len() / 2]), Step::Cut],
            "an event's checksum is wrong" => vec![spoiled(whole.len() - 1)],
            "an event's prelude is wrong" => vec![spoiled(8)],
            // The event announces more bytes than it has.
            "an event's length is wrong" => vec![spoiled(1)],
            "an event is not JSON" => vec![bytes(&Step::frame("contentBlockDelta", QUOTING))],
            "an event has no type" => vec![bytes(&event_stream::encode(&Message::new(QUOTING)))],
            "an event has an unknown type" => {
                vec![bytes(&event_stream::frame(QUOTING, ":event-type", QUOTING.to_owned(), QUOTING.to_owned()))]
            }
            "there is no stop reason" => vec![Step::usage(1, 1)],
            "there is neither a stop reason nor usage" => vec![Step::Event("metadata", json!({}))],
            "no further event" => vec![Step::Silence],
            "no further bytes within an event" => vec![bytes(&whole[..whole.len() / 2]), Step::Silence],
            named @ ("modelStreamErrorException" | "validationException: anything else") => {
                vec![Step::Exception(name(named), QUOTING.to_owned())]
            }
            named => vec![Step::Exception(name(named), said(named))],
        }
    }
}

/// What Bedrock says in an exception of this failure.
fn said(failure: &str) -> String {
    let said = match failure.split_once(": ").map_or("", |(_, cause)| cause) {
        "a daily quota" => "Too many tokens per day, please wait before trying again.",
        "a stop sequence" => "stop_sequences: each stop sequence must contain non-whitespace",
        "a content filter" => "Output blocked by content filtering policy",
        "the operator's configuration" => "The provided model identifier is invalid.",
        "end of life" => "This model version has reached the end of its life.",
        "a timeout" => "Model has timed out in processing the request. Try your request again.",
        _ => "Refused",
    };
    format!("{said} For {CONFIDENTIAL}")
}

/// The name of the exception in the name of a failure.
fn name(failure: &str) -> String {
    failure.split(':').next().unwrap_or_default().to_owned()
}
