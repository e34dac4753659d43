//! The thread that owns the model, and the bounded queue before it. Generation is seconds of pure
//! computation, so it never runs on the async runtime, and one at a time, since one takes every core.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt as _};
use textgate_core::model::{Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};
use tokio::sync::mpsc;

use crate::generate::{Ending, GenerationError, Generator, Sink};
use crate::weights::CACHED_FILE;

/// A small model on the CPU of this machine. It ignores a prompt's `model_id`: it is the only one.
///
/// The thread ends when the model is dropped, after the answer that it is at.
#[derive(Debug)]
pub struct LocalModel {
    jobs: mpsc::Sender<Job>,
}

/// Why the local model cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The file is not a model that can be used here.
    #[error("the model at {} cannot be loaded; {remedy}", path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// What to do about it.
        remedy: &'static str,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system gave no thread.
    #[error("the local model's thread cannot be started")]
    Thread(#[source] std::io::Error),
}

impl LocalModel {
    /// Loads the weights at `weights` on the calling thread, which takes about half a second, and
    /// starts the thread that serves them.
    ///
    /// Generations are numbered, and each is seeded with `seed` plus its number: two equal requests
    /// differ at a temperature above 0, and the same requests to a new start give the same answers.
    /// At most `queue` requests wait while one is answered; more are refused as overload.
    pub fn start(weights: &Path, seed: u64, queue: NonZeroUsize) -> Result<Self, StartError> {
        let began = Instant::now();
        let generator = Generator::load(weights).map_err(|error| StartError::Load {
            path: weights.to_owned(),
            remedy: remedy(weights),
            source: error.into(),
        })?;
        tracing::info!(path = %weights.display(), latency_ms = began.elapsed().as_millis(), "local model loaded");
        let mut run = seed;
        Self::serve(queue, move |prompt, sink| {
            let seed = run;
            run = run.wrapping_add(1);
            generator.generate(prompt, seed, sink)
        })
    }

    /// Starts the thread over what answers one prompt.
    fn serve(queue: NonZeroUsize, mut generate: impl Generate) -> Result<Self, StartError> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(queue.get());
        std::thread::Builder::new()
            .name("textgate-local".to_owned())
            .spawn(move || {
                while let Some(job) = waiting.blocking_recv() {
                    job.run(&mut generate);
                }
            })
            .map_err(StartError::Thread)?;
        Ok(Self { jobs })
    }

    /// Puts `prompt` into the queue.
    fn ask(&self, prompt: Prompt) -> Result<Answer, ModelError> {
        if prompt.answer_schema.is_some() {
            return Err(ModelError::new(ModelErrorKind::Misconfigured, "the local model gives texts only"));
        }
        if prompt.guardrail.is_some() {
            return Err(ModelError::new(ModelErrorKind::Misconfigured, "the local model can apply no guardrail"));
        }
        // Without a bound of its own: the model's context bounds the answer, and one that waited for a slow reader would
        // keep the others waiting.
        let (pieces, answer) = mpsc::unbounded_channel();
        self.jobs.try_send(Job { prompt, pieces }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => ModelErrorKind::Overloaded,
            mpsc::error::TrySendError::Closed(_) => ModelErrorKind::Unavailable,
        })?;
        Ok(Answer { pieces: answer })
    }
}

#[async_trait]
impl TextModel for LocalModel {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        let mut answer = self.ask(prompt)?;
        let mut text = String::new();
        loop {
            match answer.next().await? {
                Chunk::Text(piece) => text.push_str(&piece),
                Chunk::End { stop_reason, usage } => return Ok(Completion { text, stop_reason, usage }),
            }
        }
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        let mut answer = self.ask(prompt)?;
        let first = answer.next().await?;
        let rest = stream::try_unfold(Some((Some(first), answer)), |state| async {
            let Some((read, mut answer)) = state else { return Ok(None) };
            let chunk = match read {
                Some(chunk) => chunk,
                None => answer.next().await?,
            };
            let more = matches!(chunk, Chunk::Text(_)).then_some((None, answer));
            Ok(Some((chunk, more)))
        });
        Ok(rest.boxed())
    }
}

/// An answer as it is generated. Dropping it stops the model before its next token.
struct Answer {
    pieces: mpsc::UnboundedReceiver<Result<Chunk, ModelError>>,
}

impl Answer {
    /// The next chunk. An answer that ends without its end lost its thread.
    async fn next(&mut self) -> Result<Chunk, ModelError> {
        self.pieces.recv().await.unwrap_or_else(|| Err(ModelErrorKind::Unavailable.into()))
    }
}

/// Answers one prompt into a sink: `None` when the sink was closed before the end.
trait Generate: FnMut(&Prompt, &mut dyn Sink) -> Result<Option<Ending>, GenerationError> + Send + 'static {}

impl<F> Generate for F where F: FnMut(&Prompt, &mut dyn Sink) -> Result<Option<Ending>, GenerationError> + Send + 'static
{}

/// One prompt, and where its answer goes.
struct Job {
    prompt: Prompt,
    pieces: mpsc::UnboundedSender<Result<Chunk, ModelError>>,
}

impl Job {
    fn run(mut self, generate: &mut impl Generate) {
        if self.pieces.is_closed() {
            return;
        }
        // A generation's state is its own, so what a panic leaves behind is dropped with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| generate(&self.prompt, &mut self.pieces)));
        let last = match outcome {
            Ok(Ok(Some(Ending { stop_reason, usage }))) => Ok(Chunk::End { stop_reason, usage }),
            Ok(Ok(None)) => return,
            Ok(Err(error)) => Err(model_error(error)),
            Err(_panic) => Err(ModelError::new(ModelErrorKind::Failed, "the generation panicked")),
        };
        // The caller may have gone away by now.
        let _ = self.pieces.send(last);
    }
}

impl Sink for mpsc::UnboundedSender<Result<Chunk, ModelError>> {
    fn is_closed(&self) -> bool {
        mpsc::UnboundedSender::is_closed(self)
    }

    fn push(&mut self, piece: &str) {
        // To a caller who has gone away nothing is said; the generation is about to see it.
        let _ = self.send(Ok(Chunk::Text(piece.to_owned())));
    }
}

fn model_error(error: GenerationError) -> ModelError {
    let kind = match error {
        GenerationError::PromptTooLong { .. } => ModelErrorKind::PromptTooLong,
        GenerationError::Tokenizer(_) | GenerationError::Model(_) => ModelErrorKind::Failed,
    };
    ModelError::new(kind, error)
}

/// What to do about a file that cannot be loaded.
fn remedy(weights: &Path) -> &'static str {
    if weights.file_name().is_some_and(|name| name == CACHED_FILE) {
        "delete that file and start again: it is fetched anew"
    } else {
        "it has to be a GGUF file of a llama model with a chat template"
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc as std_mpsc;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use textgate_core::model::{Guardrail, Parameters, StopReason, TokenUsage};

    use super::*;

    /// Longer than anything that works may take.
    const PATIENCE: Duration = Duration::from_mins(1);

    const ENDING: Ending = Ending {
        stop_reason: StopReason::EndTurn,
        usage: TokenUsage { input: 1, output: 1, cache_read: 0, cache_write: 0 },
    };

    fn queue(places: usize) -> NonZeroUsize {
        NonZeroUsize::new(places).unwrap()
    }

    fn prompt(user: &str) -> Prompt {
        let parameters = Parameters { max_tokens: 1, temperature: 0.0, top_p: None, stop_sequences: Vec::new() };
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

    fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn the_pieces_of_an_answer_are_its_text() {
        let model = LocalModel::serve(queue(1), |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one ");
            sink.push("two");
            Ok(Some(ENDING))
        });
        let completion = model.unwrap().complete(prompt("hi")).await.unwrap();
        assert_eq!(completion.text, "one two");
        assert_eq!(completion.stop_reason, StopReason::EndTurn);
    }

    #[tokio::test]
    async fn a_prompt_that_is_to_be_guarded_is_refused() {
        let model = LocalModel::serve(queue(1), |_: &Prompt, _: &mut dyn Sink| Ok(Some(ENDING))).unwrap();
        let guardrail = Guardrail { id: "g".to_owned(), version: "1".to_owned() };
        let guarded = || Prompt { guardrail: Some(guardrail.clone()), ..prompt("hi") };
        let refused = [model.complete(guarded()).await.map(drop), model.stream(guarded()).await.map(drop)];
        for outcome in refused {
            assert_eq!(outcome.unwrap_err().kind(), ModelErrorKind::Misconfigured);
        }
        model.complete(prompt("hi")).await.unwrap();
    }

    #[tokio::test]
    async fn a_piece_is_streamed_before_the_next_is_generated() {
        let (go, gate) = std_mpsc::channel::<()>();
        let model = LocalModel::serve(queue(1), move |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            gate.recv().unwrap();
            sink.push(" two");
            Ok(Some(ENDING))
        });
        let mut stream = model.unwrap().stream(prompt("hi")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        go.send(()).unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text(" two".into()));
        let Ending { stop_reason, usage } = ENDING;
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::End { stop_reason, usage });
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_dropped_stream_closes_the_sink_of_the_model() {
        let (stopped, stops) = std_mpsc::channel();
        let model = LocalModel::serve(queue(1), move |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            while !sink.is_closed() {
                std::thread::yield_now();
            }
            stopped.send(()).unwrap();
            Ok(None)
        })
        .unwrap();
        let mut stream = model.stream(prompt("endless")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stops.try_recv(), Err(std_mpsc::TryRecvError::Empty));
        drop(stream);
        assert_eq!(stops.recv_timeout(PATIENCE), Ok(()));
    }

    #[tokio::test]
    async fn a_stream_that_nobody_reads_keeps_nobody_waiting() {
        let model = LocalModel::serve(queue(1), |_: &Prompt, sink: &mut dyn Sink| {
            (0..10_000).for_each(|_| sink.push("on "));
            Ok(Some(ENDING))
        })
        .unwrap();
        let unread = model.stream(prompt("unread")).await.unwrap();
        let other = tokio::time::timeout(PATIENCE, model.complete(prompt("other"))).await;
        assert!(other.expect("the worker is free").is_ok());
        assert_eq!(unread.count().await, 10_001);
    }

    #[tokio::test]
    async fn a_failure_within_a_stream_is_its_last_item_and_one_before_it_is_an_answer() {
        let model = LocalModel::serve(queue(1), |prompt: &Prompt, sink: &mut dyn Sink| {
            if prompt.user != "at once" {
                sink.push("one");
            }
            Err(GenerationError::Model(candle_core::Error::msg("shapes differ")))
        })
        .unwrap();
        let mut stream = model.stream(prompt("later")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Failed);
        assert!(stream.next().await.is_none());
        let Err(error) = model.stream(prompt("at once")).await else { panic!("begun") };
        assert_eq!(error.kind(), ModelErrorKind::Failed);
    }

    #[tokio::test]
    async fn a_panic_within_a_stream_is_its_last_item() {
        let model = LocalModel::serve(queue(1), |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            panic!("as the test wants it");
        });
        let mut stream = model.unwrap().stream(prompt("hi")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Failed);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn an_answer_whose_thread_is_gone_never_ends_cleanly() {
        let (jobs, mut waiting) = mpsc::channel(2);
        let model = LocalModel { jobs };
        let mut begun = pin!(model.stream(prompt("hi")));
        assert!(poll(begun.as_mut()).is_pending());
        let Job { mut pieces, .. } = waiting.recv().await.unwrap();
        pieces.push("one");
        drop(pieces);
        let mut stream = begun.await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Unavailable);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_request_and_no_other() {
        let model = LocalModel::serve(queue(1), |prompt: &Prompt, _: &mut dyn Sink| {
            assert!(prompt.user != "panic", "as the test wants it");
            Ok(Some(ENDING))
        })
        .unwrap();
        let error = model.complete(prompt("panic")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Failed);
        assert!(model.complete(prompt("hi")).await.is_ok());
    }

    #[tokio::test]
    async fn a_candle_error_is_the_source_of_a_failure() {
        let model = LocalModel::serve(queue(1), |_: &Prompt, _: &mut dyn Sink| {
            Err(GenerationError::Model(candle_core::Error::msg("shapes differ")))
        });
        let error = model.unwrap().complete(prompt("hi")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Failed);
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.to_string().contains("shapes differ"));
    }

    #[tokio::test]
    async fn a_full_queue_is_refused_and_a_dropped_request_frees_the_worker() {
        let (started, starts) = std_mpsc::channel();
        let model = LocalModel::serve(queue(1), move |prompt: &Prompt, sink: &mut dyn Sink| {
            started.send(prompt.user.clone()).unwrap();
            // Ends only when its caller goes away.
            if prompt.user == "endless" {
                while !sink.is_closed() {
                    std::thread::yield_now();
                }
                return Ok(None);
            }
            Ok(Some(ENDING))
        })
        .unwrap();
        let mut waiting = pin!(model.complete(prompt("waiting")));
        {
            let mut endless = pin!(model.complete(prompt("endless")));
            assert!(poll(endless.as_mut()).is_pending());
            assert_eq!(starts.recv().unwrap(), "endless");
            assert!(poll(waiting.as_mut()).is_pending());
            let refused = model.complete(prompt("one too many")).await.unwrap_err();
            assert_eq!(refused.kind(), ModelErrorKind::Overloaded);
        }
        assert!(waiting.await.is_ok());
        assert_eq!(starts.recv().unwrap(), "waiting");
    }

    #[tokio::test]
    async fn a_request_that_was_dropped_while_it_waited_is_never_begun() {
        let (go, gate) = std_mpsc::channel::<()>();
        let (started, starts) = std_mpsc::channel();
        let model = LocalModel::serve(queue(2), move |prompt: &Prompt, _: &mut dyn Sink| {
            started.send(prompt.user.clone()).unwrap();
            gate.recv().unwrap();
            Ok(Some(ENDING))
        })
        .unwrap();
        let mut first = pin!(model.complete(prompt("first")));
        assert!(poll(first.as_mut()).is_pending());
        assert_eq!(starts.recv().unwrap(), "first");
        assert!(poll(pin!(model.complete(prompt("dropped")))).is_pending());
        let mut last = pin!(model.complete(prompt("last")));
        assert!(poll(last.as_mut()).is_pending());
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert!(first.await.is_ok() && last.await.is_ok());
        assert_eq!(starts.try_iter().collect::<Vec<_>>(), ["last"]);
    }

    #[tokio::test]
    async fn a_model_without_its_thread_is_unavailable() {
        let (jobs, waiting) = mpsc::channel(1);
        drop(waiting);
        let error = LocalModel { jobs }.complete(prompt("hi")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Unavailable);
    }

    #[test]
    fn a_broken_cached_file_is_named_with_the_advice_to_delete_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(CACHED_FILE);
        std::fs::write(&path, "GGUF and nothing else").unwrap();
        let error = LocalModel::start(&path, 0, queue(1)).unwrap_err().to_string();
        assert!(error.contains(CACHED_FILE) && error.contains("delete that file"), "{error}");
    }
}
