//! A judge says whether a body is valid. It is in this process, or the server over HTTP, or another program.

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

/// The number of simultaneous requests to the server.
const CALLERS: usize = 8;

/// A body for the judges, as a text and as a value.
#[derive(Clone, Debug)]
pub struct Case {
    text: String,
    value: Value,
}

impl Case {
    /// The case of `body`, which must be an acceptable JSON text.
    pub fn new(body: &Json) -> Self {
        let text = body.to_string();
        let value = acceptable::parse(text.as_bytes()).expect("an acceptable text");
        Self { text, value }
    }
}

/// A judge's verdict on a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the judge accepts the body. `None` if it neither accepts nor refuses it.
    pub accepted: Option<bool>,
    /// What the judge said.
    pub said: String,
}

impl Verdict {
    /// Whether the judge accepts the body.
    pub fn accepts(&self) -> bool {
        self.accepted == Some(true)
    }
}

impl From<bool> for Verdict {
    fn from(accepted: bool) -> Self {
        Self { accepted: Some(accepted), said: if accepted { "accepts it" } else { "refuses it" }.to_owned() }
    }
}

/// A judge.
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
    /// The schemas of `document`, read by the crate jsonschema. In request schemas, OpenAPI 3.0 without `nullable` is draft 4.
    pub fn json_schema(name: &'static str, document: &Value) -> Self {
        Self::by_operation(name, document, |operation| {
            let mut schema = document.clone();
            schema["$ref"] = format!("#{}", operation.schema).into();
            let validator = jsonschema::options().with_draft(Draft::Draft4).build(&schema).expect("a schema");
            Box::new(move |body| validator.is_valid(body))
        })
    }

    /// The validator with which the server enforces `document`, in this process.
    pub fn validator(name: &'static str, document: &Value) -> Self {
        Self::by_operation(name, document, |operation| {
            let validator = Validator::compile(document, &operation.schema).expect("compiles");
            Box::new(move |body| validator.violations(body).is_empty())
        })
    }

    /// The Rust types of the operations' bodies: a type accepts what it can read.
    pub fn types(name: &'static str, document: &Value, reader: fn(schema: &str) -> fn(&Value) -> bool) -> Self {
        Self::by_operation(name, document, |operation| {
            let reads = reader(operation.schema.rsplit('/').next().unwrap_or_default());
            Box::new(reads)
        })
    }

    /// The server at `url`.
    pub fn server(url: &str) -> Self {
        let http = reqwest::Client::new();
        Self { name: "server", means: Means::Server { url: url.to_owned(), http } }
    }

    /// A program that knows the document. It reads lines `{"schema": pointer, "text": body}` and answers each with a line
    /// `{"accepted": …, "because": …}`.
    pub fn program(name: &'static str, document: &Value, command: &mut Command) -> Self {
        let schemas = operations(document).into_iter().map(|operation| (operation.path, operation.schema)).collect();
        Self { name, means: Means::Program { program: Program::start(command), schemas } }
    }

    fn by_operation(name: &'static str, document: &Value, judge: impl Fn(&Operation) -> Accepts) -> Self {
        let judges = operations(document).into_iter().map(|operation| (operation.path.clone(), judge(&operation)));
        Self { name, means: Means::Here(judges.collect()) }
    }

    /// Its name in a report.
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

/// The server's verdict. A body that the policy refuses satisfies the contract. A fault of the service is no verdict.
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

/// The document as API Gateway applies it: API Gateway ignores array lengths.
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

/// A program that judges line by line. It is killed when the value is dropped.
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

    /// Asks from a second thread, so that a full pipe blocks neither side.
    fn ask(&mut self, schema: &str, cases: &[Case]) -> Vec<Verdict> {
        let questions = self.process.stdin.as_mut().expect("piped");
        let answers = &mut self.answers;
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut questions = BufWriter::new(questions);
                for Case { text, .. } in cases {
                    writeln!(questions, "{}", json!({ "schema": schema, "text": text }))
                        .expect("the judge reads its input");
                }
                questions.flush().expect("the judge reads its input");
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
