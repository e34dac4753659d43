//! Every sentence of ERRORS.md, its variants, and attempts to steer the class of an error by a caller's text.

use textgate_core::Chain;
use textgate_core::model::{ModelError, ModelErrorKind, RequestField};

use super::exception::Exception;
use super::rules::RULES;

/// A row of a table of sentences.
struct Sentence {
    text: String,
    exception: String,
    status: u16,
    class: String,
}

fn sentences() -> Vec<Sentence> {
    let lines = include_str!("../../ERRORS.md").lines().filter_map(|line| line.strip_prefix("| ``"));
    let read = lines.map(|line| {
        let (text, rest) = line.split_once("`` | ").expect("a sentence ends");
        let [exception, status, class, ..] = rest.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("columns: {line}")
        };
        let (text, exception, class) = (text.trim().replace("\\|", "|"), exception.to_owned(), class.to_owned());
        Sentence { text, exception, status: status.parse().expect("a status"), class }
    });
    let sentences: Vec<_> = read.collect();
    assert!(sentences.len() >= 140, "the tables are read whole");
    sentences
}

impl Sentence {
    fn error(&self, text: &str) -> ModelError {
        let exception = Exception {
            name: Some(&self.exception),
            status: Some(self.status),
            message: Some(text),
            request_id: None,
            retry_after: None,
        };
        exception.into_error()
    }

    fn is_of(&self, class: &str) -> bool {
        self.class == class
    }
}

/// The class as the tables write it.
fn class(error: &ModelError) -> String {
    let class = match error.kind() {
        ModelErrorKind::PromptTooLong => return "too_long".to_owned(),
        ModelErrorKind::LimitExceeded => "limit",
        ModelErrorKind::UnrecognizedRefusal => "unrecognized",
        ModelErrorKind::Misconfigured => "operator",
        other => other.as_str(),
    };
    error.field().map_or_else(|| class.to_owned(), |field| format!("{class}: {}", field.as_str()))
}

/// The same sentence, as Bedrock, another Region, a proxy or another version may write it.
fn variants(text: &str) -> Vec<String> {
    let numbers = |digit: char| text.chars().map(|it| if it.is_ascii_digit() { digit } else { it }).collect::<String>();
    let json = serde_json::json!({ "type": "error", "error": { "type": "invalid_request_error", "message": text } });
    vec![
        text.to_owned(),
        text.to_uppercase(),
        text.to_lowercase(),
        numbers('7'),
        text.replace('\'', "\u{2019}"),
        text.replace('`', ""),
        text.trim_end_matches('.').to_owned(),
        format!("{text} "),
        format!("The model returned the following errors: {text}"),
        format!("ValidationException: {text}"),
        format!("An error occurred (ValidationException) when calling the ConverseStream operation: {text}"),
        format!("The model returned the following errors: {json}"),
        format!("Mantle streaming error for requestId 1a2b: {text}"),
    ]
}

#[test]
fn every_sentence_and_its_variants_have_the_class_of_the_table() {
    let mut faults = Vec::new();
    for sentence in sentences() {
        for variant in variants(&sentence.text) {
            let class = class(&sentence.error(&variant));
            if class != sentence.class {
                faults.push(format!("{class}, not {}: {variant}", sentence.class));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

/// Each way in which Bedrock quotes a text of the request, and a few in which it may.
fn quoting(text: &str) -> Vec<String> {
    vec![
        format!("Malformed input request: string [{text}] does not match pattern ^(\\|+|User:)$, please reformat it."),
        format!("Malformed input request: #/stopSequences/0: string [{text}] does not match pattern ^x$#: extraneous"),
        format!(
            "1 validation error detected: Value '[{text}]' at 'inferenceConfig.stopSequences' failed to satisfy it"
        ),
        format!("2 validation errors detected: Value '{text}' at 'a' failed; Value '{text}' at 'messages.1' failed"),
        format!("stop_sequences.0: \"{text}\" is not allowed"),
        format!("stop_sequences: {text}"),
        format!("Invalid stop sequence: {text}"),
        format!("{text} is no valid stop sequence"),
        format!("Invalid value: '{text}'. Try again."),
        format!("Invalid value: `{text}`"),
        format!("Invalid value: \u{201c}{text}\u{201d}"),
        format!("Invalid value [{text}]"),
        format!("messages: the text {text} is odd"),
        format!("The model returned the following errors: odd text: {text}"),
        format!("{{\"message\": \"odd text: {}\"}}", text.replace('"', "\\\"")),
        format!("'{text}' is odd"),
        format!("\"{text}\" is odd"),
    ]
}

#[test]
fn no_text_of_a_caller_puts_the_blame_on_the_operator() {
    let refused =
        Sentence { text: String::new(), exception: "ValidationException".into(), status: 400, class: String::new() };
    let mut operators: Vec<_> =
        sentences().into_iter().filter(|it| it.is_of("operator") || it.is_of("end_of_life")).collect();
    assert!(operators.len() > 60);
    for sentence in &mut operators {
        for hostile in [
            sentence.text.clone(),
            format!("x' at 'modelId' failed: {}", sentence.text),
            format!("\"]' {}", sentence.text),
        ] {
            for message in quoting(&hostile) {
                let error = refused.error(&message);
                let kind = error.kind();
                let is_operators = matches!(kind, ModelErrorKind::Misconfigured | ModelErrorKind::EndOfLife);
                assert!(!is_operators, "{kind:?}: {message}");
            }
        }
    }
}

#[test]
fn the_log_never_has_a_callers_text() {
    let text = "canary-one canary_two 'canary three' canary4";
    for name in ["ValidationException", "ModelErrorException", "ModelStreamErrorException", "ExceptionOfTheFuture"] {
        for message in quoting(text).into_iter().chain([text.to_owned(), format!("Operation not allowed: {text}")]) {
            let (exception, class) = (name.to_owned(), String::new());
            let error = Sentence { text: String::new(), exception, status: 400, class }.error(&message);
            let log = format!("{} {error:?}", Chain(&error));
            assert!(!log.to_lowercase().contains("canary"), "{message}: {log}");
        }
    }
}

#[test]
fn the_log_has_the_operators_causes() {
    for (text, cause) in [
        ("Operation not allowed", "Operation not allowed"),
        (
            "Invocation of model ID x with on-demand throughput isn\u{2019}t supported. Retry it.",
            "Invocation of model ID … with on-demand throughput isn't supported",
        ),
        ("The provided model identifier is invalid.", "The provided model identifier is invalid"),
        (
            "Malformed input request: extraneous key [toolChoice] is not permitted",
            "extraneous key toolchoice … not permitted",
        ),
    ] {
        let exception = Exception {
            name: Some("ValidationException"),
            status: Some(400),
            message: Some(text),
            request_id: Some("id-1"),
            retry_after: None,
        };
        let error = exception.into_error();
        assert_eq!(error.kind(), ModelErrorKind::Misconfigured, "{text}");
        let log = Chain(&error).to_string();
        assert!(log.contains(cause) && log.contains("id-1"), "{log}");
    }
}

#[test]
fn what_no_rule_knows_is_refused_and_not_the_operators() {
    for (name, status, message) in [
        (Some("ValidationException"), 400, Some("a sentence of the future")),
        (Some("ValidationException"), 400, None),
        (Some("ExceptionOfTheFuture"), 400, Some("a sentence of the future")),
        (None, 400, None),
        (None, 422, Some("a sentence of the future")),
        (None, 431, None),
    ] {
        let error = Exception { name, status: Some(status), message, request_id: None, retry_after: None }.into_error();
        assert_eq!(error.kind(), ModelErrorKind::UnrecognizedRefusal, "{name:?} {status} {message:?}");
    }
}

#[test]
fn the_status_decides_where_there_is_no_name() {
    use ModelErrorKind::{Failed, Misconfigured, PromptTooLong, Throttled, TimedOut, Unavailable};
    for (status, kind) in [
        (401, Misconfigured),
        (403, Misconfigured),
        (404, Misconfigured),
        (408, TimedOut),
        (413, PromptTooLong),
        (424, Failed),
        (429, Throttled),
        (500, Failed),
        (502, Unavailable),
        (503, Unavailable),
        (504, TimedOut),
        (200, Failed),
    ] {
        let exception =
            Exception { name: None, status: Some(status), message: None, request_id: None, retry_after: None };
        assert_eq!(exception.into_error().kind(), kind, "{status}");
    }
}

#[test]
fn every_rule_is_needed_by_a_sentence_and_has_a_field_where_the_kind_has_one() {
    let causes: Vec<_> = sentences().iter().map(|it| Chain(&it.error(&it.text)).to_string()).collect();
    // The sentences of this rule come with another exception, whose message is logged as it is.
    for rule in RULES.iter().filter(|rule| rule.name != "end of life") {
        assert!(causes.iter().any(|cause| cause.contains(rule.name)), "{} is needed by no sentence", rule.name);
        let is_limit = matches!(rule.kind, ModelErrorKind::LimitExceeded | ModelErrorKind::PromptTooLong);
        assert!(!is_limit || rule.field.is_some(), "{}", rule.name);
    }
    assert_eq!(RequestField::ALL.len(), 6);
}
