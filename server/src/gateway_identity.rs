//! Whom API Gateway has found a caller to be, from the context that it gives a request (API Gateway guide,
//! `api-gateway-mapping-template-reference`).

use std::collections::HashMap;
use std::str::FromStr;

use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use textgate_api::GatewayIdentities;
use textgate_core::identity::{IamPrincipal, Identity};

/// The names of the gateway's API keys by their ids: the policy has names, the context has ids, and only the stack that makes
/// the keys knows which belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyNames(HashMap<String, String>);

impl FromStr for KeyNames {
    type Err = &'static str;

    /// Reads `name=id,name=id`. Nothing names no key.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut names = HashMap::new();
        for pair in text.split(',').filter(|pair| !pair.is_empty()) {
            let halves = pair.split_once('=').filter(|(name, id)| !name.is_empty() && !id.is_empty());
            let (name, id) = halves.ok_or("must be pairs of a name and an id, such as billing=a1b2c3")?;
            if names.insert(id.to_owned(), name.to_owned()).is_some() {
                return Err("no two names may have the same id");
            }
        }
        Ok(Self(names))
    }
}

/// What tells most about who calls goes first: a user, then a role, then a key that many may share.
pub(crate) fn identities(context: &ApiGatewayProxyRequestContext, key_names: &KeyNames) -> GatewayIdentities {
    let identity = &context.identity;
    // Of a Cognito authorizer `claims` is an object; what a Lambda authorizer adds is flat, so it cannot look the same.
    let subject = context.authorizer.fields.get("claims").and_then(|claims| claims["sub"].as_str());
    let principal = identity.user_arn.as_deref().map(IamPrincipal::from_arn);
    let key_name = identity.api_key_id.as_ref().and_then(|id| key_names.0.get(id));
    let found = [
        subject.map(|subject| Identity::CognitoSubject(subject.to_owned())),
        principal.map(Identity::IamPrincipal),
        identity.api_key_id.clone().map(Identity::ApiKeyId),
        key_name.cloned().map(Identity::ApiKeyName),
    ];
    GatewayIdentities(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_are_read_by_their_ids_and_what_is_no_pair_is_refused() {
        let names: KeyNames = "billing=a1b2c3,search-1=d4e5f6".parse().expect("reads");
        assert_eq!(names.0["a1b2c3"], "billing");
        assert_eq!(names.0["d4e5f6"], "search-1");
        assert_eq!("".parse(), Ok(KeyNames::default()));
        for fault in ["billing", "=a1b2c3", "billing=", "billing=a,search"] {
            assert!(fault.parse::<KeyNames>().expect_err(fault).contains("pairs"), "{fault}");
        }
        assert!("billing=a,search=a".parse::<KeyNames>().expect_err("refused").contains("same id"));
    }
}
