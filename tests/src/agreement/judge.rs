//! Who is asked whether a body is valid: something in this process, the server over HTTP, or a program.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use futures_util::{StreamExt, stream};
use jsonschema::Draft;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use textgate_openapi::{Validator, json as acceptable};

use crate::bodies::{Json, Operation, operations};

/// Requests to the server at once.
const CALLERS: usize = 8;

/// A body as it is put before the judges, written and read once.
#[derive(Clone, Debug)]
pub struct Case {
    text: String,
    value: Value,
}

impl Case {
    /// The case of `body`, which has to be an acceptable JSON text.
    pub fn new(body: &Json) -> Self {
        let text = body.to_string();
        let value = acceptable::parse(text.as_bytes()).expect("an acceptable text");
        Self { text, value }
    }
}

/// What a judge says of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it accepts it; `None` where it says neither.
    pub accepted: Option<bool>,
    /// In its own words.
    pub said: String,
}

impl Verdict {
    /// Whether it accepts the body.
    pub fn accepts(&self) -> bool {
        self.accepted == Some(true)
    }
}

impl From<bool> for Verdict {
    fn from(accepted: bool) -> Self {
        Self { accepted: Some(accepted), said: if accepted { "accepts it" } else { "refuses it" }.to_owned() }
    }
}

/// Who says whether a body is valid.
pub struct Judge {
    name: &'static str,
    means: Means,
}

type Accepts = Box<dyn Fn(&Value) -> bool + Send + Sync>;

enum Means {
    /// By the operation's path.
    Here(HashMap<String, Accepts>),
    Server {
        url: String,
        http: reqwest::Client,
    },
    Program {
        program: Program,
        schemas: HashMap<String, String>,
    },
}

impl Judge {
    /// The schemas of `document`, read by the crate jsonschema. OpenAPI 3.0 without `nullable` is draft 4 where the
    /// requests are.
    pub fn json_schema(name: &'static str, document: &Value) -> Self {
        Self::by_operation(name, document, |operation| {
            let mut schema = document.clone();
            schema["$ref"] = format!("#{}", operation.schema).into();
            let validator = jsonschema::options().with_draft(Draft::Draft4).build(&schema).expect("a schema");
            Box::new(move |body| validator.is_valid(body))
        })
    }

    /// What the server enforces `document` with, in this process.
    pub fn validator(name: &'static str, document: &Value) -> Self {
        Self::by_operation(name, document, |operation| {
            let validator = Validator::compile(document, &operation.schema).expect("compiles");
            Box::new(move |body| validator.violations(body).is_empty())
        })
    }

    /// What each operation's body type in Rust can hold.
    pub fn types(name: &'static str, document: &Value, reader: fn(schema: &str) -> fn(&Value) -> bool) -> Self {
        Self::by_operation(name, document, |operation| {
            let reads = reader(operation.schema.rsplit('/').next().unwrap_or_default());
            Box::new(reads)
        })
    }

    /// A server at `url`.
    pub fn server(url: &str) -> Self {
        let http = reqwest::Client::new();
        Self { name: "server", means: Means::Server { url: url.to_owned(), http } }
    }

    /// A program that reads lines `{"schema": pointer, "text": body}` and answers each with a line `{"accepted": …,
    /// "because": …}`; it knows the document.
    pub fn program(name: &'static str, document: &Value, command: &mut Command) -> Self {
        let schemas = operations(document).into_iter().map(|operation| (operation.path, operation.schema)).collect();
        Self { name, means: Means::Program { program: Program::start(command), schemas } }
    }

    fn by_operation(name: &'static str, document: &Value, judge: impl Fn(&Operation) -> Accepts) -> Self {
        let judges = operations(document).into_iter().map(|operation| (operation.path.clone(), judge(&operation)));
        Self { name, means: Means::Here(judges.collect()) }
    }

    /// What it is called in a report.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its verdict on each case.
    pub async fn verdicts(&mut self, operation: &Operation, cases: &[Case]) -> Vec<Verdict> {
        match &mut self.means {
            Means::Here(judges) => {
                let judge = &judges[&operation.path];
                cases.iter().map(|case| judge(&case.value).into()).collect()
            }
            Means::Server { url, http } => {
                let calls = cases.iter().map(|case| call(http, url, operation, case.text.clone().into_bytes()));
                stream::iter(calls).buffered(CALLERS).collect().await
            }
            Means::Program { program, schemas } => program.ask(&schemas[&operation.path], cases),
        }
    }
}

/// The server's verdict. What the policy refuses has passed the contract; a fault of the service is no verdict.
pub async fn call(http: &reqwest::Client, url: &str, operation: &Operation, body: Vec<u8>) -> Verdict {
    let answer = http.post(format!("{url}{}", operation.path)).body(body).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("an answer");
    let accepted = match status {
        200 | 403 | 404 => Some(true),
        400 => Some(false),
        _ => None,
    };
    Verdict { accepted, said: format!("answers {status} {}", text.chars().take(300).collect::<String>()) }
}

/// Whether the type reads the value.
pub fn reads<T: DeserializeOwned>(body: &Value) -> bool {
    T::deserialize(body).is_ok()
}

/// A document as API Gateway judges by it: array lengths are not among what it looks at.
pub fn without_array_lengths(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| !matches!(name.as_str(), "minItems" | "maxItems"));
            kept.map(|(name, member)| (name.clone(), without_array_lengths(member))).collect()
        }
        Value::Array(elements) => elements.iter().map(without_array_lengths).collect(),
        other => other.clone(),
    }
}

/// A program that judges line by line. It ends with the value.
struct Program {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Program {
    fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the judge starts");
        let answers = BufReader::new(process.stdout.take().expect("piped"));
        Self { process, answers }
    }

    /// Asks from a thread of its own, so that neither side waits for a full pipe.
    fn ask(&mut self, schema: &str, cases: &[Case]) -> Vec<Verdict> {
        let questions = self.process.stdin.as_mut().expect("piped");
        let answers = &mut self.answers;
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut questions = BufWriter::new(questions);
                for Case { text, .. } in cases {
                    writeln!(questions, "{}", json!({ "schema": schema, "text": text })).expect("the judge listens");
                }
                questions.flush().expect("the judge listens");
            });
            let mut line = String::new();
            let verdicts = cases.iter().map(|_| {
                line.clear();
                answers.read_line(&mut line).expect("the judge answers");
                let answer: Value = serde_json::from_str(&line).expect("the judge answers in JSON");
                let accepted = answer["accepted"].as_bool().expect("a verdict");
                let because = answer["because"].as_str().unwrap_or_default();
                Verdict { accepted: Some(accepted), said: format!("{}: {because}", Verdict::from(accepted).said) }
            });
            verdicts.collect()
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
