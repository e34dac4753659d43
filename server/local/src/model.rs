//! [`LocalModel`]: a loaded model behind a worker, as a [`TextModel`].

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt as _};
use textgate_core::model::{Chunk, Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};

use crate::generate::LoadedModel;
use crate::weights::CACHED_FILE;
use crate::worker::{Chunks, Worker};

/// A small model on the CPU of this machine. There is only one, so it ignores a prompt's `model_id`.
///
/// When it is dropped, its thread ends after the answer that it is generating.
#[derive(Debug)]
pub struct LocalModel {
    worker: Worker,
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
        /// What the user can do.
        remedy: &'static str,
        /// What is wrong with the file.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system did not start a thread.
    #[error("the thread of the local model cannot be started")]
    Thread(#[source] std::io::Error),
}

impl LocalModel {
    /// Loads the file `weights` on the calling thread, which takes about half a second, and starts the thread that answers
    /// prompts.
    ///
    /// Generations are numbered, and the seed of each is `seed` plus its number. So two equal requests get different answers
    /// at a temperature above 0, and the same requests after a new start get the same answers. At most `queue` requests wait
    /// while one is answered; further requests are refused as overload.
    pub fn start(weights: &Path, seed: u64, queue: NonZeroUsize) -> Result<Self, StartError> {
        let began = Instant::now();
        let model = LoadedModel::load(weights).map_err(|error| StartError::Load {
            path: weights.to_owned(),
            remedy: remedy(weights),
            source: error.into(),
        })?;
        tracing::info!(path = %weights.display(), latency_ms = began.elapsed().as_millis(), "local model loaded");
        let mut next_seed = seed;
        let worker = Worker::start(queue, move |prompt, sink| {
            let seed = next_seed;
            next_seed = next_seed.wrapping_add(1);
            model.generate(prompt, seed, sink)
        });
        Ok(Self { worker: worker.map_err(StartError::Thread)? })
    }

    fn submit(&self, prompt: Prompt) -> Result<Chunks, ModelError> {
        if prompt.answer_schema.is_some() {
            return Err(ModelError::new(
                ModelErrorKind::Misconfigured,
                "the local model generates only text, no objects",
            ));
        }
        if prompt.guardrail.is_some() {
            return Err(ModelError::new(ModelErrorKind::Misconfigured, "the local model cannot apply a guardrail"));
        }
        self.worker.submit(prompt)
    }
}

#[async_trait]
impl TextModel for LocalModel {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        let mut chunks = self.submit(prompt)?;
        let mut text = String::new();
        loop {
            match chunks.next().await? {
                Chunk::Text(piece) => text.push_str(&piece),
                Chunk::End { stop_reason, usage } => return Ok(Completion { text, stop_reason, usage }),
            }
        }
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        let mut chunks = self.submit(prompt)?;
        let first = chunks.next().await?;
        let stream = stream::try_unfold(Some((Some(first), chunks)), |state| async {
            let Some((read, mut chunks)) = state else { return Ok(None) };
            let chunk = match read {
                Some(chunk) => chunk,
                None => chunks.next().await?,
            };
            let next_state = matches!(chunk, Chunk::Text(_)).then_some((None, chunks));
            Ok(Some((chunk, next_state)))
        });
        Ok(stream.boxed())
    }
}

/// What the user can do if the file cannot be loaded.
fn remedy(weights: &Path) -> &'static str {
    if weights.file_name().is_some_and(|name| name == CACHED_FILE) {
        "delete that file and start again, so that it is downloaded again"
    } else {
        "it must be a GGUF file of a llama model with a chat template"
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc as std_mpsc;
    use std::task::{Context, Waker};
    use std::time::Duration;

    use textgate_core::model::{Guardrail, StopReason, TokenUsage};

    use super::*;
    use crate::generate::{Ending, GenerationError, Sink};
    use crate::synthetic::prompt;
    use crate::worker::{Generate, Job};

    /// Longer than anything that works may take.
    const PATIENCE: Duration = Duration::from_mins(1);

    const ENDING: Ending = Ending {
        stop_reason: StopReason::EndTurn,
        usage: TokenUsage { input: 1, output: 1, cache_read: 0, cache_write: 0 },
    };

    /// A model that answers with `generate`.
    fn model(generate: impl Generate) -> LocalModel {
        LocalModel { worker: Worker::start(NonZeroUsize::MIN, generate).unwrap() }
    }

    #[tokio::test]
    async fn the_pieces_of_an_answer_are_its_text() {
        let model = model(|_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one ");
            sink.push("two");
            Ok(Some(ENDING))
        });
        let completion = model.complete(prompt("hi")).await.unwrap();
        assert_eq!(completion.text, "one two");
        assert_eq!(completion.stop_reason, StopReason::EndTurn);
    }

    #[tokio::test]
    async fn a_prompt_with_a_guardrail_is_refused() {
        let model = model(|_: &Prompt, _: &mut dyn Sink| Ok(Some(ENDING)));
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
        let model = model(move |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            gate.recv().unwrap();
            sink.push(" two");
            Ok(Some(ENDING))
        });
        let mut stream = model.stream(prompt("hi")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        go.send(()).unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text(" two".into()));
        let Ending { stop_reason, usage } = ENDING;
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::End { stop_reason, usage: Some(usage) });
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_dropped_stream_closes_the_sink_of_the_model() {
        let (stopped, stops) = std_mpsc::channel();
        let model = model(move |_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            while !sink.is_closed() {
                std::thread::yield_now();
            }
            stopped.send(()).unwrap();
            Ok(None)
        });
        let mut stream = model.stream(prompt("endless")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stops.try_recv(), Err(std_mpsc::TryRecvError::Empty));
        drop(stream);
        assert_eq!(stops.recv_timeout(PATIENCE), Ok(()));
    }

    #[tokio::test]
    async fn a_stream_that_nobody_reads_does_not_delay_other_requests() {
        let model = model(|_: &Prompt, sink: &mut dyn Sink| {
            (0..10_000).for_each(|_| sink.push("on "));
            Ok(Some(ENDING))
        });
        let unread = model.stream(prompt("unread")).await.unwrap();
        let other = tokio::time::timeout(PATIENCE, model.complete(prompt("other"))).await;
        assert!(other.expect("the worker is free").is_ok());
        assert_eq!(unread.count().await, 10_001);
    }

    #[tokio::test]
    async fn a_failure_in_a_stream_is_its_last_item_and_a_failure_before_it_is_the_error_of_the_call() {
        let model = model(|prompt: &Prompt, sink: &mut dyn Sink| {
            if prompt.user != "at once" {
                sink.push("one");
            }
            Err(GenerationError::Model(candle_core::Error::msg("shapes differ")))
        });
        let mut stream = model.stream(prompt("later")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Failed);
        assert!(stream.next().await.is_none());
        let Err(error) = model.stream(prompt("at once")).await else { panic!("begun") };
        assert_eq!(error.kind(), ModelErrorKind::Failed);
    }

    #[tokio::test]
    async fn a_panic_in_a_stream_is_its_last_item() {
        let model = model(|_: &Prompt, sink: &mut dyn Sink| {
            sink.push("one");
            panic!("as the test wants it");
        });
        let mut stream = model.stream(prompt("hi")).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Failed);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_whose_thread_has_ended_ends_with_an_error() {
        let (worker, mut jobs) = Worker::without_thread();
        let model = LocalModel { worker };
        let mut begun = pin!(model.stream(prompt("hi")));
        assert!(begun.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let Job { mut chunks, .. } = jobs.recv().await.unwrap();
        chunks.push("one");
        drop(chunks);
        let mut stream = begun.await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ModelErrorKind::Unavailable);
        assert!(stream.next().await.is_none());
    }

    #[test]
    fn the_error_of_a_broken_cached_file_names_it_and_says_to_delete_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(CACHED_FILE);
        std::fs::write(&path, "GGUF and nothing else").unwrap();
        let error = LocalModel::start(&path, 0, NonZeroUsize::MIN).unwrap_err().to_string();
        assert!(error.contains(CACHED_FILE) && error.contains("delete that file"), "{error}");
    }
}
