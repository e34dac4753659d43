//! A body that may take as long as it likes, but may not be silent for too long.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{io, iter};

use futures_util::Stream;
use tokio::time::{Sleep, sleep};

use crate::error::Cause;

/// Whether that is why a body failed.
pub(crate) fn was_silent(error: &(dyn StdError + 'static)) -> bool {
    let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    let mut causes = iter::successors(Some(error), |&error| error.source());
    causes.any(|cause| cause.downcast_ref().is_some_and(timed_out))
}

/// Fails with [`io::ErrorKind::TimedOut`] if nothing comes for `patience`.
pub(crate) struct Heard<S> {
    bytes: S,
    patience: Duration,
    /// Since the last poll that found nothing: whoever reads slowly is not the service's fault.
    silence: Option<Pin<Box<Sleep>>>,
}

impl<S> Heard<S> {
    pub(crate) fn new(bytes: S, patience: Duration) -> Self {
        Self { bytes, patience, silence: None }
    }
}

impl<S, T, E> Stream for Heard<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: Into<Cause>,
{
    type Item = io::Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(next) = Pin::new(&mut self.bytes).poll_next(context) {
            self.silence = None;
            return Poll::Ready(next.map(|bytes| bytes.map_err(io::Error::other)));
        }
        let patience = self.patience;
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(patience)));
        silence
            .as_mut()
            .poll(context)
            .map(|()| Some(Err(io::Error::new(io::ErrorKind::TimedOut, "nothing came for too long"))))
    }
}
