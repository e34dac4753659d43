//! The one error body of every operation.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::code::Code;

/// The error body of every operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "error": "input must not be empty",
    "code": "invalid_request",
    "request_id": "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    "violations": [{ "pointer": "/input", "message": "must not be empty" }],
}))]
pub(crate) struct ErrorBody {
    /// What went wrong, for people. The wording may change.
    #[schema(example = "input must not be empty")]
    pub(super) error: String,
    #[schema(schema_with = code)]
    pub(super) code: &'static str,
    /// The id of this request in the log of the service. It equals the response header `x-request-id`.
    #[schema(example = "req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    pub(super) request_id: String,
    /// Where the request body does not match its schema: at most 16 places. Present only if the service checked the
    /// body against its schema.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<Violation>>)]
    pub(super) violations: Vec<Violation>,
}

/// A place where the request body does not match its schema.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "pointer": "/input", "message": "must not be empty" }))]
pub(crate) struct Violation {
    /// The place in the request body, as a JSON pointer (RFC 6901). Empty for the whole body.
    #[schema(example = "/input")]
    pub(super) pointer: String,
    /// What the schema requires at this place, for people.
    #[schema(example = "must not be empty")]
    pub(super) message: String,
}

/// The schema of a code, documented by the table of codes.
fn code() -> Object {
    let description = format!(
        "What went wrong, for programs. New codes may be added: treat an unknown code by its HTTP status.\n{}",
        Code::table()
    );
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .examples([Code::InvalidRequest.as_str()])
        .build()
}
