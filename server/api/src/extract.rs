//! From a request's bytes to a wire type, or the error that says where they depart from the contract.

use std::error::Error as StdError;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use textgate_openapi::json;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::error::{ApiError, Code};
use crate::state::AppState;

/// Bodies larger than this are refused unread. It lies above the largest body that the schemas allow, escapes included,
/// and below what a Lambda function is given (6 MB).
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// A body has this long to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// A body that the contract accepts.
#[derive(Debug)]
pub(crate) struct Accepted<T>(pub(crate) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<AppState> for Accepted<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        check_content_type(request.headers())?;
        let text = read(request.into_body()).await?;
        if text.is_empty() {
            return Err(ApiError::new(Code::InvalidRequest, "the body is empty; this operation takes a JSON object"));
        }
        let value = json::parse(&text).map_err(|error| {
            ApiError::new(Code::InvalidRequest, format!("the body is not an acceptable JSON text: {error}"))
        })?;
        let name = T::name();
        let Some(validator) = state.contract.body(&name) else {
            return Err(ApiError::internal(format!("the document has no request body {name}")));
        };
        let violations = validator.violations(&value);
        if !violations.is_empty() {
            return Err(ApiError::violations(violations));
        }
        // What the schema accepts and serde refuses is a defect of the wire type. serde's message may quote the body.
        serde_json::from_value(value).map(Self).map_err(|error| {
            let category = error.classify();
            ApiError::internal(format!(
                "a body that the schema {name} accepts does not deserialise: {category:?} error"
            ))
        })
    }
}

/// A missing type counts as JSON, as API Gateway has it.
fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::new(Code::UnsupportedMediaType, "the body must be application/json"))
    }
}

async fn read(body: Body) -> Result<Bytes, ApiError> {
    match timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await {
        Err(_) => Err(ApiError::new(Code::RequestTimeout, "the body did not arrive in time")),
        Ok(Err(error)) if error.source().is_some_and(<dyn StdError>::is::<LengthLimitError>) => {
            Err(ApiError::new(Code::PayloadTooLarge, format!("the body is larger than {MAX_BODY_BYTES} bytes")))
        }
        Ok(Err(_)) => Err(ApiError::new(Code::InvalidRequest, "the body did not arrive whole")),
        Ok(Ok(bytes)) => Ok(bytes),
    }
}
