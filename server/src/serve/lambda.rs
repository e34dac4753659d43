//! Serves Amazon API Gateway REST proxy events through the Lambda runtime.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use lambda_http::http::Uri;
use lambda_http::http::uri::PathAndQuery;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use textgate_api::{Deadline, GatewayRequestId};
use tower::ServiceBuilder;

use crate::config::LambdaMode;
use crate::gateway_identity::{self, KeyNames};

/// How long before the function's timeout an answer has to be complete, so that there is time to say that it is not.
const LAST_WORDS: Duration = Duration::from_secs(1);

pub(crate) async fn serve(app: Router, mode: LambdaMode, key_names: KeyNames) -> Result<(), Error> {
    let from_gateway = move |request| from_gateway(request, &key_names);
    let service = ServiceBuilder::new().map_request(from_gateway).service(app);
    match mode {
        LambdaMode::Buffered => lambda_http::run(service).await,
        LambdaMode::Streaming => lambda_http::run_with_streaming_response(service).await,
    }
}

/// Makes the gateway's request look as one on a socket does: no stage in the path; and takes over the gateway's request
/// id, so that one request has one id whoever answers it, and its word on who calls. Lambda's deadline goes with it.
fn from_gateway(mut request: Request, key_names: &KeyNames) -> Request {
    if let Some(uri) = without_stage(&request) {
        *request.uri_mut() = uri;
    }
    if let Some(RequestContext::ApiGatewayV1(context)) = request.request_context_ref() {
        // A caller can choose `requestId`; the gateway's own errors carry the extended one.
        let id = context.other.get("extendedRequestId").and_then(|id| id.as_str());
        let id = id.map(|id| GatewayRequestId(id.to_owned()));
        let identities = gateway_identity::identities(context, key_names);
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

/// Lambda's is in milliseconds since 1970. One that has passed is none: Lambda hands over no event too late.
fn deadline(request: &Request) -> Option<Deadline> {
    let timeout = UNIX_EPOCH + Duration::from_millis(request.lambda_context_ref()?.deadline);
    let left = timeout.duration_since(SystemTime::now()).ok()?;
    Some(Deadline(Instant::now() + left.saturating_sub(LAST_WORDS)))
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
