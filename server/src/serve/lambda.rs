//! Serves the proxy events of an Amazon API Gateway REST API, through the Lambda runtime.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use lambda_http::http::Uri;
use lambda_http::http::uri::PathAndQuery;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use textgate_api::{Deadline, GatewayRequestId};
use tower::ServiceBuilder;

use super::gateway_identity;
use crate::config::{ApiKeyNames, LambdaMode};

/// An answer must be complete this long before the function's timeout, so that there is time to send an error instead.
const TIMEOUT_MARGIN: Duration = Duration::from_secs(1);

/// Serves `app` until Lambda ends the process.
pub(super) async fn serve(app: Router, mode: LambdaMode, api_key_names: ApiKeyNames) -> Result<(), Error> {
    let from_gateway = move |request| from_gateway(request, &api_key_names);
    let service = ServiceBuilder::new().map_request(from_gateway).service(app);
    match mode {
        LambdaMode::Buffered => lambda_http::run(service).await,
        LambdaMode::Streaming => lambda_http::run_with_streaming_response(service).await,
    }
}

/// Makes a request of the gateway look like a request on a socket: its path has no stage. Adds what the gateway and Lambda
/// know about it: the gateway's request id, so that a request has the same id whether the gateway or the function answers
/// it, the identities of the caller, and the deadline.
fn from_gateway(mut request: Request, api_key_names: &ApiKeyNames) -> Request {
    if let Some(uri) = without_stage(&request) {
        *request.uri_mut() = uri;
    }
    if let Some(RequestContext::ApiGatewayV1(context)) = request.request_context_ref() {
        // Not `requestId`, which a caller can choose. The gateway's own errors carry the extended id, too.
        let id = context.other.get("extendedRequestId").and_then(|id| id.as_str());
        let id = id.map(|id| GatewayRequestId(id.to_owned()));
        let identities = gateway_identity::identities(context, api_key_names);
        request.extensions_mut().insert(identities);
        if let Some(id) = id {
            request.extensions_mut().insert(id);
        }
    }
    if let Some(deadline) = deadline(&request) {
        request.extensions_mut().insert(deadline);
    }
    request
}

/// The deadline of the answer. Lambda gives the function's timeout in milliseconds since 1970. A timeout in the past is
/// ignored: Lambda invokes no function after its timeout, so the clocks differ.
fn deadline(request: &Request) -> Option<Deadline> {
    let timeout = UNIX_EPOCH + Duration::from_millis(request.lambda_context_ref()?.deadline);
    let left = timeout.duration_since(SystemTime::now()).ok()?;
    Some(Deadline(Instant::now() + left.saturating_sub(TIMEOUT_MARGIN)))
}

fn without_stage(request: &Request) -> Option<Uri> {
    let path = request.raw_http_path();
    let mut parts = request.uri().clone().into_parts();
    let path_and_query = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}
