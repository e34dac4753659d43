//! Reads a request body as a wire type, or refuses it with an error that says where it departs from the contract.

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

use super::state::AppState;
use crate::error::{ApiError, Code};

/// The maximum size of a request body, in bytes. It lies above the largest body that the schemas allow, escapes
/// included, and below the 6 MB that a Lambda function gets.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The maximum time for a body to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// A request body that the contract accepts.
#[derive(Debug)]
pub(crate) struct ValidBody<T>(pub(crate) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<AppState> for ValidBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        check_content_type(request.headers())?;
        let text = read(request.into_body()).await?;
        if text.is_empty() {
            let message = "the request body is empty; this operation takes a JSON object";
            return Err(ApiError::new(Code::InvalidRequest, message));
        }
        let value = json::parse(&text).map_err(|error| {
            ApiError::new(Code::InvalidRequest, format!("the request body is not acceptable JSON: {error}"))
        })?;
        let name = T::name();
        let Some(validator) = state.contract.body(&name) else {
            return Err(ApiError::internal(format!("the contract has no request body {name}")));
        };
        let violations = validator.violations(&value);
        if !violations.is_empty() {
            return Err(ApiError::violations(violations));
        }
        // A body that the schema accepts and serde refuses is a defect of the wire type. The message of serde may quote
        // the body, so only the kind of the error is kept.
        serde_json::from_value(value).map(Self).map_err(|error| {
            let category = error.classify();
            ApiError::internal(format!(
                "the schema {name} accepts a body that its type cannot read: {category:?} error"
            ))
        })
    }
}

/// A missing content type counts as JSON, as in API Gateway.
fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::new(Code::UnsupportedMediaType, "the content type of the request body must be application/json"))
    }
}

async fn read(body: Body) -> Result<Bytes, ApiError> {
    match timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await {
        Err(_) => Err(ApiError::new(Code::RequestTimeout, "the request body did not arrive in time")),
        Ok(Err(error)) if error.source().is_some_and(<dyn StdError>::is::<LengthLimitError>) => {
            let message = format!("the request body is larger than {MAX_BODY_BYTES} bytes");
            Err(ApiError::new(Code::PayloadTooLarge, message))
        }
        Ok(Err(_)) => Err(ApiError::new(Code::InvalidRequest, "the request body did not arrive completely")),
        Ok(Ok(bytes)) => Ok(bytes),
    }
}
