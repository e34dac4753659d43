//! Who the caller is, according to API Gateway. The gateway has authenticated the caller and describes it in the context of
//! the request (API Gateway guide, `api-gateway-mapping-template-reference`).

use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use textgate_api::GatewayIdentities;
use textgate_core::identity::{IamPrincipal, Identity};

use crate::config::ApiKeyNames;

/// All identities of the caller, the most specific first: a user, then an IAM principal, then an API key, which many callers
/// may share.
pub(super) fn identities(context: &ApiGatewayProxyRequestContext, api_key_names: &ApiKeyNames) -> GatewayIdentities {
    let identity = &context.identity;
    // A Cognito authorizer sets `claims` to an object. A Lambda authorizer can set only texts, numbers and booleans, so it
    // cannot imitate this.
    let subject = context.authorizer.fields.get("claims").and_then(|claims| claims["sub"].as_str());
    let principal = identity.user_arn.as_deref().map(IamPrincipal::from_arn);
    let key_name = identity.api_key_id.as_deref().and_then(|id| api_key_names.by_id(id));
    let found = [
        subject.map(|subject| Identity::CognitoSubject(subject.to_owned())),
        principal.map(Identity::IamPrincipal),
        identity.api_key_id.clone().map(Identity::ApiKeyId),
        key_name.map(|name| Identity::ApiKeyName(name.to_owned())),
    ];
    GatewayIdentities(found.into_iter().flatten().collect())
}
