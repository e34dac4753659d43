//! Gateway responses: the responses that API Gateway sends itself, with the error body of the contract.

use serde_json::{Map, Value, json};

use super::overlay::{Cors, GatewayResponse, Overlay};

/// The gateway responses of the overlay, by type.
pub(crate) fn gateway_responses(overlay: &Overlay) -> Map<String, Value> {
    overlay
        .responses
        .iter()
        .map(|response| (response.kind.clone(), gateway_response(response, &overlay.cors)))
        .collect()
}

/// A gateway response with the error body of the contract. API Gateway replaces the variable in the template by plain text, not
/// by VTL. The request id has no quotes, so the result is valid JSON; everything else is constant.
fn gateway_response(response: &GatewayResponse, cors: &Cors) -> Value {
    let body = json!({ "error": response.error, "code": response.code, "request_id": "$context.extendedRequestId" });
    let mut headers = vec![
        ("x-request-id", "context.extendedRequestId".to_owned()),
        ("access-control-allow-origin", format!("'{}'", cors.allow_origin)),
        ("access-control-expose-headers", format!("'{}'", cors.expose_headers.join(","))),
    ];
    if let Some(seconds) = response.retry_after {
        headers.push(("retry-after", format!("'{seconds}'")));
    }
    let headers: Map<_, _> =
        headers.into_iter().map(|(name, value)| (format!("gatewayresponse.header.{name}"), value.into())).collect();
    let mut derived =
        json!({ "responseParameters": headers, "responseTemplates": { "application/json": body.to_string() } });
    if let Some(status) = response.status {
        derived["statusCode"] = status.to_string().into();
    }
    derived
}
