//! How a request is sent and its answer read: the hooks that progenitor's code calls.

use std::time::Instant;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use progenitor_client::{ClientHooks, ClientInfo, Error as ProgenitorError, OperationInfo};
use reqwest::{Body, Request};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::call::{REQUEST_ID, Record};
use crate::error::{Error, ErrorKind};
use crate::response::text;
use crate::silence::Heard;
use crate::{Client, Inner, retry};

impl ClientHooks<Inner> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), ProgenitorError<E>> {
        if let Some(call) = &self.inner.call {
            let id = HeaderValue::from_str(&call.request_id)
                .map_err(|_| ProgenitorError::InvalidRequest("the request id cannot be sent".to_owned()))?;
            request.headers_mut().insert(HeaderName::from_static(REQUEST_ID), id);
        }
        Ok(())
    }

    async fn exec(&self, request: Request, operation: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let Some(call) = &self.inner.call else { return self.client().execute(request).await };
        let span = tracing::info_span!(
            "textgate_call",
            operation = operation.operation_id,
            request_id = call.request_id,
            attempts = Empty,
            status = Empty,
            code = Empty,
        );
        let outcome = self.attempts(&request, call).instrument(span.clone()).await;
        span.record("attempts", call.attempts());
        tell(&span, &outcome);
        Ok(outcome.unwrap_or_else(|error| {
            call.fail(error);
            http::Response::new("").into()
        }))
    }

    async fn post<E>(
        &self,
        _: &reqwest::Result<reqwest::Response>,
        _: &OperationInfo,
    ) -> Result<(), ProgenitorError<E>> {
        match &self.inner.call {
            Some(call) if call.has_failed() => Err(ProgenitorError::Custom(String::new())),
            _ => Ok(()),
        }
    }
}

impl Client {
    /// Sends a request until it is answered, or until it is not worth it or not possible to send it again.
    async fn attempts(&self, request: &Request, call: &Record) -> Result<reqwest::Response, Error> {
        let shared = &self.inner.shared;
        let end = shared.clock.now() + self.inner.timeout();
        let (mut retries, mut spent, mut has_new_token) = (0, None, false);
        loop {
            let authorization = self.authorization(end).await?;
            let outcome = self.attempt_in_time(request, authorization.as_ref(), end, call).await;
            let error = match outcome {
                Ok(response) => {
                    shared.budget.reward(spent);
                    return Ok(response);
                }
                Err(error) => error,
            };
            if let (Some(bearer), Some(refused), Some(401), false) =
                (&shared.bearer, &authorization, error.status(), has_new_token)
            {
                bearer.refused(refused).await;
                has_new_token = true;
                continue;
            }
            if !retry::is_transient(&error) || retries + 1 >= self.inner.max_attempts() {
                return Err(error);
            }
            let wait = retry::wait(&error, retries, shared.clock.chance());
            if wait >= end.saturating_duration_since(shared.clock.now()) {
                return Err(error);
            }
            spent = shared.budget.spend(&error);
            if spent.is_none() {
                return Err(error.of_exhausted_budget());
            }
            tracing::debug!(wait_ms = wait.as_millis(), kind = ?error.kind(), "asks again");
            shared.clock.sleep(wait).await;
            retries += 1;
        }
    }

    /// The value of `Authorization`, if there is a provider of tokens.
    async fn authorization(&self, end: Instant) -> Result<Option<HeaderValue>, Error> {
        let shared = &self.inner.shared;
        let Some(bearer) = &shared.bearer else { return Ok(None) };
        let now = shared.clock.now();
        let header = tokio::time::timeout(end.saturating_duration_since(now), bearer.header(now)).await;
        header.unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the time for a token ran out"))).map(Some)
    }

    /// Sends a request once, for as long as an attempt or what is left of the call may take.
    async fn attempt_in_time(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
        end: Instant,
        call: &Record,
    ) -> Result<reqwest::Response, Error> {
        let mut request =
            request.try_clone().ok_or_else(|| Error::new(ErrorKind::InvalidRequest, "a body of streams"))?;
        if let Some(authorization) = authorization {
            request.headers_mut().insert(header::AUTHORIZATION, authorization.clone());
        }
        let number = call.attempt();
        let span = tracing::debug_span!("textgate_attempt", number, status = Empty, code = Empty);
        let left = end.saturating_duration_since(self.inner.shared.clock.now());
        let attempt = self.attempt(request).instrument(span.clone());
        let outcome = tokio::time::timeout(left.min(self.inner.attempt_timeout()), attempt).await;
        let outcome =
            outcome.unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the time for the answer ran out")));
        tell(&span, &outcome);
        outcome
    }

    /// The answer is read whole, so that one which is cut fails here, unless it is a stream.
    async fn attempt(&self, request: Request) -> Result<reqwest::Response, Error> {
        let response = self.client().execute(request).await.map_err(Error::of_connection)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_success()
            && text(&headers, "content-type").is_some_and(|kind| kind.starts_with("text/event-stream"))
        {
            let bytes = Heard::new(response.bytes_stream(), self.inner.timeout());
            return Ok(answer(status, headers, Body::wrap_stream(bytes)));
        }
        let body = response.bytes().await.map_err(Error::of_connection)?;
        if !status.is_success() {
            return Err(Error::of_answer(status.as_u16(), &headers, &body));
        }
        Ok(answer(status, headers, body))
    }
}

fn answer(status: StatusCode, headers: HeaderMap, body: impl Into<Body>) -> reqwest::Response {
    let mut answer = http::Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer.into()
}

/// Writes the outcome down. The code of a failure that is not the service's own is its kind.
fn tell(span: &Span, outcome: &Result<reqwest::Response, Error>) {
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
