//! Replaces the security of the contract where a gateway authenticates its callers in another way.

use serde_json::{Map, Value, json};

use super::paths::METHODS;

/// The name of the security scheme that replaces those of the contract.
const SCHEME: &str = "caller";

/// How the gateway authenticates the callers of the operations that the contract protects. The other operations stay open in
/// every case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// As the contract says.
    Contract,
    /// By a signature (version 4) of an IAM user or role that has the permission to call.
    Iam,
    /// By a token of a Cognito user pool, in the header `Authorization`.
    Cognito {
        /// The ARN of the pool.
        user_pool_arn: String,
    },
    /// Not at all: everybody may call.
    Open,
}

impl Access {
    /// The contract, with this access instead of its own security.
    pub fn applied(&self, contract: &Value) -> Value {
        let mut document = contract.clone();
        if *self == Self::Contract {
            return document;
        }
        let scheme = self.scheme();
        let security = scheme.is_some().then(|| json!([{ (SCHEME): [] }]));
        document["components"]["securitySchemes"] =
            scheme.map_or_else(|| json!({}), |scheme| json!({ (SCHEME): scheme }));
        let inherited = document.as_object_mut().and_then(|members| members.remove("security"));
        let items = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
        let members = items.filter_map(Value::as_object_mut).flat_map(Map::iter_mut);
        for operation in members.filter(|(name, _)| METHODS.contains(&name.as_str())).map(|(_, operation)| operation) {
            let Some(operation) = operation.as_object_mut() else { continue };
            let own = operation.remove("security").or_else(|| inherited.clone());
            if own.is_some_and(|own| requires_credentials(&own))
                && let Some(security) = &security
            {
                operation.insert("security".to_owned(), security.clone());
            }
        }
        document
    }

    /// The import only supports schemes of the type apiKey. Extensions say what they really are (API Gateway guide,
    /// `api-gateway-swagger-extensions-authtype` and `api-gateway-swagger-extensions-authorizer`).
    fn scheme(&self) -> Option<Value> {
        match self {
            Self::Contract | Self::Open => None,
            Self::Iam => Some(json!({
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "x-amazon-apigateway-authtype": "awsSigv4",
            })),
            Self::Cognito { user_pool_arn } => Some(json!({
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "x-amazon-apigateway-authtype": "cognito_user_pools",
                "x-amazon-apigateway-authorizer": { "type": "cognito_user_pools", "providerARNs": [user_pool_arn] },
            })),
        }
    }
}

/// Whether a list of security requirements requires credentials. `[]` and `[{}]` require none.
pub(crate) fn requires_credentials(security: &Value) -> bool {
    *security != json!([{}]) && *security != json!([])
}
