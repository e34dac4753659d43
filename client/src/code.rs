//! The error codes of the service.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal;)*) => {
        /// The error code of the service, for programs. A later version of the service may add codes.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $code,)*
            /// A code that this version of the client does not know. Decide by the status of the response.
            Unknown(String),
        }

        impl ErrorCode {
            /// Every code that this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$code),*];

            /// The code as the service sends it, such as `rate_limited`.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$code => $name,)*
                    Self::Unknown(code) => code,
                }
            }
        }

        impl From<&str> for ErrorCode {
            fn from(code: &str) -> Self {
                match code {
                    $($name => Self::$code,)*
                    _ => Self::Unknown(code.to_owned()),
                }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or does not match the operation's schema (400).
    InvalidRequest = "invalid_request";
    /// The credentials are missing, invalid or expired (401).
    Unauthorized = "unauthorized";
    /// The credentials do not allow this operation, or a firewall blocked the request (403).
    Forbidden = "forbidden";
    /// The credentials are valid, but the policy has no consumer for them (403).
    ConsumerUnknown = "consumer_unknown";
    /// The service has no such path (404). The base URL is probably wrong.
    NotFound = "not_found";
    /// The path does not support this method (405).
    MethodNotAllowed = "method_not_allowed";
    /// The request body did not arrive in time (408).
    RequestTimeout = "request_timeout";
    /// The request body is larger than the service accepts (413).
    PayloadTooLarge = "payload_too_large";
    /// The content type of the request is not `application/json` (415).
    UnsupportedMediaType = "unsupported_media_type";
    /// The policy has no model with this name (404).
    ModelNotFound = "model_not_found";
    /// The operation answers with an object, and the model generates only text (403).
    StructuredOutputUnsupported = "structured_output_unsupported";
    /// A content filter or a guardrail of the model's provider blocked the prompt or the answer (403).
    ContentBlocked = "content_blocked";
    /// The policy has the model, but does not allow the caller to use it (403).
    ModelNotAllowed = "model_not_allowed";
    /// The request exceeds a limit of the policy or of the model (403).
    LimitExceeded = "limit_exceeded";
    /// The model refuses something in the request that the contract allows, such as a parameter (403). The message names
    /// the field if it can be told.
    ModelRefused = "model_refused";
    /// There were too many requests in a short time (429).
    RateLimited = "rate_limited";
    /// The quota of the API key is used up (429).
    QuotaExceeded = "quota_exceeded";
    /// The service's queue is full (503).
    Overloaded = "overloaded";
    /// The service shuts down before the response is complete (503).
    ShuttingDown = "shutting_down";
    /// The model cannot be reached or is not ready (503).
    ModelUnavailable = "model_unavailable";
    /// The model did not answer in time (504).
    ModelTimeout = "model_timeout";
    /// The model failed (502).
    ModelError = "model_error";
    /// The model's answer did not match the required schema, not even after one attempt to repair it (502).
    InvalidModelAnswer = "invalid_model_answer";
    /// The model's answer reached the maximum number of tokens before it was complete (502). Ask for a shorter answer.
    IncompleteModelAnswer = "incomplete_model_answer";
    /// The service cannot use the model: its AWS account has no access, or its configuration is wrong (502). Only the
    /// operator can correct this.
    ModelMisconfigured = "model_misconfigured";
    /// The service has an internal fault (500).
    Internal = "internal";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, code: &str) -> bool {
        self.as_str() == code
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, code: &&str) -> bool {
        self.as_str() == *code
    }
}
