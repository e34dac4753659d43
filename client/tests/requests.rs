//! How a request is built: the setters take the values that callers have, and a value that the contract does not allow
//! is never sent.

use textgate::types::{ExplainRequestAudience, SummarizeRequestForm};
use textgate::{Client, Error, ErrorKind};

/// A client of an address on which no server listens. So a request that is sent fails with another kind of error than
/// one that is not sent.
fn client() -> Client {
    Client::builder("http://127.0.0.1:1").build().expect("a client")
}

fn assert_unsent<T>(outcome: Result<T, Error>, reason: &str) {
    let Err(error) = outcome else { panic!("{reason}: answered") };
    assert_eq!((error.kind(), error.attempts(), error.request_id()), (ErrorKind::InvalidRequest, 0, None), "{error:?}");
    assert_eq!(error.to_string(), reason);
}

#[tokio::test]
async fn setters_take_values_of_many_types() {
    let client = client();
    let model = "nova-lite".to_owned();
    let whole = client
        .generate()
        .input("Hello")
        .instructions(format!("Answer as {model} would."))
        .model(model)
        .max_tokens(200)
        .temperature(0.2)
        .top_p(1.0)
        .stop_sequences(["END", "\n\n"]);
    let chosen = client.summarize().text("A text.").form(SummarizeRequestForm::Bullets).length("short");
    let replied = client.reply().message("Hello").facts(vec!["It is open.".to_owned()]);
    let explained = client.explain().data("a,b").question("What?").audience(ExplainRequestAudience::Expert);
    for sent in [
        whole.send().await.err(),
        chosen.send().await.err(),
        replied.send().await.err(),
        explained.send().await.err(),
        client.text().text("Hello").send().await.err(),
        client.generate_stream().input("Hello").max_tokens(1).events().await.err(),
    ] {
        assert_eq!(sent.expect("nobody answers").kind(), ErrorKind::Connection);
    }
}

#[tokio::test]
async fn a_value_that_the_contract_does_not_allow_is_an_error_and_nothing_is_sent() {
    let client = client();
    let generate = || client.generate().input("canary-input");
    assert_unsent(client.generate().send().await, "no value supplied for input");
    assert_unsent(client.generate().input("").send().await, "input: shorter than 1 characters");
    assert_unsent(client.generate().input("é".repeat(200_001)).send().await, "input: longer than 200000 characters");
    assert_unsent(generate().max_tokens(0).send().await, "max_tokens: must be at least 1");
    assert_unsent(generate().max_tokens(65_537).send().await, "max_tokens: must be at most 65536");
    assert_unsent(generate().temperature(-0.1).send().await, "temperature: must be at least 0");
    assert_unsent(generate().temperature(f32::NAN).send().await, "temperature: must be at least 0");
    assert_unsent(generate().top_p(1.1).send().await, "top_p: must be at most 1");
    assert_unsent(generate().stop_sequences(["a"; 5]).send().await, "stop_sequences: must have at most 4 items");
    assert_unsent(generate().stop_sequences([""]).send().await, "stop_sequences: shorter than 1 characters");
    assert_unsent(client.summarize().text("a").form("canary-form").send().await, "form: invalid value");
    assert_unsent(client.generate_stream().input("").events().await, "input: shorter than 1 characters");
}

#[tokio::test]
async fn the_error_names_the_first_of_two_invalid_values() {
    let outcome = client().generate().max_tokens(0).temperature(2.0).input("Hello").send().await;
    assert_unsent(outcome, "max_tokens: must be at least 1");
}
