//! The hooks that progenitor's code calls around each request: they send it in the way of this client.

use http::HeaderValue;
use progenitor_client::{ClientHooks, ClientInfo, Error as ProgenitorError, OperationInfo};
use reqwest::Request;
use tracing::Instrument;
use tracing::field::Empty;

use crate::attempts::record_outcome;
use crate::generated_client::Client;
use crate::headers::REQUEST_ID;
use crate::state::ClientState;

impl ClientHooks<ClientState> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), ProgenitorError<E>> {
        if let Some(record) = &self.inner.record {
            let id = HeaderValue::from_str(record.request_id()).map_err(|_| {
                ProgenitorError::InvalidRequest("the request id is not a valid HTTP header value".to_owned())
            })?;
            request.headers_mut().insert(REQUEST_ID, id);
        }
        Ok(())
    }

    async fn exec(&self, request: Request, operation: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let Some(record) = &self.inner.record else { return self.client().execute(request).await };
        let span = tracing::info_span!(
            "textgate_call",
            operation = operation.operation_id,
            request_id = record.request_id(),
            attempts = Empty,
            status = Empty,
            code = Empty,
        );
        let outcome = self.send_with_retries(&request, record).instrument(span.clone()).await;
        span.record("attempts", record.attempts());
        record_outcome(&span, &outcome);
        // This hook cannot return an error of this client. So the record keeps the error, and `post` makes the call
        // fail.
        Ok(outcome.unwrap_or_else(|error| {
            record.set_failure(error);
            http::Response::new("").into()
        }))
    }

    async fn post<E>(
        &self,
        _: &reqwest::Result<reqwest::Response>,
        _: &OperationInfo,
    ) -> Result<(), ProgenitorError<E>> {
        match &self.inner.record {
            Some(record) if record.has_failed() => Err(ProgenitorError::Custom(String::new())),
            _ => Ok(()),
        }
    }
}
