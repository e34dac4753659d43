//! What the service refuses, as its callers are told.

use std::fmt::Debug;

use textgate::{Error, ErrorCode, ErrorKind};

/// An answer with an error's status, or the last event of a stream that failed.
#[derive(Debug)]
pub struct Refusal {
    /// The status; absent within a stream.
    pub status: Option<u16>,
    /// The code, which is one that the client knows.
    pub code: String,
    /// What went wrong, for people.
    pub error: String,
    /// Names the request in the server's log.
    pub request_id: String,
    /// Seconds.
    pub retry_after: Option<u64>,
    /// The whole body, if it was an answer.
    pub body: Option<String>,
}

impl Refusal {
    /// The status and the code.
    pub fn outcome(&self) -> (u16, &str) {
        (self.status.expect("an answer"), &self.code)
    }
}

/// Why the service refused. Any other outcome fails the test.
pub fn refused<T: Debug>(outcome: Result<T, Error>) -> Refusal {
    let error = outcome.expect_err("a refusal");
    let (ErrorKind::Service, Some(code)) = (error.kind(), error.code()) else { panic!("a typed error: {error:?}") };
    assert!(!matches!(code, ErrorCode::Unknown(_)), "{error:?}");
    Refusal {
        status: error.status(),
        code: code.to_string(),
        error: error.message().to_owned(),
        request_id: error.request_id().expect("named").to_owned(),
        retry_after: error.retry_after().map(|wait| wait.as_secs()),
        body: error.body().map(str::to_owned),
    }
}
