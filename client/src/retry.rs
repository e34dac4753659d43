//! Which failures may be gone when the same request is sent again.

use crate::ErrorCode;
use crate::error::{Error, ErrorKind};

/// Whether the same request may succeed later. Codes as `server/bedrock/ERRORS.md` has them; what has none that this client
/// knows goes by its status.
pub(crate) fn is_transient(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::CutOff => true,
        ErrorKind::InvalidRequest | ErrorKind::UnreadableAnswer => false,
        ErrorKind::Service => match error.code() {
            Some(
                ErrorCode::RateLimited
                | ErrorCode::Overloaded
                | ErrorCode::ShuttingDown
                | ErrorCode::ModelUnavailable
                | ErrorCode::ModelError
                | ErrorCode::Internal,
            ) => true,
            None | Some(ErrorCode::Unknown(_)) => matches!(error.status(), Some(429 | 500 | 502 | 503 | 504)),
            Some(_) => false,
        },
    }
}
