//! One call of an operation: what progenitor's hooks and the operation's own `send` have to tell each other.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use progenitor_client::{Error as ProgenitorError, ResponseValue};

use crate::error::{Error, ErrorKind};
use crate::{Client, Response};

/// Names a request in the service's log.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// A call, and a client that knows of it.
pub(crate) struct Call {
    client: Client,
    record: Arc<Record>,
}

/// What the hooks write down of a call. progenitor lets them return only what reqwest can fail with.
#[derive(Debug)]
pub(crate) struct Record {
    /// The same for all attempts.
    pub(crate) request_id: String,
    attempts: AtomicU32,
    failure: Mutex<Option<Error>>,
}

impl Record {
    /// Counts one more attempt, and returns how many that makes.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempts.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    /// The call has failed, whatever is returned through progenitor's code.
    pub(crate) fn fail(&self, error: Error) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Call {
    /// A call by this client.
    pub(crate) fn begin(client: &Client) -> Self {
        let mut client = client.clone();
        let own = client.inner.options.request_id.clone();
        let request_id = own.unwrap_or_else(|| format!("req_{:032x}", fastrand::u128(..)));
        let record = Arc::new(Record { request_id, attempts: AtomicU32::new(0), failure: Mutex::new(None) });
        client.inner.call = Some(record.clone());
        Self { client, record }
    }

    /// The client to send the call with.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The outcome of the call, in the client's own types.
    pub(crate) fn end<T, E>(&self, result: Result<ResponseValue<T>, ProgenitorError<E>>) -> Result<Response<T>, Error> {
        let attempts = self.record.attempts();
        let error = match result {
            Ok(answer) => {
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                return Ok(Response::new(answer.into_inner(), status, headers, attempts));
            }
            Err(error) => self.record.failure().unwrap_or_else(|| unsent_or_unreadable(error)),
        };
        Err(if attempts == 0 { error } else { error.of_call(&self.record.request_id, attempts) })
    }
}

/// What progenitor's code finds out by itself, before or after the hooks.
fn unsent_or_unreadable<E>(error: ProgenitorError<E>) -> Error {
    match error {
        ProgenitorError::InvalidRequest(message) => Error::new(ErrorKind::InvalidRequest, message),
        ProgenitorError::InvalidResponsePayload(body, error) => Error::of_unreadable(&body, &error),
        ProgenitorError::UnexpectedResponse(answer) => {
            Error::of_answer(answer.status().as_u16(), answer.headers(), &[])
        }
        ProgenitorError::CommunicationError(error) | ProgenitorError::ResponseBodyError(error) => {
            Error::of_connection(error)
        }
        // The hooks leave every error with the record, and nothing is upgraded.
        ProgenitorError::Custom(_) | ProgenitorError::ErrorResponse(_) | ProgenitorError::InvalidUpgrade(_) => {
            Error::new(ErrorKind::UnreadableAnswer, "the answer is not what the operation answers with")
        }
    }
}
