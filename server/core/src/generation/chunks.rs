//! The chunks of a streamed completion: its first one, and its end at the latest.

use std::future::ready;
use std::time::Instant;

use futures_util::stream::{self, StreamExt as _};
use tokio::time::sleep_until;

use crate::model::{Chunk, CompletionStream, ModelError, ModelErrorKind};

/// The first chunk of a completion. It may be the end.
pub(super) async fn first(chunks: &mut CompletionStream) -> Result<Chunk, ModelError> {
    chunks.next().await.unwrap_or_else(|| Err(cut_off()))
}

/// The chunks, which end with an error at the `deadline` at the latest.
pub(super) fn end_at(deadline: Option<Instant>, chunks: CompletionStream) -> CompletionStream {
    let Some(deadline) = deadline else { return chunks };
    let chunks = chunks.chain(stream::once(ready(Err(cut_off()))));
    let out_of_time = || ModelError::new(ModelErrorKind::TimedOut, "the completion had not ended at the deadline");
    chunks.take_until(sleep_until(deadline.into())).chain(stream::once(ready(Err(out_of_time())))).boxed()
}

/// The error of a completion that stopped without its end.
pub(super) fn cut_off() -> ModelError {
    ModelError::new(ModelErrorKind::Failed, "the completion was cut off before its end")
}
