//! A body that may take any time in total, but fails when no data arrives for too long.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{io, iter};

use futures_util::Stream;
use tokio::time::{Sleep, sleep};

use crate::error::Cause;

/// Whether this error, or one of its causes, is an idle timeout.
pub(crate) fn is_idle_timeout(error: &(dyn StdError + 'static)) -> bool {
    let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    let mut causes = iter::successors(Some(error), |&error| error.source());
    causes.any(|cause| cause.downcast_ref().is_some_and(timed_out))
}

/// A stream of bytes that fails with [`io::ErrorKind::TimedOut`] when nothing arrives within the timeout.
pub(crate) struct IdleTimeout<S> {
    bytes: S,
    timeout: Duration,
    /// Runs from the last poll that found nothing, so that a caller that reads slowly causes no timeout.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<S> IdleTimeout<S> {
    pub(crate) fn new(bytes: S, timeout: Duration) -> Self {
        Self { bytes, timeout, timer: None }
    }
}

impl<S, T, E> Stream for IdleTimeout<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: Into<Cause>,
{
    type Item = io::Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(next) = Pin::new(&mut self.bytes).poll_next(context) {
            self.timer = None;
            return Poll::Ready(next.map(|bytes| bytes.map_err(io::Error::other)));
        }
        let timeout = self.timeout;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(timeout)));
        timer
            .as_mut()
            .poll(context)
            .map(|()| Some(Err(io::Error::new(io::ErrorKind::TimedOut, "no data arrived within the timeout"))))
    }
}
