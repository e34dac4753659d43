//! How a request is sent: attempt by attempt, each within its timeout, until there is a response or no retry is
//! allowed.

use std::time::Instant;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use progenitor_client::ClientInfo;
use reqwest::{Body, Request};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::call_record::CallRecord;
use crate::error::{Error, ErrorKind};
use crate::generated_client::Client;
use crate::idle_timeout::IdleTimeout;
use crate::{headers, retry};

impl Client {
    /// Sends a request. Retries after errors that a retry may resolve, as long as timeout, attempts and retry budget
    /// allow it.
    pub(crate) async fn send_with_retries(
        &self,
        request: &Request,
        record: &CallRecord,
    ) -> Result<reqwest::Response, Error> {
        let shared = &self.inner.shared;
        let deadline = shared.clock.now() + self.inner.timeout();
        let (mut retries, mut acquired, mut has_new_token) = (0, None, false);
        loop {
            let authorization = self.authorization(deadline).await?;
            let outcome = self.send_in_time(request, authorization.as_ref(), deadline, record).await;
            let error = match outcome {
                Ok(response) => {
                    shared.retry_budget.release(acquired);
                    return Ok(response);
                }
                Err(error) => error,
            };
            if let (Some(bearer), Some(refused), Some(401), false) =
                (&shared.bearer, &authorization, error.status(), has_new_token)
            {
                bearer.forget(refused).await;
                has_new_token = true;
                continue;
            }
            if !error.is_retryable() || retries + 1 >= self.inner.max_attempts() {
                return Err(error);
            }
            let delay = retry::delay(&error, retries, shared.clock.random_fraction());
            if delay >= deadline.saturating_duration_since(shared.clock.now()) {
                return Err(error);
            }
            acquired = shared.retry_budget.acquire(&error);
            if acquired.is_none() {
                return Err(error.with_exhausted_budget());
            }
            tracing::debug!(wait_ms = delay.as_millis(), kind = ?error.kind(), "retrying after a wait");
            shared.clock.sleep(delay).await;
            retries += 1;
        }
    }

    /// The value of `Authorization`, if the client has a token provider.
    async fn authorization(&self, deadline: Instant) -> Result<Option<HeaderValue>, Error> {
        let shared = &self.inner.shared;
        let Some(bearer) = &shared.bearer else { return Ok(None) };
        let now = shared.clock.now();
        let header = tokio::time::timeout(deadline.saturating_duration_since(now), bearer.header(now)).await;
        header.unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the token did not come in time"))).map(Some)
    }

    /// Makes one attempt, bounded by the attempt timeout and by what is left of the call's timeout.
    async fn send_in_time(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
        deadline: Instant,
        record: &CallRecord,
    ) -> Result<reqwest::Response, Error> {
        let mut request = request
            .try_clone()
            .ok_or_else(|| Error::new(ErrorKind::InvalidRequest, "the request body cannot be copied for an attempt"))?;
        if let Some(authorization) = authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        let number = record.count_attempt();
        let span = tracing::debug_span!("textgate_attempt", number, status = Empty, code = Empty);
        let left = deadline.saturating_duration_since(self.inner.shared.clock.now());
        let attempt = self.send_once(request).instrument(span.clone());
        let outcome = tokio::time::timeout(left.min(self.inner.attempt_timeout()), attempt).await;
        let outcome =
            outcome.unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the response did not come in time")));
        record_outcome(&span, &outcome);
        outcome
    }

    /// Sends a request once. A body that is not a stream is read to its end, so that a broken connection fails the
    /// attempt.
    async fn send_once(&self, request: Request) -> Result<reqwest::Response, Error> {
        let response = self.client().execute(request).await.map_err(Error::from_transport)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_success()
            && headers::text(&headers, CONTENT_TYPE)
                .is_some_and(|media_type| media_type.starts_with("text/event-stream"))
        {
            let bytes = IdleTimeout::new(response.bytes_stream(), self.inner.timeout());
            return Ok(with_body(status, headers, Body::wrap_stream(bytes)));
        }
        let body = response.bytes().await.map_err(Error::from_transport)?;
        if !status.is_success() {
            return Err(Error::from_response(status.as_u16(), &headers, &body));
        }
        Ok(with_body(status, headers, body))
    }
}

fn with_body(status: StatusCode, headers: HeaderMap, body: impl Into<Body>) -> reqwest::Response {
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.into()
}

/// Records the status and the code of an outcome. An error without a code of the service is recorded with its kind.
pub(crate) fn record_outcome(span: &Span, outcome: &Result<reqwest::Response, Error>) {
    match outcome {
        Ok(response) => {
            span.record("status", response.status().as_u16());
        }
        Err(error) => {
            if let Some(status) = error.status() {
                span.record("status", status);
            }
            match error.code() {
                Some(code) => span.record("code", code.as_str()),
                None => span.record("code", tracing::field::debug(error.kind())),
            };
        }
    }
}
