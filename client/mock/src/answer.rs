//! What any operation may answer.

use std::time::Duration;

use httpmock::Then;
use textgate::ErrorCode;
use textgate::types::ErrorBody;

use crate::generated::STATUSES;

/// The id of every request to a mock, in the header `x-request-id` and in the bodies of errors.
pub const REQUEST_ID: &str = "req_mock";

/// What any operation may answer. Every `then` of [`MockServerExt`](crate::MockServerExt) has these methods, beside the `ok` of
/// its own operation.
#[expect(clippy::return_self_not_must_use, reason = "the mock has the answer already; it is returned for more of it")]
pub trait Answer: Sized {
    /// Changes the answer by httpmock's own methods.
    fn map(self, change: impl FnOnce(Then) -> Then) -> Self;

    /// Answers with the error that has this code, and with the status that goes with it.
    ///
    /// # Panics
    ///
    /// If the contract has no such code. An error of a later contract is a `client_error` or a `server_error`, whose status is
    /// the test's own.
    fn error(self, code: impl Into<ErrorCode>) -> Self {
        let body = error_body(code);
        let Some((_, status)) = STATUSES.iter().find(|(code, _)| *code == body.code) else {
            panic!("the contract has no error code {}", body.code);
        };
        self.map(|then| then.status(*status).header("content-type", "application/json").json_body_obj(&body))
    }

    /// Tells the caller to wait so many seconds, as errors do that are worth another try.
    fn retry_after(self, wait: Duration) -> Self {
        self.map(|then| then.header("retry-after", wait.as_secs().to_string()))
    }

    /// Answers so many times, and then leaves the requests to the mock that was made next.
    fn times(self, times: usize) -> Self {
        self.map(|then| then.up_to_n_times(times))
    }
}

/// The body of an error with this code.
pub fn error_body(code: impl Into<ErrorCode>) -> ErrorBody {
    let code = code.into();
    ErrorBody {
        error: format!("the mock answers {code}"),
        code: code.to_string(),
        request_id: REQUEST_ID.to_owned(),
        violations: Vec::new(),
    }
}

/// As every answer of the service.
pub(crate) fn with_request_id(then: Then) -> Then {
    then.header("x-request-id", REQUEST_ID)
}
