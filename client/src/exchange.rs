//! How a request is sent and its answer read: the hooks that progenitor's code calls.

use http::{HeaderName, HeaderValue};
use progenitor_client::{ClientHooks, ClientInfo, Error as ProgenitorError, OperationInfo};
use reqwest::Request;

use crate::call::REQUEST_ID;
use crate::error::Error;
use crate::response::text;
use crate::{Client, Inner};

impl ClientHooks<Inner> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), ProgenitorError<E>> {
        if let Some(call) = &self.inner.call {
            let id = HeaderValue::from_str(&call.request_id)?;
            request.headers_mut().insert(HeaderName::from_static(REQUEST_ID), id);
        }
        Ok(())
    }

    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let Some(call) = &self.inner.call else { return self.client().execute(request).await };
        call.attempt();
        Ok(match self.attempt(request).await {
            Ok(response) => response,
            Err(error) => {
                call.fail(error);
                http::Response::new("").into()
            }
        })
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
    /// Sends a request once. The answer is read whole, so that one which is cut fails here, unless it is a stream.
    async fn attempt(&self, request: Request) -> Result<reqwest::Response, Error> {
        let response = self.client().execute(request).await.map_err(Error::of_connection)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_success()
            && text(&headers, "content-type").is_some_and(|kind| kind.starts_with("text/event-stream"))
        {
            return Ok(response);
        }
        let body = response.bytes().await.map_err(Error::of_connection)?;
        if !status.is_success() {
            return Err(Error::of_answer(status.as_u16(), &headers, &body));
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        Ok(whole.into())
    }
}
