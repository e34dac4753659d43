//! The codes of the service's errors.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal;)*) => {
        /// What went wrong, for programs. More codes may come with any version of the service.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $code,)*
            /// A code that is newer than this client. Treat it by the status of the answer.
            Unknown(String),
        }

        impl ErrorCode {
            /// Every code that this client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$code),*];

            /// The code as the service has it, such as `rate_limited`.
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
    /// The body is not JSON or not what the operation takes (400).
    InvalidRequest = "invalid_request";
    /// The credentials are missing, not valid or expired (401).
    Unauthorized = "unauthorized";
    /// The credentials do not allow this, or a firewall refuses it (403).
    Forbidden = "forbidden";
    /// The credentials are valid, but the policy knows no such caller (403).
    ConsumerUnknown = "consumer_unknown";
    /// There is no such path (404): the base URL is not that of the service.
    NotFound = "not_found";
    /// The path has no such method (405).
    MethodNotAllowed = "method_not_allowed";
    /// The body did not arrive in time (408).
    RequestTimeout = "request_timeout";
    /// The body is larger than the service reads (413).
    PayloadTooLarge = "payload_too_large";
    /// The body is not `application/json` (415).
    UnsupportedMediaType = "unsupported_media_type";
    /// The policy has no model of this name (404).
    ModelNotFound = "model_not_found";
    /// The operation wants an object and the model gives texts only, or a guardrail could not look at it (403).
    StructuredOutputUnsupported = "structured_output_unsupported";
    /// The model's own filter took the place of the object that was asked for (403).
    ContentBlocked = "content_blocked";
    /// The policy has the model, but does not let the caller use it (403).
    ModelNotAllowed = "model_not_allowed";
    /// The request asks for more than the policy or the model allows (403).
    LimitExceeded = "limit_exceeded";
    /// Too many requests for now (429).
    RateLimited = "rate_limited";
    /// The API key's quota is used up (429).
    QuotaExceeded = "quota_exceeded";
    /// The service's queue is full (503).
    Overloaded = "overloaded";
    /// The service stops before the answer is complete (503).
    ShuttingDown = "shutting_down";
    /// The model cannot be reached or is not ready (503).
    ModelUnavailable = "model_unavailable";
    /// The model did not answer in time (504).
    ModelTimeout = "model_timeout";
    /// The model failed (502).
    ModelError = "model_error";
    /// The model's answer was not of the operation's form, twice (502).
    InvalidModelAnswer = "invalid_model_answer";
    /// The model's answer reached the most tokens before it was complete (502): ask for less.
    IncompleteModelAnswer = "incomplete_model_answer";
    /// The service may not use the model (502); its operator has to act.
    ModelMisconfigured = "model_misconfigured";
    /// A fault of the service (500).
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
