//! A sample contract that has many kinds of constraints, also kinds that Textgate's own contract does not have.
//!
//! No server serves it. Its judges are the library's validator and those that read documents.

use serde::Deserialize;
use serde_json::Value;
use textgate_openapi::apigateway::{Cors, Functions, Overlay, Rendering, derive};
use utoipa::{OpenApi, ToSchema};

/// The body of the only operation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is of interest")]
pub struct Parcel {
    /// Length and pattern together.
    #[schema(min_length = 4, max_length = 8, pattern = "^[A-Z]{2}[0-9]+$", example = "AB12")]
    code: String,
    /// A range of integers.
    #[schema(minimum = 1, maximum = 40)]
    weight_kg: u32,
    /// A range of numbers.
    #[schema(minimum = -0.5, maximum = 0.5)]
    tilt: Option<f64>,
    /// A text that is not blank, without a length.
    #[schema(pattern = r"[^ \t\r\n]", example = "Ring twice.")]
    note: Option<String>,
    /// An enum.
    speed: Option<Speed>,
    /// Constraints within an array.
    stops: Option<Vec<Stop>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Speed {
    Slow,
    Express,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Stop {
    #[schema(min_length = 1, max_length = 3)]
    city: String,
}

#[utoipa::path(
    post,
    path = "/sample_contract",
    operation_id = "send",
    request_body(content = Parcel),
    responses((status = 200, description = "Sent."))
)]
#[expect(dead_code, reason = "only its description is of interest")]
fn send() {}

#[derive(OpenApi)]
#[openapi(
    info(title = "Parcels", version = "1.0.0", license(name = "MIT", url = "https://spdx.org/licenses/MIT.html")),
    paths(send)
)]
struct Document;

/// The lowered document.
pub fn document() -> Value {
    textgate_openapi::lower(&Document::openapi()).expect("lowers")
}

/// The document for API Gateway.
pub fn gateway_document() -> Value {
    let overlay = Overlay {
        functions: Functions {
            buffered: "Function".to_owned(),
            streaming: "Function".to_owned(),
            buffered_timeout_ms: 29_000,
            streaming_timeout_ms: 29_000,
        },
        cors: Cors {
            allow_origin: "*".to_owned(),
            allow_headers: Vec::new(),
            expose_headers: Vec::new(),
            max_age_seconds: 0,
        },
        responses: Vec::new(),
        accepted: Vec::new(),
    };
    derive(&document(), &overlay, &Rendering::Template).expect("derives")
}
