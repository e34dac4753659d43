//! The real model, end to end: downloaded into the user's cache folder, loaded and used.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_util::StreamExt;
use textgate_core::model::{Chunk, Completion, ModelErrorKind, Parameters, Prompt, StopReason, TextModel, TokenUsage};
use textgate_local::{LocalModel, WeightsSource, find_or_download};
use tokio::sync::OnceCell;

/// One model for the tests that only need answers. Loading a model takes longer than answering one prompt.
async fn shared() -> &'static LocalModel {
    static MODEL: OnceCell<LocalModel> = OnceCell::const_new();
    MODEL.get_or_init(|| start(32)).await
}

async fn start(queue: usize) -> LocalModel {
    let source = WeightsSource { path: None, cache: cache() };
    let weights = find_or_download(&source).await.unwrap_or_else(|error| panic!("{error}"));
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
    let parameters = Parameters { max_tokens, temperature: Some(0.0), top_p: None, stop_sequences: Vec::new() };
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

fn usage(completion: &Completion) -> TokenUsage {
    completion.usage.expect("the local model counts its tokens")
}

/// The output of `future`, if it is ready at once.
fn now<F: Future>(future: Pin<&mut F>) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Starts `future` without waiting for it.
fn start_request<F: Future>(future: Pin<&mut F>) {
    assert!(now(future).is_none(), "the request was refused");
}

#[tokio::test]
async fn an_answer_ends_by_itself_and_its_tokens_are_counted() {
    let completion = ask(prompt("What is the capital of France?", 100)).await;
    assert_eq!(completion.text, "The capital of France is Paris.");
    assert_eq!(completion.stop_reason, StopReason::EndTurn);
    // Six words and a full stop. The token that ends the turn is not counted.
    assert_eq!(usage(&completion).output, 7);
    // The question and the default system prompt have 13 tokens, the chat template around them has 14.
    assert_eq!(usage(&completion).input, 27);
}

#[tokio::test]
async fn a_system_prompt_is_part_of_the_prompt() {
    let mut with = prompt("What is the capital of France?", 1);
    with.system = Some("You are a helpful assistant. Be brief.".to_owned());
    let without = prompt("What is the capital of France?", 1);
    assert_eq!(usage(&ask(with).await).input, usage(&ask(without).await).input + 3);
}

#[tokio::test]
async fn an_answer_is_cut_at_max_tokens() {
    let completion = ask(prompt("Explain the benefits of serverless architectures.", 5)).await;
    assert_eq!(completion.stop_reason, StopReason::MaxTokens);
    assert_eq!(usage(&completion).output, 5);
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

/// The pieces of a streamed answer, and the completion that they form.
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
    // Each piece is a word or a part of one.
    assert!(pieces.len() > 10 && pieces.iter().all(|piece| !piece.is_empty()), "{pieces:?}");
}

#[tokio::test]
async fn characters_of_several_tokens_are_streamed_whole() {
    let (pieces, streamed) = pieces(prompt("Translate into Japanese: Good morning!", 24)).await;
    let wide = streamed.text.chars().filter(|character| character.len_utf8() > 2).count();
    assert!(wide > 3, "the answer has characters of several bytes: {}", streamed.text);
    assert!(
        u32::try_from(pieces.len()).unwrap() < usage(&streamed).output,
        "some characters consist of several tokens: {pieces:?}"
    );
    assert!(!streamed.text.contains(char::REPLACEMENT_CHARACTER), "{pieces:?}");
}

#[tokio::test]
async fn no_part_of_a_stop_sequence_of_several_tokens_is_streamed() {
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
        prompt.parameters.temperature = Some(1.0);
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
async fn a_request_is_refused_if_the_queue_is_full_and_a_dropped_request_frees_its_place() {
    let model = start(1).await;
    {
        let endless = || model.complete(prompt("Write a very long story about a ship.", 2000));
        let mut first = pin!(endless());
        start_request(first.as_mut());
        // The worker holds at most one request and the queue one more, so one of the three is refused.
        let mut second = pin!(endless());
        let second = now(second.as_mut());
        let mut third = pin!(endless());
        let third = now(third.as_mut());
        let refused = [second, third].into_iter().flatten().next().expect("one of three requests is refused");
        assert_eq!(refused.unwrap_err().kind(), ModelErrorKind::Overloaded);
    }
    // A dropped request keeps its place until the worker sees that it was dropped.
    let completion = loop {
        match model.complete(prompt("What is the capital of France?", 3)).await {
            Err(error) if error.kind() == ModelErrorKind::Overloaded => tokio::task::yield_now().await,
            answer => break answer.unwrap(),
        }
    };
    assert_eq!(usage(&completion).output, 3);
}
