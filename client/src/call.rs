//! One call of an operation, from its start to its outcome in the client's own types.

use std::sync::Arc;

use progenitor_client::{Error as ProgenitorError, ResponseValue};

use crate::call_record::CallRecord;
use crate::error::{Error, ErrorKind, SCHEMA_MISMATCH};
use crate::generated_client::Client;
use crate::response::Response;

/// A call, with the copy of the client that sends it.
pub(crate) struct Call {
    client: Client,
    record: Arc<CallRecord>,
}

impl Call {
    /// Starts a call of this client.
    pub(crate) fn begin(client: &Client) -> Self {
        let mut client = client.clone();
        let chosen = client.inner.options.request_id.clone();
        let request_id = chosen.unwrap_or_else(|| format!("req_{:032x}", fastrand::u128(..)));
        let record = Arc::new(CallRecord::new(request_id));
        client.inner.record = Some(record.clone());
        Self { client, record }
    }

    /// The client to send the call with: its hooks write to the record of this call.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Turns the outcome of progenitor's code into the client's own types.
    pub(crate) fn finish<T, E>(
        &self,
        result: Result<ResponseValue<T>, ProgenitorError<E>>,
    ) -> Result<Response<T>, Error> {
        let attempts = self.record.attempts();
        let error = match result {
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                return Ok(Response::new(response.into_inner(), status, headers, attempts));
            }
            Err(error) => self.record.take_failure().unwrap_or_else(|| error_of_progenitor(error)),
        };
        Err(if attempts == 0 { error } else { error.in_call(self.record.request_id(), attempts) })
    }
}

/// An error that progenitor's code found itself, before or after the hooks ran.
fn error_of_progenitor<E>(error: ProgenitorError<E>) -> Error {
    match error {
        ProgenitorError::InvalidRequest(message) => Error::new(ErrorKind::InvalidRequest, message),
        ProgenitorError::InvalidResponsePayload(body, error) => Error::from_unreadable_body(&body, &error),
        ProgenitorError::UnexpectedResponse(response) => {
            Error::from_response(response.status().as_u16(), response.headers(), &[])
        }
        ProgenitorError::CommunicationError(error) | ProgenitorError::ResponseBodyError(error) => {
            Error::from_transport(error)
        }
        // Not expected: the hooks put every error into the record, and no operation upgrades its connection.
        ProgenitorError::Custom(_) | ProgenitorError::ErrorResponse(_) | ProgenitorError::InvalidUpgrade(_) => {
            Error::new(ErrorKind::UnreadableAnswer, SCHEMA_MISMATCH)
        }
    }
}
