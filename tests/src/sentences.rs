//! The tables of server/bedrock/ERRORS.md under "What Bedrock says": the sentences, and what each of their classes means.

use crate::event_stream::Step;
use crate::fake_bedrock::Answer;

const PAGE: &str = include_str!("../../server/bedrock/ERRORS.md");

/// A sentence of Bedrock.
#[derive(Debug)]
pub struct Sentence {
    /// The message of the exception.
    pub text: &'static str,
    /// The name of the exception.
    pub exception: &'static str,
    /// The HTTP status.
    pub http: u16,
    /// The class, without its field.
    pub class: &'static str,
    /// The field of the request that the class names.
    pub field: Option<&'static str>,
}

/// What the callers of a class of sentences get.
#[derive(Debug)]
pub struct Class {
    /// The name.
    pub name: &'static str,
    /// Whether the operator, the model or Bedrock is at fault, so that a server error is right.
    pub may_be_server_error: bool,
    /// The status.
    pub status: u16,
    /// The code.
    pub code: &'static str,
    /// Seconds.
    pub retry_after: Option<u64>,
}

/// All sentences.
pub fn sentences() -> Vec<Sentence> {
    let lines = PAGE.lines().filter_map(|line| line.strip_prefix("| ``"));
    let read = lines.map(|line| {
        let (text, rest) = line.split_once("`` | ").expect("a sentence ends");
        let [exception, http, class, ..] = rest.split(" | ").collect::<Vec<_>>()[..] else { panic!("columns: {line}") };
        let (class, field) = class.split_once(": ").map_or((class, None), |(class, field)| (class, Some(field)));
        let text = text.trim().replace("\\|", "|").leak();
        Sentence { text, exception, http: http.parse().expect("a status"), class, field }
    });
    let sentences: Vec<_> = read.collect();
    assert!(sentences.len() >= 140, "the tables are read whole");
    sentences
}

/// All classes.
pub fn classes() -> Vec<Class> {
    let lines = PAGE.lines().skip_while(|line| !line.starts_with("| class | ")).skip(2);
    let rows = lines.take_while(|line| line.starts_with("| ")).map(|line| {
        let cells: Vec<_> = line.trim_matches(['|', ' ']).split(" | ").collect();
        let [name, fault, status, code, _, wait, _] = cells[..] else { panic!("seven columns: {line}") };
        Class {
            name,
            may_be_server_error: !fault.starts_with("the caller's"),
            status: status.parse().expect("a status"),
            code,
            retry_after: wait.parse().ok(),
        }
    });
    let classes: Vec<_> = rows.collect();
    assert_eq!(classes.len(), 13, "the table is read whole");
    classes
}

impl Sentence {
    /// An answer that has the sentence as its error.
    pub fn error(&self) -> Answer {
        Answer::Exception(self.http, self.exception, self.text.to_owned())
    }

    /// A stream that has the sentence as its first event.
    pub fn first_event(&self) -> Answer {
        let mut name = self.exception.to_owned();
        name[..1].make_ascii_lowercase();
        Answer::Stream(vec![Step::Exception(name, self.text.to_owned())])
    }
}
