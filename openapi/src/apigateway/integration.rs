//! Integrations: who answers an operation. Only the integrations of a document depend on the rendering.

use serde_json::{Value, json};

use super::overlay::Functions;

/// How the integrations are written.
#[derive(Clone, Debug)]
pub enum Rendering {
    /// For a CloudFormation template, which makes the ARNs of the functions by `Fn::Sub`.
    Template,
    /// For `aws apigateway import-rest-api`, with literal ARNs.
    Literal {
        /// The function that sends whole responses.
        buffered: String,
        /// The function that streams its responses.
        streaming: String,
    },
    /// For a gateway without Lambda, in front of a server.
    Proxy {
        /// The base URL of the server: scheme, host and port.
        url: String,
    },
}

/// The operation that an integration answers.
pub(crate) struct Target<'t> {
    pub(crate) path: &'t str,
    pub(crate) method: &'t str,
    pub(crate) path_parameters: Vec<&'t str>,
    pub(crate) streams: bool,
}

impl Rendering {
    /// The value of `x-amazon-apigateway-integration` for an operation.
    pub(crate) fn integration(&self, target: &Target<'_>, functions: &Functions) -> Value {
        match self {
            Self::Template => {
                let function = if target.streams { &functions.streaming } else { &functions.buffered };
                let arn = format!("${{{function}}}");
                let gateway = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path";
                lambda(&json!({ "Fn::Sub": uri(gateway, &arn, target.streams) }), target, functions)
            }
            Self::Literal { buffered, streaming } => {
                let arn = if target.streams { streaming } else { buffered };
                let mut parts = arn.split(':').skip(1);
                let (partition, region) = (parts.next().unwrap_or("aws"), parts.nth(1).unwrap_or_default());
                let gateway = format!("arn:{partition}:apigateway:{region}:lambda:path");
                lambda(&json!(uri(&gateway, arn, target.streams)), target, functions)
            }
            Self::Proxy { url } => {
                let parameters: serde_json::Map<_, _> = target
                    .path_parameters
                    .iter()
                    .map(|name| {
                        (format!("integration.request.path.{name}"), json!(format!("method.request.path.{name}")))
                    })
                    .collect();
                json!({
                    "type": "http_proxy",
                    "httpMethod": target.method.to_uppercase(),
                    "uri": format!("{}{}", url.trim_end_matches('/'), target.path),
                    "requestParameters": parameters,
                    "timeoutInMillis": functions.buffered_timeout_ms,
                })
            }
        }
    }
}

/// The URI that invokes a function. The two modes of invocation have different versions of the Lambda API.
fn uri(gateway: &str, function_arn: &str, streams: bool) -> String {
    if streams {
        format!("{gateway}/2021-11-15/functions/{function_arn}/response-streaming-invocations")
    } else {
        format!("{gateway}/2015-03-31/functions/{function_arn}/invocations")
    }
}

/// A Lambda integration. API Gateway always calls Lambda by POST, also for operations with another method.
fn lambda(uri: &Value, target: &Target<'_>, functions: &Functions) -> Value {
    let timeout = if target.streams { functions.streaming_timeout_ms } else { functions.buffered_timeout_ms };
    let mut integration = json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri, "timeoutInMillis": timeout });
    if target.streams {
        integration["responseTransferMode"] = "STREAM".into();
    }
    integration
}
