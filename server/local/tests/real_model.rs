//! The real model, end to end: fetched into the user's cache folder, loaded, asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_util::StreamExt;
use textgate_core::model::{Chunk, Completion, ModelErrorKind, Parameters, Prompt, StopReason, TextModel};
use textgate_local::{LocalModel, WeightsSource, obtain};
use tokio::sync::OnceCell;

/// One model for the tests that only ask: loading one for each would cost more than asking.
async fn shared() -> &'static LocalModel {
    static MODEL: OnceCell<LocalModel> = OnceCell::const_new();
    MODEL.get_or_init(|| start(32)).await
}

async fn start(queue: usize) -> LocalModel {
    let source = WeightsSource { path: None, cache: cache() };
    let weights = obtain(&source).await.unwrap_or_else(|error| panic!("{error}"));
    let queue = NonZeroUsize::new(queue).expect("a queue has places");
    LocalModel::start(&weights, 7, queue).unwrap_or_else(|error| panic!("{error}"))
}

fn cache() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_CACHE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".cache")))
        .expect("XDG_CACHE_HOME or HOME is set")
        .join("textgate")
}

fn prompt(user: &str, max_tokens: u32) -> Prompt {
    let parameters = Parameters { max_tokens, temperature: 0.0, top_p: None, stop_sequences: Vec::new() };
    Prompt {
        model_id: String::new(),
        system: None,
        user: user.to_owned(),
        parameters,
        consumer: String::new(),
        has_fallback: false,
        guardrail: None,
        answer_schema: None,
    }
}

async fn ask(prompt: Prompt) -> Completion {
    shared().await.complete(prompt).await.expect("the model answers")
}

/// What `future` has to say at once.
fn now<F: Future>(future: Pin<&mut F>) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Begins `future` without waiting for it.
fn begin<F: Future>(future: Pin<&mut F>) {
    assert!(now(future).is_none(), "the request was refused");
}

#[tokio::test]
async fn a_question_is_answered_to_its_natural_end_with_true_counts() {
    let completion = ask(prompt("What is the capital of France?", 100)).await;
    assert_eq!(completion.text, "The capital of France is Paris.");
    assert_eq!(completion.stop_reason, StopReason::EndTurn);
    // Six words and a full stop; the token that ends the turn is not counted.
    assert_eq!(completion.usage.output, 7);
    // The question and the instructions that stand in for none (13), in the template's frame (14).
    assert_eq!(completion.usage.input, 27);
}

#[tokio::test]
async fn instructions_are_read() {
    let mut with = prompt("What is the capital of France?", 1);
    with.system = Some("You are a helpful assistant. Be brief.".to_owned());
    let without = prompt("What is the capital of France?", 1);
    assert_eq!(ask(with).await.usage.input, ask(without).await.usage.input + 3);
}

#[tokio::test]
async fn an_answer_is_cut_at_max_tokens() {
    let completion = ask(prompt("Explain the benefits of serverless architectures.", 5)).await;
    assert_eq!(completion.stop_reason, StopReason::MaxTokens);
    assert_eq!(completion.usage.output, 5);
    assert!(!completion.text.is_empty());
}

#[tokio::test]
async fn a_stop_sequence_ends_the_answer_and_is_not_in_it() {
    let mut prompt = prompt("What is the capital of France?", 100);
    prompt.parameters.stop_sequences = vec!["ance is".to_owned()];
    let completion = ask(prompt).await;
    assert_eq!(completion.stop_reason, StopReason::StopSequence);
    assert_eq!(completion.text, "The capital of Fr");
}

/// The pieces of an answer, and how it ended.
async fn pieces(prompt: Prompt) -> (Vec<String>, Completion) {
    let mut stream = shared().await.stream(prompt).await.expect("the model answers");
    let mut pieces = Vec::new();
    while let Some(chunk) = stream.next().await {
        match chunk.expect("the model goes on") {
            Chunk::Text(piece) => pieces.push(piece),
            Chunk::End { stop_reason, usage } => {
                assert!(stream.next().await.is_none(), "nothing follows the end");
                let text = pieces.concat();
                return (pieces, Completion { text, stop_reason, usage });
            }
        }
    }
    panic!("the stream has no end");
}

#[tokio::test]
async fn the_pieces_of_a_stream_are_the_completion() {
    let question = || prompt("Explain the benefits of serverless architectures.", 16);
    let (pieces, streamed) = pieces(question()).await;
    assert!(streamed == ask(question()).await, "{}", streamed.text);
    // A word or a part of one at a time.
    assert!(pieces.len() > 10 && pieces.iter().all(|piece| !piece.is_empty()), "{pieces:?}");
}

#[tokio::test]
async fn characters_that_span_tokens_are_streamed_whole() {
    let (pieces, streamed) = pieces(prompt("Translate into Japanese: Good morning!", 24)).await;
    let wide = streamed.text.chars().filter(|character| character.len_utf8() > 2).count();
    assert!(wide > 3, "the answer is of such characters: {}", streamed.text);
    assert!(u32::try_from(pieces.len()).unwrap() < streamed.usage.output, "some take more than one token: {pieces:?}");
    assert!(!streamed.text.contains(char::REPLACEMENT_CHARACTER), "{pieces:?}");
}

#[tokio::test]
async fn no_part_of_a_stop_sequence_that_spans_tokens_is_streamed() {
    let mut prompt = prompt("What is the capital of France?", 100);
    prompt.parameters.stop_sequences = vec!["ance is".to_owned()];
    let (pieces, streamed) = pieces(prompt).await;
    assert_eq!(streamed.stop_reason, StopReason::StopSequence);
    assert_eq!(pieces, ["The", " capital", " of", " Fr"]);
}

#[tokio::test]
async fn temperature_zero_gives_the_same_answer_twice() {
    let question = || prompt("Write one sentence about the sea.", 40);
    assert!(ask(question()).await == ask(question()).await);
}

#[tokio::test]
async fn a_higher_temperature_gives_different_answers() {
    let question = || {
        let mut prompt = prompt("Write one sentence about the sea.", 40);
        prompt.parameters.temperature = 1.0;
        prompt.parameters.top_p = Some(0.95);
        prompt
    };
    assert!(ask(question()).await.text != ask(question()).await.text);
}

#[tokio::test]
async fn a_prompt_beyond_the_context_is_too_long() {
    let error = shared().await.complete(prompt(&"word ".repeat(5000), 1)).await.unwrap_err();
    assert_eq!(error.kind(), ModelErrorKind::PromptTooLong);
}

#[tokio::test]
async fn a_full_queue_is_refused_and_a_dropped_request_makes_way() {
    let model = start(1).await;
    {
        let endless = || model.complete(prompt("Write a very long story about a ship.", 2000));
        let mut first = pin!(endless());
        begin(first.as_mut());
        // The worker holds one at the most and the queue the other, so the third finds no place.
        let mut second = pin!(endless());
        let second = now(second.as_mut());
        let mut third = pin!(endless());
        let third = now(third.as_mut());
        let refused = [second, third].into_iter().flatten().next().expect("one of three requests is refused");
        assert_eq!(refused.unwrap_err().kind(), ModelErrorKind::Overloaded);
    }
    // A place may still be held by a dropped request until the worker has seen that it was dropped.
    let completion = loop {
        match model.complete(prompt("What is the capital of France?", 3)).await {
            Err(error) if error.kind() == ModelErrorKind::Overloaded => tokio::task::yield_now().await,
            answer => break answer.unwrap(),
        }
    };
    assert_eq!(completion.usage.output, 3);
}
