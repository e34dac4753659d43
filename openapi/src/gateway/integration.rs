//! Who answers an operation: the renderings of the integrations. Nothing else of a document depends on them.

use serde_json::{Value, json};

use super::overlay::Functions;

/// For whom the integrations are written.
#[derive(Clone, Debug)]
pub enum Rendering {
    /// A CloudFormation template: the functions' ARNs by `Fn::Sub`.
    Template,
    /// `aws apigateway import-rest-api`: literal ARNs.
    Literal {
        /// The function that answers whole.
        buffered: String,
        /// The function that streams.
        streaming: String,
    },
    /// A gateway without Lambda: a server at this base URL.
    Proxy {
        /// Scheme, host and port.
        url: String,
    },
}

/// The gateway's own view of one operation.
pub(crate) struct Target<'t> {
    pub(crate) path: &'t str,
    pub(crate) method: &'t str,
    pub(crate) path_parameters: Vec<&'t str>,
    pub(crate) streams: bool,
}

impl Rendering {
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

/// The two invocation modes have URIs of different API versions.
fn uri(gateway: &str, function_arn: &str, streams: bool) -> String {
    if streams {
        format!("{gateway}/2021-11-15/functions/{function_arn}/response-streaming-invocations")
    } else {
        format!("{gateway}/2015-03-31/functions/{function_arn}/invocations")
    }
}

/// API Gateway calls Lambda by POST, whatever the operation's method.
fn lambda(uri: &Value, target: &Target<'_>, functions: &Functions) -> Value {
    let timeout = if target.streams { functions.streaming_timeout_ms } else { functions.buffered_timeout_ms };
    let mut integration = json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri, "timeoutInMillis": timeout });
    if target.streams {
        integration["responseTransferMode"] = "STREAM".into();
    }
    integration
}
