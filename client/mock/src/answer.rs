//! The answers that every operation can give: errors, a wait, a number of repetitions.

use std::time::Duration;

use httpmock::Then;
use textgate::ErrorCode;
use textgate::types::ErrorBody;

use crate::generated_error_statuses::STATUSES;

/// The request id of all answers of a mock, in the header `x-request-id` and in the bodies of errors.
pub const REQUEST_ID: &str = "req_mock";

/// The answers that every operation can give. Every `then` of [`MockServerExt`](crate::MockServerExt) has these
/// methods, in addition to the `ok` of its own operation.
#[expect(
    clippy::return_self_not_must_use,
    reason = "the mock has the answer already; a caller may ignore what the method returns"
)]
pub trait Answer: Sized {
    /// Changes the answer with the methods of httpmock.
    fn map(self, change: impl FnOnce(Then) -> Then) -> Self;

    /// Answers with an error that has this code and the status that the contract defines for it.
    ///
    /// # Panics
    ///
    /// If the contract has no such code. For an error of a later contract, use `client_error` or `server_error`, which
    /// take any status of their class.
    fn error(self, code: impl Into<ErrorCode>) -> Self {
        let body = error_body(code);
        let Some((_, status)) = STATUSES.iter().find(|(code, _)| *code == body.code) else {
            panic!("the contract has no error code {}", body.code);
        };
        self.map(|then| then.status(*status).header("content-type", "application/json").json_body_obj(&body))
    }

    /// Adds the header `Retry-After`, in whole seconds, as the service does if a retry may succeed.
    fn retry_after(self, wait: Duration) -> Self {
        self.map(|then| then.header("retry-after", wait.as_secs().to_string()))
    }

    /// Answers this number of requests. Later requests go to the next mock that matches them.
    fn times(self, times: usize) -> Self {
        self.map(|then| then.up_to_n_times(times))
    }
}

/// The error body for this code.
pub fn error_body(code: impl Into<ErrorCode>) -> ErrorBody {
    let code = code.into();
    ErrorBody {
        error: format!("the mock answers with {code}"),
        code: code.to_string(),
        request_id: REQUEST_ID.to_owned(),
        violations: Vec::new(),
    }
}

/// Adds the request id, which every answer of the service has.
pub(crate) fn with_request_id(then: Then) -> Then {
    then.header("x-request-id", REQUEST_ID)
}
