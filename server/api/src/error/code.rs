//! The table of error codes: for each its name, its HTTP status, and what it means.

use std::fmt::Write as _;

use axum::http::StatusCode;

/// Makes the table. The documentation of a code is its meaning in the API's documentation, too.
macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $code:ident = $name:literal, $status:ident;)+) => {
        /// What went wrong, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $meaning])+ $code,)+ }

        impl Code {
            /// Every code, in the order of the API's documentation.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name, as the error body shows it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// The HTTP status of an error with this code.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)+ }
            }

            /// What the code means, in whole sentences.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => concat!($($meaning),+).trim_ascii_start(),)+ }
            }
        }
    };
}

codes! {
    /// The request body is not valid JSON or does not match the schema of the operation.
    InvalidRequest = "invalid_request", BAD_REQUEST;
    /// The credentials are missing, invalid or expired.
    Unauthorized = "unauthorized", UNAUTHORIZED;
    /// The credentials do not allow this request, a firewall refuses it, or it comes from a web page of an origin that
    /// may not call the service.
    Forbidden = "forbidden", FORBIDDEN;
    /// The credentials are valid, but the policy has no consumer for them.
    ConsumerUnknown = "consumer_unknown", FORBIDDEN;
    /// There is no such path.
    NotFound = "not_found", NOT_FOUND;
    /// The path does not support this method. The header `Allow` lists the methods that it supports.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// The request body did not arrive in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
    /// The request body is larger than the service accepts.
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE;
    /// The content type of the request body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
    /// The policy has no model with this name.
    ModelNotFound = "model_not_found", NOT_FOUND;
    /// The operation needs a JSON object from the model, and the model generates only text: name a model that
    /// `model_list` shows as `structured`.
    StructuredOutputUnsupported = "structured_output_unsupported", FORBIDDEN;
    /// A content filter or a guardrail of the model's provider blocked the prompt or the answer, and left no text or no whole
    /// JSON object to answer with.
    ContentBlocked = "content_blocked", FORBIDDEN;
    /// The policy has the model, but does not allow the caller to use it.
    ModelNotAllowed = "model_not_allowed", FORBIDDEN;
    /// The request asks for more than the policy or the model allows.
    LimitExceeded = "limit_exceeded", FORBIDDEN;
    /// The model refuses something in the request that the contract allows, such as a parameter or a stop sequence that the
    /// model does not take. The message names the field if it can be told. Leave it out or change it, or name another model.
    ModelRefused = "model_refused", FORBIDDEN;
    /// There are too many requests at the moment. Wait for the time that `Retry-After` gives.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS;
    /// The quota of the API key is used up. Only the gateway answers with this code.
    QuotaExceeded = "quota_exceeded", TOO_MANY_REQUESTS;
    /// The queue of the service is full. Wait for the time that `Retry-After` gives.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE;
    /// The service is shutting down, so the answer cannot be completed. Send the request again.
    ShuttingDown = "shutting_down", SERVICE_UNAVAILABLE;
    /// The model cannot be reached or is not ready. Wait for the time that `Retry-After` gives.
    ModelUnavailable = "model_unavailable", SERVICE_UNAVAILABLE;
    /// The model did not answer in time.
    ModelTimeout = "model_timeout", GATEWAY_TIMEOUT;
    /// The model failed.
    ModelError = "model_error", BAD_GATEWAY;
    /// The model answered twice, and neither answer matched the schema of the operation. Send the request again.
    InvalidModelAnswer = "invalid_model_answer", BAD_GATEWAY;
    /// The model reached the maximum number of tokens before its answer was complete. Ask for a shorter answer.
    IncompleteModelAnswer = "incomplete_model_answer", BAD_GATEWAY;
    /// The model's provider refuses the service: its account has no access to the model, or its configuration is wrong.
    /// The operator of the service has to fix this.
    ModelMisconfigured = "model_misconfigured", BAD_GATEWAY;
    /// The service failed. Its log has the cause.
    Internal = "internal", INTERNAL_SERVER_ERROR;
}

impl Code {
    /// The table in Markdown, for the API's documentation: a list item for each code.
    pub(crate) fn table() -> String {
        Self::ALL.iter().fold(String::new(), |mut table, code| {
            let (name, status, meaning) = (code.as_str(), code.status().as_u16(), code.meaning());
            // Writing to a string does not fail.
            let _ = write!(table, "\n- `{name}` ({status}): {meaning}");
            table
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_has_a_name_of_its_own_an_errors_status_and_a_meaning_in_whole_sentences() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len(), "{names:?}");
        for code in Code::ALL {
            let (name, status, meaning) = (code.as_str(), code.status(), code.meaning());
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
            assert!(status.is_client_error() || status.is_server_error(), "{name}: {status}");
            assert!(meaning.starts_with(|first: char| first.is_ascii_uppercase()), "{name}: {meaning}");
            assert!(meaning.ends_with('.') && !meaning.contains("  "), "{name}: {meaning}");
        }
    }
}
