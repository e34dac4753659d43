//! Whom API Gateway has found a caller to be, from the context that it gives a request (API Gateway guide,
//! `api-gateway-mapping-template-reference`).

use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use textgate_api::GatewayIdentities;
use textgate_core::consumer::{IamPrincipal, Identity};

/// What tells most about who calls goes first: a user, then a role, then a key that many may share.
pub(crate) fn identities(context: &ApiGatewayProxyRequestContext) -> GatewayIdentities {
    let identity = &context.identity;
    // Of a Cognito authorizer `claims` is an object; what a Lambda authorizer adds is flat, so it cannot look the same.
    let subject = context.authorizer.fields.get("claims").and_then(|claims| claims["sub"].as_str());
    let principal = identity.user_arn.as_deref().map(IamPrincipal::from_arn);
    let found = [
        subject.map(|subject| Identity::CognitoSubject(subject.to_owned())),
        principal.map(Identity::IamPrincipal),
        identity.api_key_id.clone().map(Identity::ApiKeyId),
    ];
    GatewayIdentities(found.into_iter().flatten().collect())
}
