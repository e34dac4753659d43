//! The thread that runs the model, with a bounded queue of prompts.
//!
//! A generation is seconds of pure computation, so it does not run on the async runtime. Only one runs at a time, because it
//! uses every core.

use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use textgate_core::model::{Chunk, ModelError, ModelErrorKind, Prompt};
use tokio::sync::mpsc;

use crate::generate::{Ending, GenerationError, Sink};

/// The queue of the thread. When it is dropped, the thread ends after the answer that it is generating.
#[derive(Debug)]
pub(crate) struct Worker {
    jobs: mpsc::Sender<Job>,
}

/// Generates the answer to one prompt. Returns `None` if the sink was closed before the end.
pub(crate) trait Generate:
    FnMut(&Prompt, &mut dyn Sink) -> Result<Option<Ending>, GenerationError> + Send + 'static
{
}

impl<F> Generate for F where F: FnMut(&Prompt, &mut dyn Sink) -> Result<Option<Ending>, GenerationError> + Send + 'static
{}

impl Worker {
    /// Starts the thread. At most `queue` prompts wait while one is answered.
    pub(crate) fn start(queue: NonZeroUsize, mut generate: impl Generate) -> io::Result<Self> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(queue.get());
        std::thread::Builder::new().name("textgate-local".to_owned()).spawn(move || {
            while let Some(job) = waiting.blocking_recv() {
                job.run(&mut generate);
            }
        })?;
        Ok(Self { jobs })
    }

    /// A queue without a thread, and the jobs in it.
    #[cfg(test)]
    pub(crate) fn without_thread() -> (Self, mpsc::Receiver<Job>) {
        let (jobs, waiting) = mpsc::channel(1);
        (Self { jobs }, waiting)
    }

    /// Adds `prompt` to the queue.
    ///
    /// # Errors
    ///
    /// [`ModelErrorKind::Overloaded`] if the queue is full, [`ModelErrorKind::Unavailable`] if the thread has ended.
    pub(crate) fn submit(&self, prompt: Prompt) -> Result<Chunks, ModelError> {
        // This channel needs no limit, because the context of the model limits the answer. With a limit, the thread would wait
        // for a caller who reads slowly, and so would all other callers.
        let (sender, receiver) = mpsc::unbounded_channel();
        self.jobs.try_send(Job { prompt, chunks: sender }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => ModelErrorKind::Overloaded,
            mpsc::error::TrySendError::Closed(_) => ModelErrorKind::Unavailable,
        })?;
        Ok(Chunks { receiver })
    }
}

/// The chunks of one answer, as they are generated. Dropping it stops the generation before the next token.
pub(crate) struct Chunks {
    receiver: mpsc::UnboundedReceiver<Result<Chunk, ModelError>>,
}

impl Chunks {
    /// The next chunk. If the thread ends before it has sent [`Chunk::End`], this is an error.
    pub(crate) async fn next(&mut self) -> Result<Chunk, ModelError> {
        self.receiver.recv().await.unwrap_or_else(|| Err(ModelErrorKind::Unavailable.into()))
    }
}

/// One prompt, and where the chunks of its answer go.
pub(crate) struct Job {
    prompt: Prompt,
    pub(crate) chunks: mpsc::UnboundedSender<Result<Chunk, ModelError>>,
}

impl Job {
    fn run(mut self, generate: &mut impl Generate) {
        if self.chunks.is_closed() {
            return;
        }
        // A generation shares no state with others, so a panic in it cannot damage them.
        let outcome = catch_unwind(AssertUnwindSafe(|| generate(&self.prompt, &mut self.chunks)));
        let last = match outcome {
            Ok(Ok(Some(Ending { stop_reason, usage }))) => Ok(Chunk::End { stop_reason, usage: Some(usage) }),
            Ok(Ok(None)) => return,
            Ok(Err(error)) => Err(model_error(error)),
            Err(_panic) => Err(ModelError::new(ModelErrorKind::Failed, "the generation panicked")),
        };
        // This fails if the caller has gone away in the meantime. Then nobody needs it.
        let _ = self.chunks.send(last);
    }
}

impl Sink for mpsc::UnboundedSender<Result<Chunk, ModelError>> {
    fn is_closed(&self) -> bool {
        mpsc::UnboundedSender::is_closed(self)
    }

    fn push(&mut self, piece: &str) {
        // This fails if the caller has gone away. The generation ends when it next calls `is_closed`.
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

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc as std_mpsc;
    use std::task::{Context, Poll, Waker};

    use textgate_core::model::{StopReason, TokenUsage};

    use super::*;
    use crate::synthetic::prompt;

    const ENDING: Ending = Ending {
        stop_reason: StopReason::EndTurn,
        usage: TokenUsage { input: 1, output: 1, cache_read: 0, cache_write: 0 },
    };

    fn start(queue: usize, generate: impl Generate) -> Worker {
        Worker::start(NonZeroUsize::new(queue).unwrap(), generate).unwrap()
    }

    /// Submits a prompt and reads its answer to the end.
    async fn complete(worker: &Worker, prompt: Prompt) -> Result<(), ModelError> {
        let mut chunks = worker.submit(prompt)?;
        while let Chunk::Text(_) = chunks.next().await? {}
        Ok(())
    }

    fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_request_and_no_other() {
        let worker = start(1, |prompt: &Prompt, _: &mut dyn Sink| {
            assert!(prompt.user != "panic", "as the test wants it");
            Ok(Some(ENDING))
        });
        let error = complete(&worker, prompt("panic")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Failed);
        assert!(complete(&worker, prompt("hi")).await.is_ok());
    }

    #[tokio::test]
    async fn a_candle_error_is_the_source_of_a_failure() {
        let worker = start(1, |_: &Prompt, _: &mut dyn Sink| {
            Err(GenerationError::Model(candle_core::Error::msg("shapes differ")))
        });
        let error = complete(&worker, prompt("hi")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Failed);
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.to_string().contains("shapes differ"));
    }

    #[tokio::test]
    async fn a_request_is_refused_if_the_queue_is_full_and_a_dropped_request_frees_the_worker() {
        let (started, starts) = std_mpsc::channel();
        let worker = start(1, move |prompt: &Prompt, sink: &mut dyn Sink| {
            started.send(prompt.user.clone()).unwrap();
            // Ends only when its caller goes away.
            if prompt.user == "endless" {
                while !sink.is_closed() {
                    std::thread::yield_now();
                }
                return Ok(None);
            }
            Ok(Some(ENDING))
        });
        let mut waiting = pin!(complete(&worker, prompt("waiting")));
        {
            let mut endless = pin!(complete(&worker, prompt("endless")));
            assert!(poll(endless.as_mut()).is_pending());
            assert_eq!(starts.recv().unwrap(), "endless");
            assert!(poll(waiting.as_mut()).is_pending());
            let refused = complete(&worker, prompt("one too many")).await.unwrap_err();
            assert_eq!(refused.kind(), ModelErrorKind::Overloaded);
        }
        assert!(waiting.await.is_ok());
        assert_eq!(starts.recv().unwrap(), "waiting");
    }

    #[tokio::test]
    async fn a_request_that_is_dropped_while_it_waits_is_never_started() {
        let (go, gate) = std_mpsc::channel::<()>();
        let (started, starts) = std_mpsc::channel();
        let worker = start(2, move |prompt: &Prompt, _: &mut dyn Sink| {
            started.send(prompt.user.clone()).unwrap();
            gate.recv().unwrap();
            Ok(Some(ENDING))
        });
        let mut first = pin!(complete(&worker, prompt("first")));
        assert!(poll(first.as_mut()).is_pending());
        assert_eq!(starts.recv().unwrap(), "first");
        assert!(poll(pin!(complete(&worker, prompt("dropped")))).is_pending());
        let mut last = pin!(complete(&worker, prompt("last")));
        assert!(poll(last.as_mut()).is_pending());
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert!(first.await.is_ok() && last.await.is_ok());
        assert_eq!(starts.try_iter().collect::<Vec<_>>(), ["last"]);
    }

    #[tokio::test]
    async fn a_worker_whose_thread_has_ended_is_unavailable() {
        let (worker, jobs) = Worker::without_thread();
        drop(jobs);
        let error = complete(&worker, prompt("hi")).await.unwrap_err();
        assert_eq!(error.kind(), ModelErrorKind::Unavailable);
    }
}
