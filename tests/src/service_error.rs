//! The errors of the service, as the client shows them.

use std::fmt::Debug;

use textgate::{Error, ErrorCode, ErrorKind};

/// An answer with the status of an error, or the error event that ends a stream.
#[derive(Debug)]
pub struct ServiceError {
    /// The status. An error event has none.
    pub status: Option<u16>,
    /// The error code. It is one that the client knows.
    pub code: String,
    /// The message for people.
    pub error: String,
    /// The request id, which the server's log has, too.
    pub request_id: String,
    /// The value of Retry-After, in seconds.
    pub retry_after: Option<u64>,
    /// Whether the client would retry.
    pub is_retryable: bool,
    /// The whole body. An error event has none.
    pub body: Option<String>,
}

impl ServiceError {
    /// The status and the code.
    pub fn outcome(&self) -> (u16, &str) {
        (self.status.expect("the error has a status"), &self.code)
    }
}

/// The error of the service. Any other outcome fails the test.
pub fn service_error<T: Debug>(outcome: Result<T, Error>) -> ServiceError {
    let error = outcome.expect_err("the call fails");
    let (ErrorKind::Service, Some(code)) = (error.kind(), error.code()) else {
        panic!("not an error of the service: {error:?}")
    };
    assert!(!matches!(code, ErrorCode::Unknown(_)), "{error:?}");
    ServiceError {
        status: error.status(),
        code: code.to_string(),
        error: error.message().to_owned(),
        request_id: error.request_id().expect("an error has a request id").to_owned(),
        retry_after: error.retry_after().map(|wait| wait.as_secs()),
        is_retryable: error.is_retryable(),
        body: error.body().map(str::to_owned),
    }
}
