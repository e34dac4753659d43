//! Every sentence of server/bedrock/ERRORS.md through the real server and the real AWS SDK: for each operation, whole and
//! streamed, the caller gets what the class of the sentence says, and the blame is where it belongs.

use std::sync::OnceLock;

use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};
use textgate_tests::error_tables;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::sentences::{Class, Sentence, classes, sentences};
use textgate_tests::server::{Server, server_on};

/// Requests at once. They wait for each other's retries otherwise.
const AT_ONCE: usize = 32;

/// The operations, with the request that has `text` in it, and whether the sentence comes as the first event of a stream.
fn operations(text: &str) -> Vec<(&'static str, Value, bool)> {
    let generate = json!({ "input": text, "model": "nova-micro" });
    vec![
        ("/generate", generate.clone(), false),
        ("/generate/stream", generate.clone(), false),
        ("/generate/stream", generate, true),
        ("/text", json!({ "text": text }), false),
        ("/summarize", json!({ "text": text, "model": "nova-micro" }), false),
        ("/explain", json!({ "data": text, "question": "What is it?", "model": "nova-micro" }), false),
        ("/reply", json!({ "message": text, "model": "nova-micro" }), false),
    ]
}

/// What the texts of these requests begin with, before the number of the sentence.
const AS_ERROR: &str = "sentence-as-error-";
const AS_EVENT: &str = "sentence-as-event-";

fn all() -> &'static [Sentence] {
    static ALL: OnceLock<Vec<Sentence>> = OnceLock::new();
    ALL.get_or_init(sentences)
}

/// The fake's answer to a prompt that contains the number of a sentence.
fn by_text(text: &str) -> Answer {
    let numbered = |mark: &str| {
        let (_, rest) = text.split_once(mark)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(&all()[digits.parse::<usize>().expect("a number")])
    };
    match (numbered(AS_ERROR), numbered(AS_EVENT)) {
        (Some(sentence), _) => sentence.error(),
        (_, Some(sentence)) => sentence.first_event(),
        _ => panic!("a prompt without a sentence"),
    }
}

/// What is wrong with one answer.
async fn fault(
    client: &reqwest::Client,
    url: &str,
    path: &str,
    body: &Value,
    sentence: &Sentence,
    class: &Class,
) -> Option<String> {
    let request = client.post(format!("{url}{path}")).body(body.to_string());
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let wait = response.headers().get("retry-after").map(|value| value.to_str().expect("text").to_owned());
    let error: Value = response.json().await.expect("the error body");
    let message = error["error"].as_str().expect("a message");
    let expected = (class.status, class.code, class.retry_after.map(|seconds| seconds.to_string()));
    let place = format!("{path}: {}: {}", sentence.class, sentence.text);
    if (status, error["code"].as_str().expect("a code"), wait) != expected {
        return Some(format!("{place}: {status} {error}"));
    }
    // The prompt has no field of its own to name if it is too long: all texts count.
    let names = sentence.field.filter(|_| path.starts_with("/generate"));
    if names.is_some_and(|field| !message.contains(field)) {
        return Some(format!("{place}: the field is not named: {message}"));
    }
    if !path.starts_with("/generate")
        && ["temperature", "top_p", "max_tokens", "stop_sequences"].iter().any(|field| message.contains(field))
    {
        return Some(format!("{place}: the operation has no such field: {message}"));
    }
    (!class.may_be_server_error && status >= 500).then(|| format!("{place}: {status}"))
}

#[tokio::test]
async fn each_sentence_ends_each_operation_as_its_class_says() {
    let bedrock = FakeBedrock::start(Answer::ByText(by_text)).await;
    let server = Server::start(server_on(&bedrock).envs([error_tables::NO_BREAKER]));
    let (client, url, classes) = (&reqwest::Client::new(), server.url(), classes());
    let requests = all().iter().enumerate().flat_map(|(number, sentence)| {
        let class = classes.iter().find(|class| class.name == sentence.class).expect("a class of the table");
        let as_error = operations(&format!("{AS_ERROR}{number}."));
        let as_event = operations(&format!("{AS_EVENT}{number}."));
        let operations = as_error.into_iter().filter(|it| !it.2).chain(as_event.into_iter().filter(|it| it.2));
        operations.map(move |(path, body, _)| async move { fault(client, url, path, &body, sentence, class).await })
    });
    let faults: Vec<_> =
        stream::iter(requests).buffer_unordered(AT_ONCE).filter_map(|fault| async { fault }).collect().await;
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
    assert!(bedrock.requests().len() >= 7 * 140, "every sentence was said");
    let log = server.log().text();
    assert!(!log.contains("no rule knows the reason"), "every sentence is known");
    server.log().line_with(&["ERROR", "the model has reached its end of life", "nova-micro"]);
    server.log().line_with(&["ERROR", "request failed", "model_misconfigured", "Operation not allowed"]);
}
